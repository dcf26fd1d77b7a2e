"""Clean text, sentences, words and stems: what every check of the gate reads."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MAX_CHARS = 24_000  # longer text is cut: no passage of the corpus comes near it
MAX_SENTENCE_WORDS = 80
MIN_SENTENCE_CHARS = 3

_TAG = re.compile(r"<[^<>]{1,300}>")
_BREAK = re.compile(r"(?<=[.!?])[\"')\]]{0,2}\s+(?=[\"'(\[]?[A-Z0-9])|\n+|;\s+|\s[•·]\s")
_ITEM = re.compile(r":\s*\d{1,2}\.\s*$|(?m:^\s*\d{1,2}[.)]\s+)")  # the number of a list item
_FIELD = re.compile(r"^(?:\*{0,2}[a-z0-9]+(?:-[a-z0-9]+)+\*\*\s+|plain:\s+)")  # "**bac-dose** ", "plain: "
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|vs|approx|Dr|Mr|Mrs|Ms|St|al|No|Fig)\.$")
_WORD = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_]+(?:['’][^\W\d_]+)*", re.UNICODE)
_PUNCTUATION = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2265": " at least ",
        "\u2264": " at most ",
        "\u00d7": "x",
        "\u03bc": "u",
        "\u00b5": "u",
    }
)

STOP = frozenset(
    (
        "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "being", "both", "but", "by", "can",
        "could", "did", "do", "does", "doing", "done", "down", "each", "few", "for", "from", "had", "has", "have", "having", "he",
        "her", "here", "him", "his", "how", "i", "if", "in", "into", "is", "it", "it's", "its", "itself", "just", "ll", "may", "me",
        "might", "more", "most", "must", "my", "of", "off", "on", "one", "ones", "only", "onto", "or", "other", "our", "out", "over",
        "own", "re", "s", "same", "shall", "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "them",
        "themselves", "then", "there", "these", "they", "this", "those", "to", "too", "under", "up", "us", "ve", "very", "was", "we",
        "were", "what", "when", "where", "which", "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
    )
)  # fmt: skip

# (ending, replacement, shortest stem left), tried in order: plural, past, -ing, then common derivations.
_ENDINGS = (
    ("ations", "", 4), ("ation", "", 4), ("ically", "", 4), ("iveness", "", 4), ("fulness", "", 4),
    ("ments", "", 4), ("ment", "", 4), ("ness", "", 4), ("ingly", "", 4), ("edly", "", 4), ("ities", "", 4),
    ("ity", "", 4), ("ives", "", 4), ("ive", "", 4), ("ions", "", 4), ("ion", "", 4), ("ings", "", 3),
    ("ing", "", 3), ("ied", "y", 2), ("ies", "y", 2), ("ers", "", 4), ("er", "", 4), ("ed", "", 3),
    ("ally", "", 4), ("al", "", 4), ("ly", "", 3), ("es", "", 3), ("s", "", 3), ("e", "", 3),
)  # fmt: skip


def clean(text: str) -> str:
    """Return `text` without tags and control characters, quotes and dashes made plain, at most `MAX_CHARS` long."""
    text = unicodedata.normalize("NFKC", text[:MAX_CHARS])
    text = _TAG.sub(" ", html.unescape(text)).translate(_PUNCTUATION)
    text = "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text)
    return _ITEM.sub("", re.sub(r"[^\S\n]+", " ", text)[:MAX_CHARS]).strip()


def sentences(text: str) -> tuple[str, ...]:
    """Split cleaned text into sentences and list items; overlong ones are cut into overlapping windows."""
    parts: list[str] = []
    for piece in _BREAK.split(text):
        piece = piece.strip(" -*\u2022")
        if parts and _ABBREVIATION.search(parts[-1]):
            parts[-1] = f"{parts[-1]} {piece}"
        elif len(piece) >= MIN_SENTENCE_CHARS:
            parts.append(piece)
    return tuple(window for part in parts for window in _windows(part))


def statements(text: str) -> Iterator[str]:
    """Yield the sentences of a text that stand for themselves: not the items of a list, which its heading may forbid.

    The id and the field name before a statement of the corpus are cut.
    """
    listed = False
    for line in text.split("\n"):
        if line.rstrip().endswith(":"):
            listed = True
        elif line.strip() and not line.lstrip().startswith(("-", "*", "\u2022")):
            listed = False
        if not listed:
            yield from (_FIELD.sub("", sentence) for sentence in sentences(line))


def _windows(sentence: str) -> list[str]:
    found = sentence.split()
    if len(found) <= MAX_SENTENCE_WORDS:
        return [sentence]
    step = MAX_SENTENCE_WORDS // 2
    return [" ".join(found[i : i + MAX_SENTENCE_WORDS]) for i in range(0, len(found) - step, step)]


def words(text: str) -> tuple[str, ...]:
    """Return the lower-case words and numbers of cleaned text, in order; `5%` stays one word."""
    return tuple(_WORD.findall(text.lower()))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Cut the commonest English endings: near enough to compare words, not a linguistic stem."""
    word = word.removesuffix("'s").replace("ae", "e").replace("oe", "e").replace("our", "or")
    if word.endswith(("isation", "ising", "ised", "ise", "yse")):
        word = word.replace("isation", "ization").replace("ising", "izing").replace("ise", "ize").replace("yse", "yze")
    for ending, replacement, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: len(word) - len(ending)] + replacement
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word


def content(text: str) -> tuple[str, ...]:
    """Return the stems of the words that carry meaning (no stop words, no numbers), in order, with repeats."""
    return tuple(stem(w) for w in words(text) if w not in STOP and not w[0].isdigit() and len(w) > 1)
