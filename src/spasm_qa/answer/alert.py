"""Triage -> the alert above a reply, and the statements that its red flags point to."""

from collections.abc import Sequence

from spasm_qa.library import Library
from spasm_qa.settings import ANY_NUMBER, Settings
from spasm_qa.triage import Level, Triage
from spasm_qa.types import Alert, Statement

GENERAL_MESSAGE = {
    Level.EMERGENCY: "What you describe can be an emergency. Call {number} now.",
    Level.SAME_DAY: "What you describe should be checked today. Call your doctor or an urgent care line now.",
    Level.SOON: "What you describe is worth a visit to your doctor soon.",
}
MOST_MESSAGES = 2
MOST_FLAGGED = 4


def alert_of(triage: Triage, library: Library, settings: Settings) -> Alert:
    """Return the alert in words: what to do, from the red flags' own statements, with the emergency number of the setting."""
    if triage.level is Level.NONE:
        return Alert()
    flags = [s for s in (library.statement(flag) for flag in triage.flags) if s]
    leading = [s for s in flags if s.extra.get("level") == triage.level.label]
    told = [s.extra["tell"] for s in leading[:MOST_MESSAGES] if s.extra.get("tell")]
    message = " ".join(dict.fromkeys(told)) or GENERAL_MESSAGE[triage.level].format(number=settings.emergency_number)
    if told and triage.level is Level.EMERGENCY and settings.emergency_number != ANY_NUMBER:
        message += f" Your emergency number: {settings.emergency_number}."
    return Alert(triage.level.label, tuple(s.id for s in flags), message, triage.because, tuple(s.passage for s in leading))


def flagged_statements(triage: Triage, library: Library) -> list[Statement]:
    """Return the statements that belong to the flags raised, most urgent flag first."""
    ids = [name.strip() for flag in triage.flags for name in _listed(library, flag)]
    found: Sequence[Statement | None] = [library.statement(name) for name in dict.fromkeys(ids)]
    return [s for s in found if s][:MOST_FLAGGED]


def _listed(library: Library, flag: str) -> list[str]:
    statement = library.statement(flag)
    return statement.extra.get("statements", "").split(",") if statement else []
