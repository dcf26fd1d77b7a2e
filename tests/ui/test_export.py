import pytest
from page_fakes import EMERGENCY, answer

from spasm_qa.answer.render import conversation_to_markdown, escape, to_markdown
from spasm_qa.types import DISCLAIMER, Abstention, Audience, Turn


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        pytest.param("a *b* _c_", r"a \*b\* \_c\_", id="emphasis"),
        pytest.param("<script>", r"\<script\>", id="html"),
        pytest.param("$5 to $10", r"\$5 to \$10", id="formula"),
        pytest.param("[x](http://y)", r"\[x\](http://y)", id="link"),
        pytest.param(":red[x]", r"\:red\[x\]", id="directive"),
        pytest.param("- one", r"\- one", id="list"),
        pytest.param("1. one", r"1\. one", id="numbered"),
        pytest.param("# one", r"\# one", id="heading"),
        pytest.param("Dose: 5 mg, 2.5-10 mg", "Dose: 5 mg, 2.5-10 mg", id="plain-text-stays"),
    ],
)
def test_text_is_shown_as_it_is(text, escaped):
    assert escape(text) == escaped


def test_an_icon_cannot_come_from_data():
    assert ":smile:" not in escape(":smile:").replace("\\", "")


def test_an_answer_in_markdown_has_numbers_references_and_disclaimer(library):
    text = to_markdown(answer(library, uncovered=("children",)))

    assert "### What the evidence says\n\n- Stretch your calf. It may cut cramps. [1] (for: adults; randomised trial)" in text
    assert "I have no source on children." in text
    assert r"1. Trial. A. Author. Stretching \$x\$ before \*\*sleep\*\*. A journal. 2012. <https://example.org/trial>" in text
    assert text.endswith(f"*{DISCLAIMER}*")


def test_a_refusal_in_markdown_has_no_references():
    text = to_markdown(Abstention("q", "q", Audience.PATIENT, message="Nothing found."))

    assert text == f"Nothing found.\n\n*{DISCLAIMER}*"


def test_an_alert_comes_first(library):
    assert to_markdown(answer(library, alert=EMERGENCY)).startswith("> **EMERGENCY** Call your local emergency number now.")


def test_a_conversation_names_date_version_and_status(library):
    text = conversation_to_markdown([Turn("a?", answer(library))], date="22 November 2026", version="abc123")

    assert "Saved on 22 November 2026 · corpus version abc123 · review status: submitted; no clinician has reviewed it" in text
    assert "## 1. a?" in text


def test_an_empty_conversation_is_still_a_document():
    assert conversation_to_markdown([], date="today", version="x").startswith("# Questions on muscle spasms and leg cramps")
