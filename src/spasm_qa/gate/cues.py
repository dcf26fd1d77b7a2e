"""Word lists of the polarity checks: what negates, what warns, what rises and falls, and opposites."""

# Words that negate what follows in their clause.
NEGATIONS = frozenset(
    (
        "arent", "cannot", "cant", "didnt", "doesnt", "dont", "hardly", "isnt", "n't", "neither", "never", "no", "nobody", "none",
        "nor", "not", "nothing", "without", "wont",
    )
)  # fmt: skip

# Words that carry a "no" of their own; a passage with one of them can back a negated claim.
NEGATIVE_STEMS = (
    "avoid", "against", "contraindicat", "ineffect", "unsaf", "unprov", "unclear", "uncertain", "unknown", "untest", "insufficient",
    "inconsistent", "unlikel", "unhelpful", "lack", "fail", "absen", "exclud", "except", "stop", "discourag", "refus", "rare", "scarc",
    "withdr", "instead", "rather", "only", "unlicens", "unlist", "unrelat", "unchang", "similar", "same", "equal", "inaccura", "limit",
    "disagree", "conflict", "poor", "weak", "unsupport", "free", "missing", "unread", "nil", "prohibit", "offence", "illegal", "banned",
    "off-label", "unapprov", "remov", "discontinu", "until", "before", "differ", "outside", "beyond", "harm", "danger", "warn", "caution",
    "unpleasant", "bogus", "independent", "normal", "small", "little", "few", "low", "less", "negativ", "wrong", "unless", "unable",
    "inabil",
    "painless", "incorrect", "unexplain", "never", "unspecif", "nonspecif", "placebo", "exempt", "spare", "negligib", "minimal", "unavail",
    "refrain", "forbid", "deter", "non", "contradict", "unsuit", "hold", "withhold", "bar", "oppos", "reject", "declin", "unfound",
    "unconfirm", "unestablish", "unwant",
)  # fmt: skip

# Getting better and getting worse: a text with words of one side only says so.
BETTER = ("better", "improv", "eas", "reliev", "milder", "recover")
WORSE = ("worse", "worsen", "aggravat", "deteriorat", "declin", "exacerbat")

# Direction: up words and down words; `LESS` and `MORE` are the comparatives.
UP = (
    "rais", "increas", "rise", "rising", "rose", "higher", "more", "greater", "grow", "gain", "worsen", "worse", "stronger", "longer",
    "often",
    "elevat", "boost", "larger", "above", "over", "add", "deeper", "faster", "older", "most", "double", "prolong", "up", "heavier",
)  # fmt: skip
DOWN = (
    "lower", "decreas", "reduc", "fall", "fell", "fewer", "less", "smaller", "drop", "cut", "declin", "eas", "weaker", "shorter", "below",
    "under", "slower", "diminish", "shrink", "milder", "younger", "least", "halv", "shorten", "down", "lighter", "improv", "better",
)  # fmt: skip

# Word -> its opposite: a near copy of a passage with one swapped for the other says something else.
OPPOSITES: dict[str, str] = {
    "raises": "lowers", "raise": "lower", "raised": "lowered", "raising": "lowering", "increase": "decrease", "increases": "decreases",
    "increased": "decreased", "increasing": "decreasing", "higher": "lower", "more": "fewer", "greater": "smaller", "worse": "better",
    "worsens": "improves", "worsen": "improve", "worsened": "improved", "above": "below", "longer": "shorter", "faster": "slower",
    "most": "least", "rise": "fall", "rises": "falls", "rose": "fell", "rising": "falling", "older": "younger", "before": "after",
    "start": "stop", "starts": "stops", "starting": "stopping", "safe": "unsafe", "effective": "ineffective", "likely": "unlikely",
    "common": "rare", "often": "rarely", "reduce": "increase", "reduces": "increases", "reduced": "increased", "reducing": "increasing",
    "less": "more", "fewer": "more", "lowers": "raises", "lower": "higher", "lowered": "raised", "eases": "worsens", "ease": "worsen",
    "eased": "worsened", "cut": "raised", "cuts": "raises", "weaker": "stronger", "always": "never", "recommended": "discouraged",
    "recommends": "discourages", "recommend": "discourage", "avoid": "use", "better": "worse", "improves": "worsens",
    "improved": "worsened",
    "helps": "harms", "helped": "harmed", "help": "harm", "gentle": "vigorous", "mild": "severe", "slowly": "quickly", "low": "high",
    "high": "low", "small": "large", "early": "late", "left": "right", "over": "under", "minimum": "maximum", "with": "without",
}  # fmt: skip
