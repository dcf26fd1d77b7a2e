"""Read a turn (words, signs, scopes; and its likeness to what people with a danger say), then assess it against the rules."""

from .assess import Memory, Seen, Triage, assess, without_person
from .likeness import Likeness
from .rules import Level, Rules, TriageDataError, load_rules

__all__ = ["Level", "Likeness", "Memory", "Rules", "Seen", "Triage", "TriageDataError", "assess", "load_rules", "without_person"]
