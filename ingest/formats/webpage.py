"""HTML pages: the main content with its headings, lists and tables, and what the page's head says of it."""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.formats.bibliography import kind_of_title, sidecar, year_in
from ingest.formats.blocks import write_blocks
from ingest.formats.body import Body
from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded, loaded
from ingest.formats.markup import Node, descendants, local, parse_html, text_of

LEAST_MAIN_CHARS = 200  # a shorter <main> is a shell that scripts would fill: the whole body is read

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_CLUTTER = """
script style noscript template nav aside footer form button select option input textarea iframe object embed svg math canvas
audio video dialog menu head
"""
_DROPPED = frozenset(_CLUTTER.split())
_DROPPED_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert", "menu"})
_DROPPED_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookie|cookies|consent|breadcrumbs?|share|sharing|social|newsletter|advert\w*|sidebar|site-header|site-footer|"
    r"skip-link|pagination|related-links|print-only|sr-only|visually-hidden)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEAD_NAMES = {
    "title": ("citation_title", "dc.title", "og:title"),
    "authors": ("citation_author", "dc.creator", "author"),
    "year": ("citation_publication_date", "citation_date", "dc.date", "dcterms.modified", "article:published_time", "date"),
    "publisher": ("citation_journal_title", "citation_publisher", "dc.publisher", "og:site_name"),
    "doi": ("citation_doi", "dc.identifier"),
    "pmid": ("citation_pmid",),
    "licence": ("dc.rights", "dcterms.license"),
}


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield the one document of an HTML page."""
    file = File(path, options)
    data = file.content()
    declared = _CHARSET.search(data[:4096]) or _XML_ENCODING.search(data[:256])
    encoding = sidecar(file).get("encoding") or (declared[1].decode("ascii") if declared else "")
    root = parse_html(re.sub(r"^\s*<\?xml[^>]*\?>", "", file.decode(data, encoding)))
    if root is None:
        raise file.error("it holds no HTML", hint="Save the page again from the browser.")
    body = Body()
    write_html(body, main_content(root))
    own = _head(root)
    title = own.get("title") or _first(root, "h1") or _first(root, "title")
    yield loaded(file, body, {"kind": kind_of_title(title), **own, "title": title})


def write_html(body: Body, root: Node) -> None:
    """Write an HTML element's text into `body`."""
    write_blocks(body, root, level_of=_level, drop=is_clutter)


def main_content(root: Node) -> Node:
    """Return the element that holds the page's own text: main, a lone article, else the body."""
    mains = [node for node in root.iter() if local(node) == "main" or node.get("role") == "main"]
    articles = list(descendants(root, "article"))
    for candidates in (mains[:1], articles if len(articles) == 1 else []):
        if candidates and len(text_of(candidates[0], is_clutter).strip()) >= LEAST_MAIN_CHARS:
            return candidates[0]
    return next(descendants(root, "body"), root)


def is_clutter(node: Node) -> bool:
    """Tell whether an element belongs to the site and not to the page: menus, scripts, cookie notices, hidden parts."""
    name = local(node)
    if name in _DROPPED or (name == "header" and _under_body(node)):
        return True
    if node.get("hidden") is not None or node.get("aria-hidden") == "true" or node.get("role") in _DROPPED_ROLES:
        return True
    if re.search(r"display\s*:\s*none", node.get("style") or ""):
        return True
    return name in {"div", "section", "ul", "ol", "p", "span", "a"} and bool(
        _DROPPED_NAMES.search(f"{node.get('class') or ''} {node.get('id') or ''}")
    )


def _under_body(node: Node) -> bool:
    parent = node.getparent()
    return parent is not None and local(parent) == "body"


def _level(node: Node) -> int | None:
    name = local(node)
    return int(name[1]) if len(name) == 2 and name[0] == "h" and name[1] in "123456" else None


def _head(root: Node) -> dict[str, str]:
    """Return the fields that the page's meta elements state."""
    said: dict[str, list[str]] = {}
    for meta in descendants(root, "meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            said.setdefault(name, []).append(content)
    fields = {}
    for field, names in _HEAD_NAMES.items():
        found = next((said[name] for name in names if name in said), [])
        fields[field] = ", ".join(name.replace(",", "") for name in found) if field == "authors" else "".join(found[:1])
    fields["year"] = year_in(fields["year"])
    link = next((node.get("href") or "" for node in descendants(root, "link") if (node.get("rel") or "").lower() == "canonical"), "")
    fields["url"] = link if link.startswith(("https://", "http://")) else ""
    return {name: value for name, value in fields.items() if value}


def _first(root: Node, name: str) -> str:
    return text_of(next(descendants(root, name), None)).strip()
