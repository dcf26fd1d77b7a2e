"""Terms explained where they are met first, and the grade of what is shown."""

import pytest

from spasm_qa.answer.compose import compose
from spasm_qa.answer.personalise import explain, reading_grade
from spasm_qa.types import Audience

MEANING = ("placebo", "A look-alike pill with nothing active in it.")


def shown(library, audience, *names):
    return explain(compose([library.statements[n] for n in names], library, audience)[0], library, audience)


@pytest.mark.parametrize("audience", [Audience.PATIENT, Audience.STUDENT])
def test_a_term_is_explained_where_it_is_met(library, audience) -> None:
    assert [s.terms for s in shown(library, audience, "mg-trial", "stretch-how")] == [(MEANING,), ()]


def test_a_term_is_explained_once(library) -> None:
    assert [s.terms for s in shown(library, Audience.STUDENT, "mg-trial", "mg-small")] == [(MEANING,), ()]


def test_a_clinician_needs_no_explanation(library) -> None:
    assert shown(library, Audience.CLINICIAN, "mg-trial")[0].terms == ()


def test_explaining_changes_nothing_else(library) -> None:
    plain = compose([library.statements["stretch-how"]], library, Audience.PATIENT)[0]

    assert explain(plain, library, Audience.PATIENT) == plain


def test_nothing_has_no_grade() -> None:
    assert reading_grade(()) is None


def test_plain_words_read_easier_than_clinical_ones(library) -> None:
    easy = reading_grade(shown(library, Audience.PATIENT, "mg-trial", "clot-care"))
    hard = reading_grade(shown(library, Audience.CLINICIAN, "mg-trial", "clot-care"))

    assert easy is not None
    assert hard is not None
    assert easy <= 8 < hard
