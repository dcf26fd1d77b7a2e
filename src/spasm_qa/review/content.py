"""What a reviewer judges of a statement, a corpus document and an article, and the hash that ties a status to exactly that."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from spasm_qa.types import Reference, Statement

Content = Mapping[str, Any]
WORDS = ("title", "text", "plain", "applies_to", "strength", "strength_detail", "safety", "note", "facet")
LISTS = ("population", "conditions", "drugs", "conflicts")


def statement_content(s: Statement, references: Mapping[str, Reference]) -> Content:
    """Return all of a statement that a reader sees or a reviewer judges; not the questions under which it is found.

    Of its sources that is the place in each and what the reference says of itself, so that an approval falls with a source that is
    exchanged, retracted or noted as weak.
    """
    whole: dict[str, Any] = {"kind": s.kind.value, "caution": s.caution, **{name: getattr(s, name) for name in WORDS}}
    whole |= {name: list(getattr(s, name)) for name in LISTS}
    whole |= {f"field {name}": value for name, value in sorted(s.extra.items())}
    whole["sources"] = [_source(m.reference, m.locator, references.get(m.reference)) for m in s.sources]
    return whole


def _source(name: str, locator: str, reference: Reference | None) -> dict[str, str]:
    known = {"text": reference.text, "kind": reference.kind, "url": reference.url, "note": reference.note} if reference else {}
    return {"id": name, "locator": locator, "status": reference.status if reference else "unknown", **known}


def document_content(title: str, statements: Sequence[Statement]) -> Content:
    """Return what a corpus document says by itself: its title and which statements stand in it, in order; their words are their own."""
    return {"title": title, "statements": [f"{s.facet}: {s.id}" for s in statements]}


def article_content(article: Mapping[str, Any]) -> Content:
    """Return what an article says by itself: its question and which statements stand where; their words are their own."""
    sections = [f"{title}: {name}" for title, names in article["sections"] for name in names]
    return {"question": article["question"], "bottom_line": list(article["bottom_line"]), "sections": sections}


def digest(content: Content) -> str:
    """Return the hash of a content, 64 hex digits: equal exactly when nothing in it differs."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
