"""An answer as plain text to paste elsewhere, with its citations."""

from spasm_qa.database.kept import Kept
from spasm_qa.export.blocks import Saved, asked_on, blocks, facts


def with_citations(kept: Kept, *, date: str, corpus: str) -> str:
    """Return one answer as text: statements with numbers, the references, where and when it comes from, and the disclaimer."""
    saved = Saved((("", (kept,)),), date, corpus)
    lines = []
    for block in blocks(saved):
        if block.kind in ("title", "facts", "meta"):
            continue
        mark = {"statement": "- ", "reference": f"{block.n}. "}.get(block.kind, "")
        before = "" if block.kind in ("statement", "reference") else "\n"
        lines.append(f"{before}{mark}{block.text}" + (f" {block.url}" if block.url else ""))
    return "\n".join([*lines, "", f"spasm-qa. {asked_on(kept)}. {facts(saved)}."]).strip()
