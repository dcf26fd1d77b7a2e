"""Which kind of answer a question wants."""

import pytest

from spasm_qa.answer.facets import facets_of


@pytest.mark.parametrize(
    ("question", "facet"),
    [
        ("Does magnesium help?", "effect"),
        ("How much magnesium should I take?", "dose"),
        ("What are the side effects?", "side-effect"),
        ("Why do I get cramps?", "cause"),
        ("Can I take it with my tablets, are they ok together?", "interaction"),
        ("How long does a cramp last?", "duration"),
        ("How do I stretch my calf?", "how-to"),
        ("Should I see a doctor?", "when-to-seek-care"),
        ("Can I just stop taking baclofen?", "withdrawal"),
        ("I took too many", "overdose"),
        ("Is it safe in pregnancy?", "pregnancy"),
        ("while I'm breast-feeding", "breastfeeding"),
        ("Who shouldn’t take it?", "contraindication"),
        ("How common are they?", "prognosis"),
        ("Is quinine banned?", "legal"),
        ("How can I prevent them?", "prevention"),
        ("Do I need a blood test?", "diagnosis"),
        ("Is it bad for the liver?", "liver"),
        ("what can go wrong with it", "side-effect"),
        ("what's the most in a day", "dose"),
        ("what timescale are we talking", "duration"),
        ("bloods?", "diagnosis"),
        ("what to do when it grabs", "how-to"),
        ("anything I can cut out", "prevention"),
    ],
)
def test_a_cue_names_its_facet(question, facet) -> None:
    assert facet in facets_of(question)


@pytest.mark.parametrize("question", ["", "magnesium", "???", "my leg", "an alt for phenol"])
def test_without_a_cue_there_is_none(question) -> None:
    assert facets_of(question) == ()


def test_a_compound_question_has_both_facets_once_each() -> None:
    found = facets_of("How much should I take, and what are the side effects of that dose?")

    assert set(found) >= {"dose", "side-effect"}
    assert len(set(found)) == len(found)
