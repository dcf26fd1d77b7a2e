"""A conversation as Markdown."""

from spasm_qa.answer.render import escape, to_markdown
from spasm_qa.export.blocks import Saved, asked_on, facts


def conversation_markdown(saved: Saved) -> str:
    """Return the file: title, facts, then each question with its reply."""
    pieces = [f"# {escape(saved.title)}", escape(facts(saved))]
    for title, turns in saved.parts:
        pieces += [f"# {escape(_line(title))}"] if title else []
        for n, kept in enumerate(turns, 1):
            pieces += [f"## {n}. {escape(_line(kept.turn.question))}", escape(asked_on(kept)), to_markdown(kept.turn.reply)]
    return "\n\n".join(pieces) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())
