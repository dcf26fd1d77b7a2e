"""PubMed XML: the abstract of each article or chapter with its labelled parts."""

from collections.abc import Iterator
from pathlib import Path

from ingest.formats.bibliography import year_in
from ingest.formats.body import Body, tidy
from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded, loaded, loaded_record, shared_fields
from ingest.formats.markup import Node, child, children, descendants, parse_xml, text_of

# PubMed's publication types, the most telling first.
_KINDS = (
    ("systematic-review", {"Systematic Review", "Meta-Analysis"}),
    ("guideline", {"Guideline", "Practice Guideline"}),
    ("trial", {"Randomized Controlled Trial", "Controlled Clinical Trial", "Clinical Trial"}),
    ("consensus", {"Consensus Development Conference", "Consensus Statement"}),
    ("review", {"Review", "Scoping Review"}),
)
_DATES = (("journal", "journalissue", "pubdate"), ("daterevised",), ("contributiondate",), ("book", "pubdate"))


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield the articles and chapters of a `PubmedArticleSet`; those without an abstract have no text and are an error when alone."""
    file = File(path, options)
    articles = list(descendants(parse_xml(file), "pubmedarticle", "pubmedbookarticle"))
    parts = [(body, fields) for body, fields in map(_article, articles) if body.text]
    if not parts:
        raise file.error("it holds no abstract", hint="Check the PMID; some records have a title only.")
    for body, own in parts:
        yield loaded(file, body, own) if len(parts) == 1 else loaded_record(file, body, own, shared_fields(file))


def _article(record: Node) -> tuple[Body, dict[str, str]]:
    chapter = child(record, "bookdocument")
    citation = child(record, "medlinecitation") if chapter is None else chapter
    article = child(citation, "article") if chapter is None else chapter
    body = Body()
    abstract = child(article, "abstract")
    for part in children(abstract, "abstracttext") if abstract is not None else ():
        body.heading(1, (part.get("Label") or "").capitalize())
        body.paragraph(text_of(part))
    ids = {node.get("IdType", ""): tidy(text_of(node)) for node in _own_ids(record)}
    pmid = tidy(text_of(child(citation, "pmid"))) or ids.get("pubmed", "")
    types = {tidy(text_of(node)) for node in descendants(record, "publicationtype")}
    fields = {
        "id": f"PMID{pmid}" if pmid else "",
        "kind": next((kind for kind, names in _KINDS if types & names), ""),
        "title": tidy(text_of(child(article, "articletitle"))).rstrip("."),
        "authors": ", ".join(_authors(article)),
        "year": next((year for path in _DATES if (year := year_in(text_of(child(article, *path))))), ""),
        "publisher": tidy(text_of(child(article, "journal", "title")))
        or tidy(text_of(child(article, "book", "publisher", "publishername"))),
        "url": f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else "",
        "doi": ids.get("doi", ""),
        "pmid": pmid,
        "pmcid": ids.get("pmc", ""),
        "licence": tidy(text_of(child(abstract, "copyrightinformation"))),
        "note": "Abstract only.",
        "status": "retracted" if "Retracted Publication" in types else "",
    }
    return body, {name: value for name, value in fields.items() if value}


def _own_ids(record: Node) -> Iterator[Node]:
    """Yield the record's own identifiers, not those of the works that it cites."""
    own = child(record, "pubmeddata", "articleidlist")
    own = child(record, "bookdocument", "articleidlist") if own is None else own
    return children(own, "articleid") if own is not None else iter(())


def _authors(article: Node | None) -> Iterator[str]:
    listed = child(article, "authorlist")
    for author in children(listed, "author") if listed is not None else ():
        name = f"{text_of(child(author, 'lastname'))} {text_of(child(author, 'initials'))}"
        shown = tidy(name) or tidy(text_of(child(author, "collectivename")))
        if shown:
            yield shown
