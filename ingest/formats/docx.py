"""Word documents (DOCX): headings by style or outline level, lists, tables; insertions are read, deletions are not.

Read from the XML itself: text inside tracked insertions, content controls and links counts, too.
"""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from lxml import etree

from ingest.formats.body import Body, tidy
from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded, loaded
from ingest.formats.markup import Node, child, children, descendants, local, text_of

MAX_PART_BYTES = 150_000_000  # of one XML part, unpacked
MAX_RATIO = 250  # an honest part of text shrinks to a tenth; one of 1,000 is a trap
MAX_PARTS = 10_000
DOCUMENT = "word/document.xml"

_JUNK_TITLES = ("document", "untitled", "microsoft word", "template", "normal.dot")
_IGNORED = frozenset({"del", "movefrom", "instrtext", "deltext", "fallback", "rpr", "ppr", "tblpr", "trpr", "tcpr", "sectpr", "sdtpr"})


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield the one document of a Word file."""
    file = File(path, options)
    try:
        with zipfile.ZipFile(BytesIO(file.content())) as archive:
            _check_parts(file, archive)
            root = _part(file, archive, DOCUMENT)
            if root is None:
                raise file.error("no Word document inside", hint="Save it again as .docx.")
            levels, title_styles = _styles(_part(file, archive, "word/styles.xml"))
            core = _part(file, archive, "docProps/core.xml")
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError) as e:
        raise file.error("the DOCX is damaged or cut short", hint="Save it again as .docx, without a password.") from e
    body = Body()
    main = child(root, "body")
    titles: list[str] = []
    _write(body, main if main is not None else root, levels, (title_styles, titles))
    named = tidy(text_of(child(core, "title")))
    named = "" if named.lower().startswith(_JUNK_TITLES) else named
    first = body.sections[0][1] if body.sections and body.sections[0][0] == 0 else ""
    yield loaded(file, body, {"title": " ".join(titles) or named or first})


def _check_parts(file: File, archive: zipfile.ZipFile) -> None:
    """Refuse an archive that would unpack to far more than it is, before anything is unpacked."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise file.error(f"more than {MAX_PARTS} parts in the DOCX", hint="Save it again as .docx.")
    for part in parts:
        bomb = part.file_size > 10_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        if bomb or (part.file_size > MAX_PART_BYTES and part.filename.endswith(".xml")):
            raise file.error(
                f"a part would unpack to {part.file_size // 1_000_000} MB (zip bomb?)", hint="Save it again as .docx, or as text."
            )


def _part(file: File, archive: zipfile.ZipFile, name: str) -> Node | None:
    if name not in archive.namelist():
        return None
    data = archive.read(name)
    if b"<!DOCTYPE" in data.replace(b"\0", b"")[:1_000_000] or b"<!ENTITY" in data:
        raise file.error("it declares XML entities, which are refused", hint="Save it again as .docx.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as e:
        raise file.error(f"its part {name} is broken XML", hint="Open it in Word and save it again.") from e


def _styles(styles: Node | None) -> tuple[dict[str, int], frozenset[str]]:
    """Return style id -> heading level from 1, and the ids of title styles."""
    levels, titles, parents = {}, set(), {}
    for style in children(styles, "style") if styles is not None else ():
        key, name = _value(style, "styleId"), _value(child(style, "name"), "val").lower()
        parents[key] = _value(child(style, "basedon"), "val")
        outline = _value(child(style, "ppr", "outlinelvl"), "val")
        if name.startswith("heading ") and name[8:].isdigit():
            levels[key] = int(name[8:])
        elif outline.isdigit() and int(outline) < 9:
            levels[key] = int(outline) + 1
        elif name == "title":
            titles.add(key)
    for key in parents:
        above, steps = key, 0
        while above and above not in levels and steps < 20:
            above, steps = parents.get(above, ""), steps + 1
        if above in levels:
            levels[key] = levels[above]
    return levels, frozenset(titles)


def _value(node: Node | None, name: str) -> str:
    """Return an attribute by its local name."""
    if node is None:
        return ""
    return next((str(value) for key, value in node.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _write(body: Body, parent: Node, levels: dict[str, int], titles: tuple[frozenset[str], list[str]]) -> None:
    for node in parent:
        name = local(node)
        if name == "p":
            _write_paragraph(body, node, levels, titles)
        elif name == "tbl":
            for row in (found for found in descendants(node, "tr") if next(found.iterancestors(node.tag)) is node):
                body.row(" ".join(_text(p) for p in descendants(cell, "p")) for cell in _cells(row))
        elif name not in _IGNORED:
            _write(body, node, levels, titles)


def _cells(row: Node) -> Iterator[Node]:
    return (cell for cell in descendants(row, "tc") if next(cell.iterancestors(row.tag)) is row)


def _write_paragraph(body: Body, node: Node, levels: dict[str, int], titles: tuple[frozenset[str], list[str]]) -> None:
    properties = child(node, "ppr")
    style = _value(child(properties, "pstyle"), "val")
    outline = _value(child(properties, "outlinelvl"), "val")
    level = int(outline) + 1 if outline.isdigit() and int(outline) < 9 else levels.get(style)
    text = _text(node)
    if style in titles[0] and text.strip():
        titles[1].append(tidy(text))
        body.heading(1, text)
    elif level:
        body.heading(level, text)
    elif child(properties, "numpr") is not None or style.lower().startswith("list"):
        body.line(f"- {text}" if text.strip() else "")
    else:
        body.paragraph(text)
    for box in (found for found in descendants(node, "txbxcontent") if not any(local(a) == "fallback" for a in found.iterancestors())):
        _write(body, box, levels, titles)


def _text(paragraph: Node) -> str:
    """Return a paragraph's visible text, without deleted text and without the text boxes anchored in it."""
    out: list[str] = []
    walk = etree.iterwalk(paragraph, events=("start",))
    for _, node in walk:
        name = local(node)
        if node is not paragraph and (name in _IGNORED or name == "txbxcontent"):
            walk.skip_subtree()
        elif name == "t":
            out.append(f"^{node.text}" if _raised(node) and out and out[-1][-1:].isdigit() else node.text or "")
        elif name in {"tab", "br", "cr"}:
            out.append(" ")
        elif name == "nobreakhyphen":
            out.append("-")
    return "".join(out)


def _raised(node: Node) -> bool:
    """Tell whether a run is in superscript: 10⁵ must not be read as 105."""
    return _value(child(node.getparent(), "rpr", "vertalign"), "val") == "superscript" and (node.text or "").strip(" -−+").isdigit()
