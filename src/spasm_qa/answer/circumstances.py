"""In which country, and since when: what is known of one says little about the other."""

import re

from spasm_qa.types import Statement

REGIONS = {
    "uk": re.compile(
        r"\b(?:UK|MHRA|NHS|NICE|CKS|BNF|England|Scotland|Wales|Britain|British|Leeds|London|Manchester|Glasgow|Edinburgh|Dundee|Aberdeen|"
        r"Cardiff|Swansea|Belfast|Birmingham|Liverpool|Sheffield|Newcastle|Bristol|Yorkshire|Cornwall|Kent|Essex|111|999|A&E)\b"
    ),
    "us": re.compile(r"\b(?:US|U\.S\.|USA|FDA|America|american|america|United States|AAN|ACP)\b"),
}
STAGES = {
    "new": re.compile(
        r"(?i)\b(?:acute|sub-?acute|fresh|new|newly|just now|yesterday|today|this morning|last night|"
        r"first (?:few|two|three|couple of|\d) days|(?:few|two|three|couple of|\d) days ago)\b"
    ),
    "old": re.compile(
        r"(?i)\b(?:chronic|long.?standing|persistent|for (?:months|years|ages)|months now|years now|"
        r"(?:\d+|two|three|four|five|six|several|many|few|fourteen|twelve) (?:months|years|yrs)(?! old| ago))\b"
    ),
}
"""How long a pain has lasted: what is known of a new one says little about one of months, and the other way round."""
OF_STAGES = frozenset("low-back-pain groin-strain muscle-strain acute-muscle-spasm".split())


def elsewhere(question: str, text: str) -> bool:
    """Tell whether a question is about one country and a text only about another."""
    asked = {name for name, pattern in REGIONS.items() if pattern.search(question)}
    told = {name for name, pattern in REGIONS.items() if pattern.search(text)}
    return bool(asked and told and not asked & told)


def other_stage(question: str, s: Statement) -> bool:
    """Tell whether a question is about a pain of months and a statement only about a new one, or the other way round."""
    told = {name for name, pattern in STAGES.items() if pattern.search(s.applies_to)}
    asked = "old" if STAGES["old"].search(question) else "new" if STAGES["new"].search(question) else ""
    return bool(asked and told and asked not in told) and not OF_STAGES.isdisjoint(s.conditions)
