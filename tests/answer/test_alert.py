"""A danger in words."""

import pytest

from spasm_qa.answer.alert import alert_of, flagged_statements
from spasm_qa.settings import Settings
from spasm_qa.triage import Level, Triage
from spasm_qa.types import Alert

TOLD = "Get seen today. Do not rub the calf."


def test_no_danger_has_no_alert(library) -> None:
    assert alert_of(Triage(Level.NONE, (), ()), library, Settings()) == Alert()


def test_a_red_flag_says_what_to_do_in_its_own_words(library) -> None:
    alert = alert_of(Triage(Level.SAME_DAY, ("rf-clot",), ("my calf is swollen",)), library, Settings())

    assert alert == Alert("same-day", ("rf-clot",), TOLD, ("my calf is swollen",), (library.statements["rf-clot"].passage,))


@pytest.mark.parametrize("level", [Level.SOON, Level.SAME_DAY, Level.EMERGENCY])
def test_a_danger_without_a_red_flag_still_has_a_message(library, level) -> None:
    alert = alert_of(Triage(level, (), ("so ill",)), library, Settings())

    assert alert.level == level.label
    assert alert.message
    assert alert.sources == ()


def test_an_emergency_names_the_number_of_the_setting(library) -> None:
    message = alert_of(Triage(Level.EMERGENCY, (), ()), library, Settings(emergency_number="112")).message

    assert message == "What you describe can be an emergency. Call 112 now."


def test_a_flag_that_the_corpus_lacks_is_left_out(library) -> None:
    alert = alert_of(Triage(Level.SOON, ("rf-unknown",), ()), library, Settings())

    assert alert.flags == ()
    assert "doctor" in alert.message


def test_an_emergency_never_speaks_in_the_words_of_a_lesser_danger(library) -> None:
    message = alert_of(Triage(Level.EMERGENCY, ("rf-clot",), ()), library, Settings()).message

    assert message.startswith("What you describe can be an emergency. Call your local emergency number now.")


def test_without_a_setting_no_number_is_promised(library) -> None:
    told = alert_of(Triage(Level.EMERGENCY, ("rf-clot",), ()), library, Settings())

    assert "Your emergency number: your local emergency number" not in told.message


def test_statements_of_the_flags_raised_come_once_and_in_order(library) -> None:
    assert [s.id for s in flagged_statements(Triage(Level.SAME_DAY, ("rf-clot", "rf-clot"), ()), library)] == ["clot-care"]
    assert flagged_statements(Triage(Level.SAME_DAY, ("rf-unknown",), ()), library) == []
