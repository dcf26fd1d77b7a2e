"""JATS XML, the format of PubMed Central: title, abstract, sections, tables and bibliographic data of articles."""

from collections.abc import Iterator
from pathlib import Path

from ingest.formats.bibliography import kind_of_title
from ingest.formats.blocks import write_blocks
from ingest.formats.body import Body, tidy
from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded, loaded, loaded_record, shared_fields
from ingest.formats.markup import Node, child, children, descendants, is_note_mark, local, parse_xml, text_of

_ARTICLE_TYPES = {"review-article": "review", "systematic-review": "systematic-review", "clinical-trial": "trial", "guideline": "guideline"}
_DROPPED = frozenset({"ref-list", "graphic", "inline-graphic", "media", "object-id", "tex-math", "annotation", "supplementary-material"})
_SECTIONS = frozenset({"sec", "abstract", "app", "ack", "boxed-text", "notes", "glossary", "trans-abstract"})
_RETRACTED = frozenset({"retracted-article", "retraction-forward"})


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield the articles of a file: one, or those of a `pmc-articleset`."""
    file = File(path, options)
    root = parse_xml(file)
    articles = [root] if local(root) == "article" else [node for node in descendants(root, "article") if child(node, "front") is not None]
    if not articles:
        reply = next((node.get("error") or text_of(node) for node in descendants(root, "reply", "error")), "")
        raise file.error(f"it holds no article{f': {tidy(reply)}' if reply else ''}", hint="Check the PMCID; some articles are not open.")
    for article in articles:
        body, own = _article(article)
        if child(article, "body") is None and body.text:
            own["note"] = "Abstract only: the file holds no full text."
        if len(articles) == 1:
            yield loaded(file, body, own, warnings=(own["note"],) if "note" in own else ())
        else:
            yield loaded_record(file, body, own, shared_fields(file))


def _article(article: Node) -> tuple[Body, dict[str, str]]:
    meta = child(article, "front", "article-meta")
    body = Body()
    if meta is not None:
        for abstract in children(meta, "abstract"):
            body.heading(1, "Abstract" if _title(abstract) in {"", "Abstract"} else _title(abstract))
            _write(body, abstract)
    for part in (child(article, "body"), child(article, "back")):
        if part is not None:
            _write(body, part)
    return body, {name: value for name, value in _fields(article, meta).items() if value}


def _title(node: Node) -> str:
    return tidy(text_of(child(node, "title"), is_note_mark))


def _write(body: Body, part: Node) -> None:
    def level_of(node: Node) -> int | None:
        parent = node.getparent()
        if local(node) != "title" or parent is None or local(parent) not in _SECTIONS:
            return None
        return sum(local(above) in _SECTIONS for above in node.iterancestors())

    def drop(node: Node) -> bool:
        own_title = local(node) == "title" and node.getparent() is part
        return own_title or local(node) in _DROPPED or is_note_mark(node)

    write_blocks(body, part, level_of=level_of, drop=drop)


def _fields(article: Node, meta: Node | None) -> dict[str, str]:
    if meta is None:
        return {}
    ids = {node.get("pub-id-type", ""): tidy(text_of(node)) for node in children(meta, "article-id")}
    pmcid = ids.get("pmcid") or ids.get("pmc") or ids.get("pmcaid", "")
    digits = "".join(c for c in pmcid if c.isdigit())
    title = tidy(text_of(child(meta, "title-group", "article-title"), is_note_mark))
    journal = child(article, "front", "journal-meta")
    name = next(descendants(journal, "journal-title"), None) if journal is not None else None
    return {
        "id": f"PMC{digits}" if digits else "",
        "kind": _ARTICLE_TYPES.get(article.get("article-type", ""), "") or kind_of_title(title),
        "title": title,
        "authors": ", ".join(_authors(meta)),
        "year": _year(meta),
        "publisher": tidy(text_of(name if name is not None else child(journal, "publisher", "publisher-name"))),
        "url": f"https://pmc.ncbi.nlm.nih.gov/articles/PMC{digits}/" if digits else "",
        "doi": ids.get("doi", ""),
        "pmid": ids.get("pmid", ""),
        "pmcid": f"PMC{digits}" if digits else "",
        "licence": _licence(meta),
        "status": "retracted" if _retracted(meta, title) else "",
    }


def _authors(meta: Node) -> Iterator[str]:
    for group in children(meta, "contrib-group"):
        for contributor in children(group, "contrib"):
            if contributor.get("contrib-type", "author") != "author":
                continue
            name = next(descendants(contributor, "name"), None)
            if name is not None:
                given = "".join(word[0] for word in tidy(text_of(child(name, "given-names"))).replace("-", " ").split())
                yield f"{tidy(text_of(child(name, 'surname')))} {given}".strip()
            elif (group_name := child(contributor, "collab")) is not None:
                yield tidy(text_of(group_name))


def _year(meta: Node) -> str:
    """Return the year of publication: the earliest that the article states."""
    years = (tidy(text_of(child(date, "year"))) for date in children(meta, "pub-date"))
    return min((year for year in years if year.isdigit() and len(year) == 4), default="")


def _licence(meta: Node) -> str:
    licence = next(descendants(meta, "license"), None)
    if licence is None:
        return tidy(text_of(next(descendants(meta, "copyright-statement"), None)))[:300]
    link = next((value for name, value in licence.attrib.items() if str(name).endswith("href")), "")
    return str(link) or next((tidy(text_of(n)) for n in descendants(licence, "license_ref")), "") or tidy(text_of(licence))[:300]


def _retracted(meta: Node, title: str) -> bool:
    related = (node.get("related-article-type", "") for node in children(meta, "related-article"))
    return title.lower().startswith("retracted") or any(kind in _RETRACTED for kind in related)
