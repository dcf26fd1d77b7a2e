"""approvals.jsonl -> the status of each statement and article; a line about another content is told and ignored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from spasm_qa.review.approvals import FILE, Decisions, fitting, read_approvals
from spasm_qa.review.content import article_content, digest, document_content, statement_content
from spasm_qa.types import Document, Reference, ReviewStatus, Statement


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of one corpus, and the references that the content of its statements names."""

    decisions: Decisions
    references: Mapping[str, Reference]

    @classmethod
    def read(cls, root: Path, references: Mapping[str, Reference]) -> "Reviews":
        """Read the reviews of a corpus; `references` are its own, as they stand now.

        Raises:
            CorpusError: approvals.jsonl cannot be used.
        """
        return cls(read_approvals(root), references)

    def statement(self, s: Statement) -> Statement:
        """Return a statement with its status."""
        if f"statement:{s.id}" not in self.decisions:
            return s
        decision = fitting(self.decisions, f"statement:{s.id}", digest(statement_content(s, self.references)))
        return replace(s, status=decision.status, review=decision.review) if decision else s

    def article(self, article: Mapping[str, Any]) -> dict[str, Any]:
        """Return an article with the status of its own content; its statements have theirs."""
        decision = fitting(self.decisions, f"article:{article['id']}", digest(article_content(article)))
        status = decision.status if decision else ReviewStatus.SUBMITTED
        return {**article, "status": status.value, "review": asdict(decision.review) if decision and decision.review else None}

    def rows(self) -> list[dict[str, str]]:
        """Return the lines as plain data, for the library."""
        return [asdict(decision) for decision in self.decisions.values()]

    def stale(self, documents: Sequence[tuple[Document, Sequence[Statement]]], articles: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """Yield a note for each line whose subject is gone or no longer has the content that was reviewed."""
        if not self.decisions:
            return
        present = {f"document:{d.id}": digest(document_content(d.title, statements)) for d, statements in documents}
        present |= {f"statement:{s.id}": digest(statement_content(s, self.references)) for _, statements in documents for s in statements}
        present |= {f"article:{each['id']}": digest(article_content(each)) for each in articles}
        for subject, decision in sorted(self.decisions.items()):
            if subject not in present:
                yield f"{FILE}: {subject} is not in the corpus; its review is ignored."
            elif present[subject] != decision.content:
                yield f"{FILE}: {subject} was changed after its review of {decision.date[:10]}; it is submitted again."
