"""Which kind of answer a question wants: dose, cause, how-to, when to seek care ..."""

import re

CUES: tuple[tuple[str, str], ...] = (
    (
        "withdrawal",
        r"\b(?:stop(?:ping|ped)? (?:taking|it|my|the|using|oral|sudden\w*|bac|val|diaz)|just (?:stop|quit)|quit|come? off|"
        r"coming off|cold turkey|wean|taper|withdraw\w*|run out|ran out|(?:bin|ditch|chuck|skip|halve|drop) (?:it|them)|"
        r"miss(?:ed)? a dose|leave it off|give it a rest)\b",
    ),
    ("overdose", r"\b(?:overdos\w*|too (?:much|many)|took (?:the whole|all)|overdo|poison\w*|lethal|toxic\w*)\b"),
    ("breastfeeding", r"\b(?:breast ?-?feed\w*|nursing|lactat\w*|breast milk)\b"),
    ("pregnancy", r"\b(?:pregnan\w*|trimester|expecting|trying for a baby|gestation)\b"),
    ("children", r"\b(?:child\w*|kids?|paediatric|pediatric|toddler|year[- ]old (?:son|daughter|boy|girl))\b"),
    ("older-adults", r"\b(?:elderly|older (?:people|adults?|person)|over 65|beers|at my age|frail)\b"),
    ("kidney", r"\b(?:kidneys?|renal|egfr|ckd|creatinine clearance)\b"),
    ("liver", r"\b(?:liver|hepat\w*|lfts?|alt\b(?! for)|jaundice)\b"),
    (
        "interaction",
        r"\b(?:interact\w*|together|mix(?:ing)?|combin\w*|clash|alongside|as well as|on top of|take both|with my|alright with|"
        r"ok(?:ay)? with|safe with|go (?:well )?with|interfere\w*|along with|at the same time|on board)\b",
    ),
    ("contraindication", r"\b(?:contra-?indicat\w*|cis?\?|who should(?:n'?t| not)|must not|not allowed|off the table|absolute)\b"),
    ("warning", r"\b(?:safe(?:r|ly|ty)?|danger\w*|risk\w*|harm(?:s|ful)?)\b"),
    (
        "side-effect",
        r"\b(?:side[- ]effects?|adverse|aes?\b|ae risk|harms?\b|downsides?|make (?:me|you) (?:sleepy|drowsy)|tolerab\w*|drowsy|"
        r"sedat\w*|(?:look|watch) (?:out )?for|signs? of (?:trouble|harm)|side fx|bad reactions?|overdo(?:ing)?|too much|"
        r"groggy|dopey|zonked?|complications?|"
        r"(?:can|could|might|does|do|would|if it|it'?s) go(?:es|ing)? wrong|(?:knock|put) (?:me|him|her|them|you) (?:out|to sleep))\b",
    ),
    (
        "dose",
        r"\b(?:dos(?:e|es|age|ing)|how much|how many|max(?:imum)?|mgs?\b|titrat\w*|upper limit|the limit|most (?:i|you|a) \w+|"
        r"most in a day|strength|ceiling|times a (?:day|night))\b",
    ),
    (
        "duration",
        r"\b(?:how long|for how many (?:seconds|weeks|days)|how many (?:seconds|weeks|days|months)|how soon|how quick(?:ly)?|how fast|"
        r"when will|earliest|time(?:line|scale|frame)|duration)\b",
    ),
    (
        "diagnosis",
        r"\b(?:tests?|scan|x-?ray|mri|emg|blood test|diagnos\w*|investigat\w*|check for|checked|how do (?:they|doctors|"
        r"you) (?:tell|check|know)|work out|tell (?:apart|the difference|whether|if|it|them|those|which)|bloods|work-?up|d?dx|"
        r"discriminator|criteria|rule (?:it|this|that|them)? ?out|how (?:would|do|will) they know|antibod\w+|confirm\w*|looked at|"
        r"what (?:will|do|would|are) (?:they|the \w+) (?:going to |gonna )?(?:do|check|ask|test))\b",
    ),
    (
        "when-to-seek-care",
        r"\b(?:see (?:a|the|my|someone)|worr(?:y|ied)|red flags?|warning signs?|need to see|seek|urgent|emergency|refer\w*|"
        r"serious)\b",
    ),
    (
        "how-to",
        r"\b(?:how (?:do|should|can|to)|stretch(?:es|ing)?|exercises?|what (?:do|can|should) i do|which side|get rid of|show me|"
        r"relieve|ease|technique|hold it|what to do|what do we do|any tips|drills?|(?:talk|walk) me through|routine|what position|"
        r"when it (?:grabs|hits|strikes|happens|starts)|rub(?:bing)?|massag\w+)\b",
    ),
    (
        "prevention",
        r"\b(?:prevent\w*|avoid getting|keep .{0,15} away|so (?:it|they|that) (?:doesn'?t|don'?t|won'?t) (?:happen|come back|return|start)|"
        r"(?:stop|keep|stopping|keeping) (?:them|it|this|these|that) (?:from )?(?:happening|coming|starting|returning|away)|"
        r"ward (?:\w+ )?off|at bay|cut(?:ting)? out|in the first place)\b",
    ),
    (
        "cause",
        r"\b(?:why|caus(?:e|es|ed|ing)|trigger\w*|behind|due to|because of|give (?:me|you)|giving me|sets? (?:it|them) off|"
        r"bring(?:s|ing)? on|reason)\b",
    ),
    (
        "prognosis",
        r"\b(?:how common|prevalence|normal|go away|get better|likely|last(?:s)? (?:for )?ever|heal|settle|turn into|how often|"
        r"run(?:s)? its course|incidence)\b",
    ),
    (
        "definition",
        r"\b(?:what(?:'?s| is| are) (?:a |an |the |that )?\w+\s*\w*\??$|mean(?:s|ing)?\b|definition|difference between|"
        r"same thing)",
    ),
    ("legal", r"\b(?:legal|law|licen[cs]ed|approved|ban(?:ned)?|fda|mhra|prescribe)\b"),
    (
        "effect",
        r"\b(?:help(?:s|ful)?|work(?:s|ed)?(?! out)|effective\w*|any good|evidence|prove[dn]?|efficacy|effect size|worth|better|"
        r"benefit|do anything|rcts?|trials?|stud(?:y|ies)|data|proven)\b",
    ),
)
PATTERNS = tuple((facet, re.compile(pattern)) for facet, pattern in CUES)


def facets_of(question: str) -> tuple[str, ...]:
    """Return the facets that a question asks for, the more telling cue first; often more than one, often none."""
    lowered = question.lower().replace("’", "'")
    return tuple(facet for facet, pattern in PATTERNS if pattern.search(lowered))
