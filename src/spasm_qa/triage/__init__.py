"""Read a turn (words, signs, scopes), then assess it against the rules."""

from .assess import Memory, Seen, Triage, assess
from .rules import Level, Rules, TriageDataError, load_rules

__all__ = ["Level", "Memory", "Rules", "Seen", "Triage", "TriageDataError", "assess", "load_rules"]
