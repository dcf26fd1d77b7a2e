"""Lines of approvals.jsonl about a corpus as it lies on disk."""

import json
from dataclasses import asdict, replace
from pathlib import Path

from ingest.load import article, curated_parts
from ingest.statements import read_references
from spasm_qa.review.approvals import FILE, Decision, to_lines
from spasm_qa.review.content import article_content, digest, statement_content
from spasm_qa.types import ReviewStatus

DATE = "2026-11-22T10:00:00+00:00"


def approval(corpus: Path, name: str, **change: str) -> Decision:
    """Return the approval of a statement or, for `article:ID`, of an article."""
    references = {r.id: r for r in read_references(corpus / "references.json")}
    hashes = {f"statement:{s.id}": digest(statement_content(s, references)) for parts in curated_parts(corpus) for s in parts.statements}
    for path in (corpus / "articles").glob("*.md"):
        hashes[f"article:{article(path)['id']}"] = digest(article_content(article(path)))
    subject = name if ":" in name else f"statement:{name}"
    decision = Decision(subject, hashes[subject], ReviewStatus.APPROVED, "Ada Lovelace", "MD", DATE, "Read beside the source.")
    return replace(decision, **change)  # type: ignore[arg-type]


def write(corpus: Path, *decisions: Decision) -> None:
    (corpus / FILE).write_text(to_lines(decisions), encoding="utf-8")


def line(**change: object) -> str:
    row = asdict(Decision("statement:s", "0" * 64, ReviewStatus.APPROVED, "Ada", "MD", DATE, ""))
    return json.dumps({name: value for name, value in {**row, **change}.items() if value is not None})
