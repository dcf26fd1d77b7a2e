"""Reply <-> the JSON of the machine-readable interface (README, Command line)."""

from dataclasses import asdict
from typing import Any

from spasm_qa.currency import currency_notes
from spasm_qa.types import Citation, Reference, Reply, ReviewStatus, ShownStatement


def reply_dict(reply: Reply) -> dict[str, Any]:
    """Return a reply as plain data; the disclaimer comes from the type."""
    alert = reply.alert
    statuses = [s.status for s in reply.statements]
    return {
        "kind": reply.kind,
        "question": reply.question,
        "standalone": reply.standalone,
        "audience": reply.audience.value,
        "triage": {"level": alert.level, "flags": list(alert.flags), "message": alert.message},
        "statements": [_statement(s) for s in reply.statements],
        "uncovered": list(reply.uncovered),
        "references": [_reference(n, r) for n, r in enumerate(reply.references, 1)],
        "review_status": min(statuses, key=lambda status: status.rank, default=ReviewStatus.SUBMITTED).value,
        "reading_grade": getattr(reply, "reading_grade", None),
        "message": getattr(reply, "message", ""),
        "choices": list(getattr(reply, "choices", ())),
        "understood": list(reply.understood),
        "suggestions": list(reply.suggestions),
        "disclaimer": reply.disclaimer,
        "generator": reply.generator,
        "elapsed_ms": dict(reply.elapsed_ms),
        "cost": dict(reply.cost),
    }


def _statement(s: ShownStatement) -> dict[str, Any]:
    return {
        "id": s.id,
        "text": s.text,
        "section": s.section,
        "applies_to": s.applies_to,
        "strength": s.strength,
        "citations": [_citation(c) for c in s.citations],
        "review_status": s.status.value,
        "review": asdict(s.review) if s.review else None,
        "terms": [{"term": term, "meaning": meaning} for term, meaning in s.terms],
        "conflicts": list(s.conflicts),
        "wording": s.wording,
    }


def _citation(c: Citation) -> dict[str, Any]:
    return {"n": c.n, "source": c.source, "passage": c.passage, "quote": c.quote, "start": c.start, "end": c.end, "locator": c.locator}


def _reference(n: int, r: Reference) -> dict[str, Any]:
    return {
        "n": n,
        "id": r.id,
        "kind": r.kind,
        "text": r.text,
        "year": r.year,
        "url": r.url,
        "status": r.status,
        "currency": list(currency_notes(r)),
    }
