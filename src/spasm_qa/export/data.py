"""Conversations as JSON: everything that was kept, exactly."""

import json

from spasm_qa.database.replies import to_plain
from spasm_qa.export.blocks import Saved


def to_json(saved: Saved) -> str:
    """Return the file; every reply has its disclaimer beside it."""
    parts = [
        {
            "title": title,
            "turns": [
                {
                    "question": kept.turn.question,
                    "answered": kept.created.isoformat(),
                    "corpus": kept.corpus,
                    "reply": to_plain(kept.turn.reply),
                    "disclaimer": kept.turn.reply.disclaimer,
                }
                for kept in turns
            ],
        }
        for title, turns in saved.parts
    ]
    return json.dumps({"saved": saved.date, "corpus": saved.corpus, "conversations": parts}, indent=1)
