"""Chosen statements as one reader sees them: sections, register, numbered citations."""

from dataclasses import replace

import pytest

from spasm_qa.answer.compose import SECTIONS, compose, grouped, section_of
from spasm_qa.types import Audience, SourceMention, StatementKind


def pick(library, *names):
    return [library.statements[name] for name in names]


def test_a_quote_is_the_text_at_its_place_in_the_stored_passage(library) -> None:
    shown, references = compose(list(library.statements.values()), library, Audience.PATIENT)

    citations = [c for s in shown for c in s.citations]
    assert len(citations) >= 11
    for citation in citations:
        passage = library.passage(citation.passage)
        assert passage.text[citation.start : citation.end] == citation.quote != ""
        assert references[citation.n - 1].id == citation.source


def test_the_register_follows_the_reader_and_the_rest_does_not(library) -> None:
    statements = pick(library, "mg-trial", "stretch-how")
    plain, _ = compose(statements, library, Audience.PATIENT)
    clinical, _ = compose(statements, library, Audience.CLINICIAN)

    assert [s.text for s in plain] == [s.plain for s in statements]
    assert [s.text for s in clinical] == [s.text for s in statements]
    assert [replace(s, text="") for s in plain] == [replace(s, text="") for s in clinical]


def test_references_are_numbered_in_the_order_of_their_first_citation(library) -> None:
    shown, references = compose(pick(library, "stretch-nightly", "mg-trial", "stretch-how"), library, Audience.PATIENT)

    assert [r.id for r in references] == ["trial-2012", "trial-2017"]
    assert {s.id: [c.n for c in s.citations] for s in shown} == {"stretch-nightly": [1], "mg-trial": [2], "stretch-how": [1]}


def test_a_retracted_reference_is_not_cited(library) -> None:
    shown, references = compose(pick(library, "mg-small"), library, Audience.PATIENT)

    assert [c.source for c in shown[0].citations] == ["small-2015"]
    assert [r.id for r in references] == ["small-2015"]


def test_a_statement_that_rests_only_on_retracted_work_is_left_out(library) -> None:
    spray = replace(library.statements["mg-trial"], sources=(SourceMention("retracted-2009"),))

    assert compose([spray], library, Audience.PATIENT) == ((), ())


def test_a_statement_whose_reference_is_unknown_is_left_out(library) -> None:
    lost = replace(library.statements["mg-trial"], sources=(SourceMention("no-such-work"),))

    assert compose([lost], library, Audience.PATIENT) == ((), ())


def test_a_statement_whose_text_does_not_stand_in_its_passage_is_left_out(library) -> None:
    statement = library.statements["mg-trial"]

    assert compose([replace(statement, text="Something else.")], library, Audience.CLINICIAN) == ((), ())
    assert compose([replace(statement, passage="p-000000000000")], library, Audience.CLINICIAN) == ((), ())


def test_statements_of_one_section_stand_together_in_the_order_of_their_best(library) -> None:
    statements = pick(library, "mg-trial", "stretch-how", "mg-small", "mg-pregnancy")

    assert [s.id for s in grouped(statements)] == ["mg-trial", "mg-small", "stretch-how", "mg-pregnancy"]


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("mg-trial", "What the evidence says"),
        ("mg-pregnancy", "In pregnancy"),
        ("stretch-how", "What to do"),
        ("cyc-sleepy", "Side effects"),
        ("ix-cyc-maoi", "Taken together"),
        ("rf-clot", "When to get help"),
        ("gl-placebo", "What it means"),
    ],
)
def test_a_section_is_named_after_what_it_answers(library, name, section) -> None:
    assert section_of(library.statements[name]) == section


def test_an_emergency_stands_under_when_to_get_help_whatever_its_facet(library) -> None:
    statement = replace(library.statements["cyc-sleepy"], safety="emergency")

    assert section_of(statement) == SECTIONS["when-to-seek-care"]
    assert section_of(replace(statement, facet="no-such-facet", safety="none")) == "What the sources say"
    assert section_of(replace(statement, kind=StatementKind.RED_FLAG, safety="none")) == SECTIONS["when-to-seek-care"]


def test_every_facet_of_the_shipped_vocabulary_has_a_section(shipped) -> None:
    import yaml

    facets = yaml.safe_load((shipped / "vocabulary" / "terms.yaml").read_text(encoding="utf-8"))["facet"]

    assert [facet for facet in facets if facet not in SECTIONS] == []


def test_an_article_gives_its_own_section(library) -> None:
    shown, _ = compose(pick(library, "mg-trial", "stretch-how"), library, Audience.PATIENT, section="Do this now")

    assert {s.section for s in shown} == {"Do this now"}


def test_a_wording_of_ones_own_replaces_the_text_and_keeps_the_quote(library) -> None:
    shown, _ = compose(pick(library, "mg-trial"), library, Audience.PATIENT, wording=lambda s: "In other words.")

    assert shown[0].text == "In other words."
    assert shown[0].citations[0].quote == library.statements["mg-trial"].text
