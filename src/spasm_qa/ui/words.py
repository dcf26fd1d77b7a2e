"""What the pages call things: strength of evidence, kinds of source, readers, states and facts about the reader."""

from collections.abc import Iterable, Sequence

from spasm_qa import currency
from spasm_qa.types import Audience, Reference, Review, ReviewStatus, ShownStatement

STRENGTH = {
    "systematic-review": ("from a review of all the trials", "systematic review"),
    "randomised-trial": ("tested in a trial", "randomised trial"),
    "guideline": ("from an expert guideline", "guideline"),
    "drug-label": ("from the drug label", "drug label"),
    "boxed-warning": ("strongest warning on the drug label", "boxed warning on the drug label"),
    "regulator-warning": ("warning from a drug safety agency", "regulator's safety warning"),
    "observational": ("seen in studies of patients, not tested in a trial", "observational study"),
    "case-report": ("seen in single patients", "case reports"),
    "consensus": ("what experts agree on, not tested in a trial", "consensus, untested"),
    "expert-opinion": ("what experts think, not tested in a trial", "expert opinion, untested"),
    "evidence-gap": ("nobody has tested this well", "evidence gap"),
    "definition": ("what the word means", "definition"),
}
KIND = {
    "guideline": "Guideline",
    "systematic-review": "Systematic review",
    "trial": "Trial",
    "drug-label": "Drug label",
    "safety-communication": "Safety communication",
    "review": "Review",
    "patient-information": "Patient information",
    "consensus": "Consensus",
    "cohort": "Cohort study",
    "glossary": "Glossary",
}
READER = {Audience.PATIENT: "Patient or carer", Audience.STUDENT: "Student or allied health", Audience.CLINICIAN: "Clinician"}
STATUS = {ReviewStatus.SUBMITTED: "Submitted", ReviewStatus.UNDER_REVIEW: "Under review", ReviewStatus.APPROVED: "Approved"}
ALERT_TITLE = {"emergency": "Emergency: get help now", "same-day": "Get seen today", "soon": "See a doctor soon"}
SAFETY = {"caution": "Take care", "urgent": "Safety", "emergency": "Emergency sign"}
LONGEST_TITLE = 34
STATUS_ICON = {
    ReviewStatus.SUBMITTED: (":material/radio_button_unchecked:", "gray"),
    ReviewStatus.UNDER_REVIEW: (":material/visibility:", "blue"),
    ReviewStatus.APPROVED: (":material/check_circle:", "green"),
}
VERDICT = {"not-helpful": "not helpful"}


def strength(name: str, audience: Audience) -> str:
    """Return the strength of evidence in words: plain for patients, technical for others; empty for none."""
    plain, clinical = STRENGTH.get(name, (name.replace("-", " "), name.replace("-", " ")))
    return plain if audience is Audience.PATIENT else clinical


def kind(name: str) -> str:
    """Return the heading of a kind of source."""
    return KIND.get(name, name.replace("-", " ").capitalize() or "Document")


def short_title(reference: Reference) -> str:
    """Return a title that fits on a button: cut at a word, with an ellipsis."""
    title = " ".join(reference.title.split())
    return title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE].rsplit(' ', 1)[0].rstrip(',;:- ')}…"


def about(reference: Reference) -> str:
    """Return kind, publisher and year of a source on one line."""
    return " · ".join(part for part in (kind(reference.kind), reference.publisher, str(reference.year or "no date given")) if part)


def link(reference: Reference) -> str:
    """Return the address of the original, empty when there is none that a browser can open safely."""
    address = reference.url or (f"https://doi.org/{reference.doi}" if reference.doi else "")
    return address if address.startswith(("https://", "http://")) else ""


def chip(name: str) -> str:
    """Return a fact about the reader in words: `takes:ciprofloxacin` -> `takes ciprofloxacin`."""
    return name.replace(":", " ").replace("-", " ")


def day(when: str) -> str:
    """Return an ISO date or time as `22 November 2026`; anything else as it is."""
    return currency.day(when)


def time(when: str) -> str:
    """Return an ISO time as `22 November 2026, 14:05 UTC`; a date without a time as a date."""
    return f"{day(when)}, {when[11:16]} UTC" if len(when) > 15 else day(when)


def approval(review: Review | None) -> str:
    """Return who approved something, as what, and when; empty for none."""
    if review is None:
        return ""
    return f"Approved by {', '.join(filter(None, (review.reviewer, review.credential)))} on {day(review.date)}"


def reviewed(statements: Sequence[ShownStatement]) -> str:
    """Return in a sentence how far the review of an answer has come: as far as that of its least reviewed statement."""
    status, approved = lowest(statements), sum(s.status is ReviewStatus.APPROVED for s in statements)
    if status is ReviewStatus.APPROVED:
        return "Review status: Approved, with all of its statements."
    rest = f"{approved} of its {len(statements)} statements are approved." if approved else "No clinician has approved any of it."
    return f"Review status: {STATUS[status]}. {rest}"


def lowest(statements: Iterable[ShownStatement]) -> ReviewStatus:
    """Return the lowest review status among statements."""
    return min((s.status for s in statements), key=lambda status: status.rank, default=ReviewStatus.SUBMITTED)
