"""Read a turn (words, signs, scopes; and its likeness to what people with a danger say), then assess it against the rules."""

from .assess import NONE, Hints, Memory, Seen, Triage, assess, without_person
from .likeness import Likeness, likeness_of
from .rules import Level, Rules, TriageDataError, load_rules

__all__ = [
    "NONE",
    "Hints",
    "Level",
    "Likeness",
    "Memory",
    "Rules",
    "Seen",
    "Triage",
    "TriageDataError",
    "assess",
    "likeness_of",
    "load_rules",
    "without_person",
]
