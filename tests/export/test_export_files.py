"""Files to keep: every format has references, disclaimer, review status, date and corpus version, and shows data as it is."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from spasm_qa.database.kept import Kept
from spasm_qa.database.replies import from_plain
from spasm_qa.export.blocks import Saved
from spasm_qa.export.citation import with_citations
from spasm_qa.export.data import to_json
from spasm_qa.export.html import to_html
from spasm_qa.export.markdown import conversation_markdown
from spasm_qa.export.pdf import to_pdf
from spasm_qa.types import (
    DISCLAIMER,
    Abstention,
    Alert,
    Answer,
    Audience,
    Citation,
    Clarification,
    Reference,
    ReviewStatus,
    ShownStatement,
    Turn,
)

HARD = "Naïve café: ≥ 5 µg, <b>2</b> & $3, “quoted” – 1.5 × ½"
TRIAL = Reference("t", "trial", f"Trial of {HARD}", "A. Müller", 2012, url="https://example.org/a?b=1&c=2")
BAD = Reference("b", "drug-label", "Label", "Maker", url="javascript:alert(1)", status="retracted")
CITED = tuple(Citation(n, source, "p-1", "quote", 0, 5, "Table 2") for n, source in ((1, "t"), (2, "b")))
SHOWN = ShownStatement(
    "s", HARD, "What the evidence says", "adults", "randomised-trial", CITED, ReviewStatus.SUBMITTED, terms=(("cramp", HARD),)
)
ANSWER = Answer(
    "why?", "Why do cramps come?", Audience.PATIENT, alert=Alert("emergency", (), "Call now."), uncovered=("children",), shown=(SHOWN,),
    cited=(TRIAL, BAD),
)  # fmt: skip
WHEN = datetime(2026, 11, 20, tzinfo=UTC)
REPLIES = [
    ANSWER,
    Abstention("moon?", "moon?", Audience.PATIENT, message="I found nothing."),
    Clarification("it?", "it?", Audience.PATIENT, message="Which one?", choices=("Calf?",)),
]
TURNS = tuple(Kept(Turn(reply.question, reply), corpus="c0ffee", created=WHEN) for reply in REPLIES)
SAVED = Saved((("", TURNS),), "22 November 2026", "abc123 of 21 November 2026")


def pdf_text(saved: Saved) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(to_pdf(saved))).pages).split())


def html_text(saved: Saved) -> str:
    from lxml import html

    body = html.fromstring(to_html(saved)).find("body")
    assert body is not None
    return " ".join(body.text_content().split())


def markdown_text(saved: Saved) -> str:
    return re.sub(r"\\(.)", r"\1", " ".join(conversation_markdown(saved).split()))


FORMATS = [pytest.param(pdf_text, id="pdf"), pytest.param(html_text, id="html"), pytest.param(markdown_text, id="markdown")]


@pytest.mark.parametrize("text_of", FORMATS)
def test_every_format_says_everything(text_of) -> None:
    text = text_of(SAVED)

    for each in (
        "Saved on 22 November 2026", "corpus version abc123 of 21 November 2026", "submitted; no clinician has reviewed it",
        "Answered on 20 November 2026 from corpus version c0ffee", "Why do cramps come?", "EMERGENCY", "Call now.", HARD, "[1, 2]",
        "for: adults; randomised trial", "I have no source on children.", "A. Müller", "I found nothing.", "Which one?", "Calf?",
    ):  # fmt: skip
        assert each in text, each


@pytest.mark.parametrize("text_of", FORMATS)
def test_every_reply_has_its_disclaimer(text_of) -> None:
    assert text_of(SAVED).count(DISCLAIMER) == len(REPLIES)


@pytest.mark.parametrize("text_of", FORMATS)
def test_several_conversations_stand_in_one_file_under_their_titles(text_of) -> None:
    text = text_of(replace(SAVED, parts=(("First <talk>", TURNS[:1]), ("Second talk", TURNS[1:]))))

    assert text.index("First <talk>") < text.index("Call now.") < text.index("Second talk") < text.index("I found nothing.")


@pytest.mark.parametrize("text_of", FORMATS)
def test_nothing_kept_is_still_a_file(text_of) -> None:
    assert "Questions on muscle spasms" in text_of(replace(SAVED, parts=()))


def test_html_from_data_is_never_markup() -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=y>\"'"
    made = to_html(replace(SAVED, title=nasty, parts=((nasty, (replace(TURNS[1], turn=Turn(nasty, TURNS[1].turn.reply)),)),)))

    assert "<script" not in made
    assert "<img" not in made
    assert "default-src 'none'" in made
    assert 'href="javascript' not in to_html(SAVED)
    assert 'href="https://example.org/a?b=1&amp;c=2"' in to_html(SAVED)


def test_html_needs_nothing_else_and_is_set_for_paper() -> None:
    made = to_html(SAVED)

    assert "@media print" in made
    assert "@page" in made
    assert not re.search(r"<link|<script|url\(|src=", made)


def test_a_pdf_embeds_its_fonts_and_links_only_where_it_is_safe() -> None:
    pages = PdfReader(BytesIO(to_pdf(SAVED))).pages
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    links = [a.get_object()["/A"]["/URI"] for page in pages for a in page.get("/Annots", [])]

    embedded = [font for font in fonts if "/FontFile2" in font.get("/FontDescriptor", {})]
    assert embedded
    assert set(links) == {"https://example.org/a?b=1&c=2"}


def test_a_long_conversation_runs_over_pages_and_a_character_without_a_glyph_is_named() -> None:
    long = replace(TURNS[1], turn=Turn("What of \U0001f9b5 \x00 \ud800" + "x" * 4_000, TURNS[1].turn.reply))
    text = pdf_text(replace(SAVED, parts=(("", (long,) * 8),)))

    assert "(U+1F9B5)" in text
    assert text.count("not medical advice") >= 8


def test_data_holds_everything_exactly() -> None:
    (part,) = json.loads(to_json(SAVED))["conversations"]

    assert [from_plain(turn["reply"]) for turn in part["turns"]] == REPLIES
    assert {turn["disclaimer"] for turn in part["turns"]} == {DISCLAIMER}


def test_a_copied_answer_brings_its_citations_along() -> None:
    text = with_citations(TURNS[0], date="22 November 2026", corpus="abc123")

    assert f"- {HARD} [1, 2]" in text
    assert "1. Trial. A. Müller." in text
    assert "https://example.org/a?b=1&c=2" in text
    assert DISCLAIMER in text
    assert text.endswith("Saved on 22 November 2026 · corpus version abc123 · review status: submitted; no clinician has reviewed it.")
