"""What stands in the corpus to be reviewed: every statement, corpus document and article, with its exact content."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from spasm_qa.library import Library
from spasm_qa.review.approvals import Decision, Decisions, fitting, from_rows
from spasm_qa.review.content import Content, article_content, digest, document_content, statement_content
from spasm_qa.types import Statement

DOCUMENT, ARTICLE = "document", "article"


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to review."""

    name: str
    """`statement:ID`, `document:ID` or `article:ID`."""
    kind: str
    """A kind of statement (`fact`, `interaction` ...), `document` or `article`."""
    title: str
    text: str
    document: str
    """Id of the corpus document that it stands in or is; empty for an article."""
    safety: str
    content: Content
    digest: str = ""
    published: Decision | None = None
    """What the corpus came with about exactly this content."""

    @property
    def id(self) -> str:
        """The id without its kind."""
        return self.name.partition(":")[2]


def subjects(library: Library) -> dict[str, Subject]:
    """Return everything to review by name: by document, the document before its statements, articles at the end."""
    decisions = from_rows(library.extra("reviews") or [])
    return {each.name: _signed(each, decisions) for each in (*_of_documents(library), *_of_articles(library))}


def _signed(subject: Subject, decisions: Decisions) -> Subject:
    hashed = digest(subject.content)
    return replace(subject, digest=hashed, published=fitting(decisions, subject.name, hashed))


def _of_documents(library: Library) -> Iterator[Subject]:
    home = library.documents_of()
    titles = {name: title for name, title, _ in library.document_names()}
    standing: dict[str, list[Statement]] = {}
    for statement in library.statements.values():
        standing.setdefault(home[statement.passage], []).append(statement)
    for name, statements in standing.items():
        title = titles[name]
        text = f"The document as a whole: {len(statements)} {'statements, in their order' if len(statements) > 1 else 'statement'}."
        yield Subject(f"document:{name}", DOCUMENT, title, text, name, "none", document_content(title, statements))
        for s in statements:
            yield Subject(f"statement:{s.id}", s.kind.value, s.title, s.text, name, s.safety, statement_content(s, library.references))


def _of_articles(library: Library) -> Iterator[Subject]:
    for article in library.extra("articles") or []:
        text = "The article as a whole: which statements stand in it, in which order."
        yield Subject(f"article:{article['id']}", ARTICLE, str(article["question"]), text, "", "none", article_content(article))


def documents(found: Mapping[str, Subject]) -> dict[str, str]:
    """Return document id -> title."""
    return {each.document: each.title for each in found.values() if each.kind == DOCUMENT}
