"""Trees of XML and HTML, parsed without entities, network or huge documents, and their text."""

import html
import re
from collections.abc import Callable, Iterator

from lxml import etree

from ingest.formats.file import File

# lxml-stubs call every node `_Element`; the leading underscore is theirs.
Node = etree._Element

_BLOCKS = """
address article aside blockquote body boxed-text caption center dd details div dl dt fieldset fig figcaption figure footer form
header hr item li list list-item main nav ol p paragraph pre sec section summary table table-wrap tbody td tfoot th thead title tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())  # of HTML, JATS and SPL
_ENCODINGS = re.compile(r"utf-?(8|16|16le|16be)|us-ascii|ascii|iso-8859-\d+|latin-?1|windows-125\d|cp125\d", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})["']""")
MARK = "\x1d"  # stands where a citation mark was left out, until the text is complete
_RUN = r"\s*\x1d(?:[\s,;–-]*\x1d)*"
_MARKS = re.compile(rf"\s*\[{_RUN}\s*\]|\s*\({_RUN}\s*\)|{_RUN}")
LINE_BREAKS = frozenset({"br", "break", "hr"})
_NUMBERS = re.compile(r"[\s\d,;*†‡§–-]+")


def parse_xml(file: File) -> Node:
    """Return the root of an XML file. Raises CorpusError for damage, entity declarations and odd encodings."""
    data = file.content()
    plain = data.replace(b"\0", b"") if b"\0" in data[:64] else data
    if b"<!ENTITY" in plain:
        raise file.error("it declares XML entities, which are refused", hint="Fetch the file from its publisher again.")
    declared = _DECLARED.search(plain[:512])
    if declared and not _ENCODINGS.fullmatch(declared[1].decode("ascii", "replace")):
        raise file.error(f"unknown encoding {declared[1].decode('ascii', 'replace')!r}", hint="Save the XML as UTF-8.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as e:
        cut = " (it ends too early: truncated?)" if "Premature end" in str(e) or "EndTag" in str(e) else ""
        reason = str(e).partition(", line ")[0].splitlines()
        raise file.error(f"the XML is broken: {reason[0] if reason else 'unreadable'}{cut}", line=e.lineno, hint="Fetch it again.") from e
    except (ValueError, LookupError) as e:
        raise file.error("the XML cannot be read", hint="Save the XML as UTF-8.") from e
    _settle_entities(root)
    return root


def parse_html(text: str) -> Node | None:
    """Return the root of an HTML text, or None when it holds no element. HTML is mended, never rejected."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def local(node: Node) -> str:
    """Return an element's name without namespace, in lower case; nothing for other nodes."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def children(node: Node, *names: str) -> Iterator[Node]:
    """Yield the child elements with one of the names, namespaces aside."""
    return (child for child in node if local(child) in names)


def child(node: Node | None, *path: str) -> Node | None:
    """Return the first element down a path of names, or None."""
    for name in path:
        node = None if node is None else next(children(node, name), None)
    return node


def descendants(node: Node, *names: str) -> Iterator[Node]:
    """Yield the elements below a node with one of the names, namespaces aside, in document order."""
    return (found for found in node.iter() if local(found) in names)


def text_of(node: Node | None, drop: Callable[[Node], bool] = lambda _: False) -> str:
    """Return an element's text as one run; blocks within it stand apart by a blank."""
    if node is None:
        return ""
    out: list[str] = []
    walk = etree.iterwalk(node, events=("start", "end"))
    for event, element in walk:
        gap = " " if local(element) in BLOCKS or local(element) in LINE_BREAKS else ""
        if event == "end":
            out += [gap, "" if element is node else element.tail or ""]
        elif element is not node and drop(element):
            out.append(MARK if local(element) == "xref" else "")
            walk.skip_subtree()
        elif local(element) == "sup" and element is not node:
            out.append(superscript(out, element))
            walk.skip_subtree()
        else:
            out += [gap, element.text or ""]
    return without_marks("".join(out))


def without_marks(text: str) -> str:
    """Return `text` without the places of citation marks and the brackets and commas between them."""
    return _MARKS.sub("", text) if MARK in text else text


def raw_text(node: Node) -> str:
    """Return all characters within an element."""
    return "".join(str(text) for text in node.itertext())


def superscript(before: list[str], node: Node) -> str:
    """Return a superscript's text: `10^5`, `m^2`, `Ca2+`; a note's number after a word or a full stop is left out."""
    text = raw_text(node).strip()
    previous = "".join(before[-3:])[-5:]
    if re.fullmatch(r"[a-k]", text):
        return ""
    if not _NUMBERS.fullmatch(text):
        return text if not re.fullmatch(r"[-+−–]\d+", text) else f"^{text}"
    if re.search(r"\d\s?$|(?:^|[\W\d_])[A-Za-zµ]{1,3}$", previous) and text[:1].isdigit() and "," not in text:
        return f"^{text}"
    return ""


def is_note_mark(node: Node) -> bool:
    """Tell whether an element is a citation mark made of numbers, such as `[12]` or `3,4`, or points to a table's note."""
    if local(node) == "xref" and node.get("ref-type") in {"table-fn", "fn"}:
        return True
    return local(node) == "xref" and bool(re.fullmatch(r"[\[\]()\s\d,;*†‡–-]*", raw_text(node)))


def _settle_entities(root: Node) -> None:
    """Put the characters of entities that HTML knows (`&nbsp;`) in their place; others become nothing."""
    for entity in list(root.iter(etree.Entity)):
        shown = html.unescape(entity.text or "")
        shown = "" if shown.startswith("&") else shown
        parent, previous, tail = entity.getparent(), entity.getprevious(), entity.tail or ""
        if parent is None:
            continue
        if previous is not None:
            previous.tail = (previous.tail or "") + shown + tail
        else:
            parent.text = (parent.text or "") + shown + tail
        entity.tail = None
        parent.remove(entity)
