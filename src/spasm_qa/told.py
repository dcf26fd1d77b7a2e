"""What a text tells of a person without a name for it: an age, the weeks of a pregnancy, how kidneys and liver are."""

import re
from collections.abc import Iterator

YOUNG = "son|daughter|boy|girl|kid|child|lad|lass|niece|nephew|granddaughter|grandson"
AGE = re.compile(
    r"^\s*(\d{2})(?=\s*(?:,|and\b|m\b|f\b))|(?<!\d )\b(?:i'?m|im|i am|aged?|age of|she'?s|he'?s|is|at(?= \d\d)|turned|(?:gran|mum|dad)'?s|"
    r"(?:nana?|gran(?:dad|ddad|dpa|dma|ny)|mom|father|mother)'s|only|over|under|aged over)"
    r"\s+(?:only |now |nearly |almost )?(\d{1,3})\b(?!\s*(?:mg|weeks?|wks?|months?|days?|"
    r"hours?|%|percent|mcg|g\b|ml|minutes?|nights?|times|km|k\b|miles|gestation|o'?clock|every|tonight|last night|in the|/))"
    r"|\b(\d{1,3})[- ]?(?:years?[- ]?old|yrs?[- ]?old|y/?o\b|yr\b|yo\b|year[- ]old)|"
    rf"\b(?:{YOUNG}|mum|mom|dad|gran|nan|wife|husband)\s*\(?,?\s*"
    r"(?:'?s |is |aged? )?(\d{1,3})\)?\b(?!\s*(?:mg|weeks?|wks|months?|days?))"
    r"|(?<!\d )(?:>=?|over|≥)\s*(\d{2})s?\b(?=\s*(?:s\b|$|[?.,)]|in|with|years|patients))"
)
MEASURED = re.compile(
    r"\b(?:e?gfr|crcl|clearance|creatinine|bmi|bp|pulse|heart rate|hr|sats|temp|ferritin|potassium|sodium|magnesium|calcium|hba1c|ck|inr)"
    r"\W{0,3}(?:(?:level|is|was|of|at|now|about|only)\W+){0,2}\d+(?:[./]\d+)?"
)
"""A value that was measured is nobody's age."""
NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
AGE_IN_WORDS = re.compile(
    rf"\b((?:(?:{YOUNG})(?:'?s| is)|(?:he|she)'s|aged|turned|turning) (?:only |just |nearly |about )?)({'|'.join(NUMBERS[1:])})\b"
    r"(?! (?:or|to|days?|weeks?|months?|hours?|nights?|times|foot|feet|ft|stone|out|of|tablets?|pills?|cramps?|doses?)\b)|"
    rf"\b()({'|'.join(NUMBERS)})(?=[- ](?:years?|yrs?)[- ]old\b)"
)
OLDER = 65
CHILD = 17
WEEKS = re.compile(
    r"^\s*\d{1,2}\s*(?:weeks?|wks?)\b(?=\s*(?:,|and\b|\.|$))|\b\d{1,2}\s*(?:weeks?|wks?)\s*(?:gone|pregnant|along|preg\b|"
    r"gestation)|\b(?:i'?m|im|am|at)\s+(?:about |now )?\d{1,2}\s*(?:weeks?|wks?)\b|\btrying for a baby\b|\bttc\b|"
    r"[,.;:]\s*(?:[23]\d|4[0-2])\s*(?:weeks?|wks?)\b(?=\s*(?:[,.;]|$))|\b(?:[23]\d|4[0-2])[- ]weeker\b|"
    r"\b\d{1,2}\s*(?:weeks?|wks?)\s*(?:w/|with) my (?:first|second|third|fourth|\d)|"
    r"\b\d{1,2}(?:\+\d)?/40\b|\bexpecting\b|\b\d months gone\b|\bmorning sickness\b|\bmy bump\b|\btrimester\b"
)
KIDNEY = re.compile(r"\bkidneys?\b|\brenal\b|\begfr\b|\bckd\b|\bcreatinine clearance\b|\bcrcl\b")
NORMAL_FILTRATION = re.compile(r"\begfr\W{1,3}(?:(?:is|of|at|was|now)\W+)?(?:[>≥]\s*)?(?:[6-9]\d|1\d\d)\b")
"""An estimated filtration rate of 60 ml/min/1.73 m2 and more."""
NO_CHILD = re.compile(
    r"\b(?:as a|when i was a|since i was a) (?:kid|child|teenager|boy|girl)\b|\b(?:since|in) (?:my )?childhood\b|\bour kid\b|"
    r"\b(?:grand)?daughter(?:'?s| is)? (?:now |about |nearly )?(?:\d{2} (?:weeks|wks)|pregnant|expecting)\b"
)
FINE = re.compile(
    r"\b(kidneys?|livers?|(?:renal|kidney) (?:function|fn|fxn)|hepatic function|lfts?)\b[^.?!]{0,20}\b(?:is|are|'s|s)?\s*"
    r"(?:fine|ok|okay|good|normal|healthy)\b|"
    r"\b(?:normal|healthy|good) (kidneys?|liver|(?:renal|kidney) (?:function|fn|fxn))\b|"
    r"\b(?:no|not have|n'?t have|without) (?:any )?(kidney|liver) (?:problem|disease|trouble)"
)
NOT_FINE = re.compile(r"\b(?:not|never|no longer|below|isnt|arent|wasnt|\w+n't)\b")


def people_told(text: str) -> Iterator[tuple[str, str]]:
    """Yield the populations that a text (in small letters) tells of by a number or an organ, each with the words that tell it."""
    in_digits = AGE_IN_WORDS.sub(lambda match: f"{match[1] or ''}{NUMBERS.index(match[2] or match[4]) + 1}", MEASURED.sub(" ", text))
    for match in AGE.finditer(in_digits):
        age = int(next(group for group in match.groups() if group))
        if OLDER <= age < 111:
            yield "older-adult", match[0]
        elif 0 < age <= CHILD:
            yield "child", match[0]
    if match := WEEKS.search(text):
        yield "pregnancy", match[0]
    if (match := KIDNEY.search(text)) and not NORMAL_FILTRATION.search(text):
        yield "kidney-impairment", match[0]


def said_absent(text: str) -> frozenset[str]:
    """Return the ids of organs that are said to be fine, and of a child where none is meant: once, unborn, a sibling."""
    fine = {word for match in FINE.finditer(text) if not (match[1] and NOT_FINE.search(match[0])) for word in match.groups() if word}
    absent = {"kidney-impairment", "kidney-disease"} if any(w.startswith(("kidney", "renal")) for w in fine) else set()
    absent |= {"liver-disease", "liver-injury", "cirrhosis"} if any(w.startswith(("liver", "hepatic", "lft")) for w in fine) else set()
    return frozenset(absent | ({"child"} if NO_CHILD.search(text) else set()))
