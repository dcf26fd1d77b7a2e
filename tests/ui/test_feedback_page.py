"""Verdicts on answers and statements: kept with what was shown, thanked for, without an account."""

import pytest
from page_fakes import answer, ask, words_on
from test_memory_page import ADA, door, store  # noqa: F401

from spasm_qa.browser import owner_of_browser
from spasm_qa.ui import resources


@pytest.mark.parametrize(("value", "verdict"), [(1, "helpful"), (0, "not-helpful")])
def test_an_answer_is_judged(open_app, library, door, value, verdict):  # noqa: F811
    app = ask(open_app(answer(library)))
    app.feedback[0].set_value(value).run()

    (said,) = resources.feedback().all()
    assert (said.verdict, said.statement, said.statements, said.corpus, said.generator) == (
        verdict,
        "",
        ("stretch",),
        "abc123",
        "extractive",
    )
    assert said.owner == owner_of_browser(ADA)
    assert "Thank you." in words_on(app)


def test_a_judgement_can_be_changed_and_taken_back(open_app, library, door):  # noqa: F811
    app = ask(open_app(answer(library)))
    app.feedback[0].set_value(1).run()
    app.feedback[0].set_value(0).run()
    assert [said.verdict for said in resources.feedback().all()] == ["not-helpful"]

    app.feedback[0].set_value(None).run()
    assert resources.feedback().all() == []


def test_what_is_wrong_with_a_whole_answer_is_told_beside_the_vote(open_app, library, door):  # noqa: F811
    app = ask(open_app(answer(library)))
    assert "Say what is wrong" not in [each.label for each in app.button]

    app.feedback[0].set_value(0).run()
    next(each for each in app.button if each.label == "Say what is wrong").click().run()
    assert "It helped me" not in app.radio(key="report-verdict").options
    app.radio(key="report-verdict").set_value("unclear")
    app.text_area(key="report-text").set_value("I asked about something else.")
    app.button(key="report-send").click().run()

    assert {(said.verdict, said.statement, said.text) for said in resources.feedback().all()} == {
        ("not-helpful", "", ""),
        ("unclear", "", "I asked about something else."),
    }
    assert "Told" in [each.label for each in app.run().button]


@pytest.mark.parametrize("verdict", ["helpful", "not-helpful"])
def test_a_statement_is_found_helpful_or_not(open_app, library, door, verdict):  # noqa: F811
    app = ask(open_app(answer(library)))
    next(each for each in app.button if each.label == "Report").click().run()
    app.radio(key="report-verdict").set_value(verdict)
    app.button(key="report-send").click().run()

    assert [said.verdict for said in resources.feedback().of("stretch")] == [verdict]


def test_a_statement_is_reported_with_words(open_app, library, door):  # noqa: F811
    app = ask(open_app(answer(library)))
    next(each for each in app.button if each.label == "Report").click().run()
    app.radio(key="report-verdict").set_value("unsafe")
    app.text_area(key="report-text").set_value("It says <b>too</b> much.")
    app.button(key="report-send").click().run()

    (said,) = resources.feedback().of("stretch")
    assert (said.verdict, said.text, said.corpus) == ("unsafe", "It says <b>too</b> much.", "abc123")
    assert "Reported" in [each.label for each in app.button]


def test_a_statement_of_the_article_is_reported_wherever_it_stands(open_app, library, door):  # noqa: F811
    app = open_app(None)
    buttons = [each for each in app.button if each.label == "Report"]
    assert [each.key.removeprefix("report-night-abc123-") for each in buttons] == [
        "stretch-short",
        "stretch-do-this-now",
        "stretch-null-do-this-now",
        "relaxant-medicines",
    ]

    buttons[1].click().run()
    app.text_area(key="report-text").set_value("It is out of date.")
    app.button(key="report-send").click().run()

    (said,) = resources.feedback().of("stretch")
    assert (said.verdict, said.text, said.corpus, said.generator) == ("wrong", "It is out of date.", "abc123", "article")
    assert said.statements == ("stretch", "stretch-null", "relaxant")
    assert [each.label for each in app.run().button if each.key.startswith("report-night")] == ["Reported", "Reported", "Report", "Report"]


def test_readers_without_a_key_do_not_replace_each_others_reports(open_app, library, door, monkeypatch):  # noqa: F811
    monkeypatch.setattr(resources, "cookies", dict)
    for _ in range(2):
        app = open_app(None)
        next(each for each in app.button if each.label == "Report").click().run()
        app.button(key="report-send").click().run()

    assert len(resources.feedback().of("stretch")) == 2


def test_no_account_and_no_key_are_needed(open_app, library, door, monkeypatch):  # noqa: F811
    monkeypatch.setattr(resources, "cookies", dict)
    app = ask(open_app(answer(library)))
    app.feedback[0].set_value(1).run()

    assert [said.owner for said in resources.feedback().all()] == [""]


def test_feedback_changes_no_answer(open_app, library, door):  # noqa: F811
    app = ask(open_app(answer(library)))
    before = [each.value for each in app.chat_message[1].markdown]
    app.feedback[0].set_value(0).run()

    assert [each.value for each in app.chat_message[1].markdown] == before
