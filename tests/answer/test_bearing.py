"""Whether a statement bears on a question: for whom it is, since when, and where."""

from dataclasses import replace

import pytest

from spasm_qa.answer.bearing import beside_the_point, concerns, of_other_illness
from spasm_qa.answer.circumstances import elsewhere, other_stage
from spasm_qa.answer.rank import Query


@pytest.fixture
def query(embedder):
    def _query(text: str = "q", **fields) -> Query:
        return Query(text, embedder.encode([text]), **{name: frozenset(value) for name, value in fields.items()})

    return _query


@pytest.fixture
def statement(assistant):
    def _statement(name: str, **changes):
        return replace(assistant.library.statement(name), **changes)

    return _statement


def test_how_to_stretch_a_cramp_is_no_answer_to_a_strain(query, statement) -> None:
    stretch = statement("stretch-how", conditions=("muscle-cramp",), facet="how-to", drugs=())

    assert beside_the_point(query(conditions=["muscle-strain"]), stretch, None)
    assert not beside_the_point(query(conditions=["muscle-strain", "muscle-cramp"]), stretch, None)
    assert not beside_the_point(query(conditions=["muscle-cramp"]), stretch, None)


def test_a_night_cramp_of_the_pregnant_is_also_one_of_pregnancy(query, statement) -> None:
    tablet = statement("mg-pregnancy", conditions=("pregnancy-cramps",), facet="effect")
    night = {"conditions": ["nocturnal-leg-cramps"], "drugs": ["magnesium"]}

    assert not beside_the_point(query(populations=["pregnancy"], **night), tablet, None)
    assert beside_the_point(query(**night), tablet, None)


def test_how_to_stretch_one_muscle_is_no_answer_to_a_strain_of_another(query, statement) -> None:
    adductor = statement("stretch-how", conditions=("groin-strain",), facet="how-to", drugs=())

    assert beside_the_point(query(conditions=["muscle-strain"]), adductor, None)
    assert not beside_the_point(query(conditions=["groin-strain"]), adductor, None)


def test_advice_for_grown_ups_with_an_illness_is_not_for_a_child_with_it(query, statement) -> None:
    referral = statement("stretch-how", applies_to="adults with cerebral palsy", population=("cerebral-palsy",))

    assert beside_the_point(query(populations=["child", "cerebral-palsy"]), referral, None)
    assert not beside_the_point(query(populations=["cerebral-palsy"]), referral, None)


def test_who_asks_for_whom_a_medicine_is_learns_of_those_people(query, statement) -> None:
    spray = statement("cyc-sleepy", population=("multiple-sclerosis",), drugs=("cyclobenzaprine",), conditions=("muscle-cramp",))
    named = {"asked_drugs": ["cyclobenzaprine"], "conditions": ["muscle-cramp"]}

    assert concerns(query("who gets it then?", **named), spray)
    assert not concerns(query("does it help me?", **named), spray)
    assert not concerns(query("my gran, who is on it and who can walk, gets cramps", **named), spray)


def test_a_named_illness_keeps_the_advice_for_others_away(query, statement) -> None:
    of_cramp = statement("stretch-how", conditions=("functional-disorder",))

    assert of_other_illness(query(conditions=["low-back-pain"]), of_cramp)
    assert not of_other_illness(query(conditions=["muscle-cramp"]), of_cramp)


@pytest.mark.parametrize(
    ("question", "applies_to", "other"),
    [
        ("my back has hurt for two years", "adults with acute low back pain", True),
        ("my back went yesterday", "adults with chronic low back pain", True),
        ("my back went yesterday", "adults with acute low back pain", False),
        ("this flare is a few days old but it has gone on for 3 years", "adults with chronic low back pain", False),
        ("what helps a bad back?", "adults with chronic low back pain", False),
        ("I am 40 years old, my back hurts", "adults with acute low back pain", False),
    ],
)
def test_a_pain_of_years_is_another_than_a_new_one(statement, question, applies_to, other) -> None:
    told = statement("stretch-how", applies_to=applies_to, conditions=("low-back-pain",))

    assert other_stage(question, told) is other


def test_the_stage_matters_only_where_it_is_known_to(statement) -> None:
    assert not other_stage("cramps for years", statement("stretch-how", applies_to="acute cramps", conditions=("muscle-cramp",)))


def test_a_town_tells_the_country() -> None:
    assert elsewhere("Nan (84, Dundee) took three, who do I ring?", "In the US, call the helpline")
    assert not elsewhere("Nan took three, who do I ring?", "In the US, call the helpline")
