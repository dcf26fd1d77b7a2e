from dataclasses import replace

import pytest
from page_fakes import EMERGENCY, LABEL, TRIAL, answer, ask, words_on

from spasm_qa.errors import IndexMissing
from spasm_qa.types import DISCLAIMER, Abstention, Alert, Audience, Clarification, ReviewStatus

QUESTION = "What helps a night cramp?"
REFUSAL = Abstention(
    "How far is the moon?", "How far is the moon?", Audience.PATIENT, reason="out-of-scope", message="I found nothing on this."
)


def keys(app, start):
    return [button.key for button in app.button if (button.key or "").startswith(start)]


def test_an_answer_shows_its_source(open_app, library):
    app = ask(open_app(answer(library)))

    assert not app.exception
    cite = app.get_by_key("cite-0-stretch-1")
    assert cite.text[0].value == library.statements["stretch"].text
    assert "Where in it: Table 2" in [each.value for each in cite.caption]
    assert "own words" in cite.caption[0].value
    statement = library.statements["stretch"]
    assert cite.page_link[0].query_string == f"source=trial-1&passage={statement.passage}&span=0-{len(statement.text)}"


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        ([ReviewStatus.SUBMITTED], "Review status: Submitted. No clinician has approved any of it."),
        ([ReviewStatus.APPROVED, ReviewStatus.SUBMITTED], "Review status: Submitted. 1 of its 2 statements are approved."),
        ([ReviewStatus.APPROVED, ReviewStatus.UNDER_REVIEW], "Review status: Under review. 1 of its 2 statements are approved."),
        ([ReviewStatus.APPROVED, ReviewStatus.APPROVED], "Review status: Approved, with all of its statements."),
    ],
)
def test_an_answer_has_the_lowest_status_among_its_statements(open_app, library, statuses, told):
    (one,) = answer(library).statements
    shown = tuple(replace(one, id=f"stretch-{n}", status=status) for n, status in enumerate(statuses))

    assert told in words_on(ask(open_app(answer(library, shown=shown))))


def test_the_question_is_shown_before_its_reply(open_app, library):
    app = ask(open_app(answer(library)))

    assert app.chat_message[0].text[0].value == QUESTION
    assert "Stretch your calf" in app.chat_message[1].markdown[0].value


def test_whom_a_statement_is_for_and_how_strong_it_is_stand_below_it(open_app, library):
    app = ask(open_app(answer(library)))

    assert "For: adults · tested in a trial" in [each.value for each in app.chat_message[1].caption]


def test_a_refusal_has_no_references_but_a_way_on(open_app):
    app = ask(open_app(replace(REFUSAL, suggestions=("What helps a cramp?",))))

    reply = app.chat_message[1]
    assert reply.markdown[0].value == "I found nothing on this."
    assert not reply.expander
    assert [button.label for button in reply.button] == ["What helps a cramp?"]


@pytest.mark.parametrize("kind", ["answer", "abstention", "clarification", "emergency"])
def test_every_reply_ends_with_the_disclaimer(open_app, library, kind):
    reply = {
        "answer": answer(library),
        "abstention": REFUSAL,
        "clarification": Clarification("it?", "it?", Audience.PATIENT, message="Which one?", choices=("Calf cramps?",)),
        "emergency": answer(library, alert=EMERGENCY),
    }[kind]

    app = ask(open_app(reply))

    assert DISCLAIMER in [each.value for each in app.chat_message[1].caption]


def test_a_clarification_asks_with_whole_questions_as_buttons(open_app, library):
    asks = Clarification("and it?", "and it?", Audience.PATIENT, message="Which one?", choices=("Does stretching help?",))
    app = ask(open_app(asks, answer(library)), "and it?")

    app.button(key="next-0-0").click().run()

    assert [each[0] for each in app.assistant.asked] == ["and it?", "Does stretching help?"]
    assert len(app.chat_message) == 4


def test_the_next_question_is_asked_with_the_conversation_before_it(open_app, library):
    app = ask(ask(open_app(answer(library))), "and in pregnancy?")

    assert [turn.question for turn in app.assistant.asked[1][1]] == [QUESTION]


def test_a_rewritten_question_says_how_it_was_understood(open_app, library):
    app = ask(open_app(answer(library, question="why?", standalone="Why do cramps come?")), "why?")

    assert "Understood as: *Why do cramps come?*" in words_on(app)


def test_one_tap_asks_the_exact_words_on_their_own(open_app, library):
    app = ask(ask(open_app(answer(library), answer(library, question="why?", standalone="Why do cramps come?"))), "why?")

    app.button(key="raw-1").click().run()

    assert app.assistant.asked[-1][:2] == ("why?", ())


def test_a_misunderstood_question_can_be_put_right(open_app, library):
    app = ask(open_app(answer(library, question="why?", standalone="Why do cramps come?")), "why?")
    assert app.text_input(key="corrected-0").value == "Why do cramps come?"

    app.text_input(key="corrected-0").set_value("Why do spasms come?")
    app.button(key="ask-corrected-0").click().run()

    assert app.assistant.asked[-1][0] == "Why do spasms come?"


def test_facts_about_the_reader_can_be_taken_back_and_put_back(open_app, library):
    app = ask(open_app(answer(library, understood=("pregnancy", "takes:ciprofloxacin"))))

    app.pills(key="chips-0").unselect("pregnancy").run()
    ask(app, "and now?")
    assert app.assistant.asked[-1][3] == {"pregnancy"}

    app.pills(key="chips-1").select("pregnancy").run()
    ask(app, "and again?")
    assert app.assistant.asked[-1][3] == frozenset()


def test_what_no_source_covers_is_said(open_app, library):
    app = ask(open_app(answer(library, uncovered=("children",))))

    assert "I have no source on children." in [each.value for each in app.info]


def test_an_emergency_stands_above_a_folded_answer(open_app, library):
    app = ask(open_app(answer(library, alert=EMERGENCY, suggestions=("Stretch more?",))))

    reply = app.chat_message[1]
    assert "Emergency" in reply.error[0].value
    assert "Call your local emergency number now." in reply.error[0].value
    assert "Get help first" in reply.expander[0].label
    assert app.get_by_key("cite-0-stretch-1")
    assert not keys(app, "next-")


@pytest.mark.parametrize(("level", "box"), [("same-day", "error"), ("soon", "warning")])
def test_lesser_alerts_leave_the_answer_open(open_app, library, level, box):
    app = ask(open_app(answer(library, alert=Alert(level, ("stretch",), "See someone."))))

    assert len(getattr(app.chat_message[1], box)) == 1
    assert all("Get help first" not in each.label for each in app.expander)


def test_an_urgent_warning_is_said_again_where_the_next_question_is_typed(open_app, library):
    app = ask(open_app(answer(library, alert=EMERGENCY)))
    assert EMERGENCY.message in app.main.markdown[-1].value

    app.button(key="alert-0-dismiss").click().run()
    assert not any(EMERGENCY.message in each.value for each in app.main.markdown)


def test_a_warning_of_less_haste_is_said_once(open_app, library):
    app = ask(open_app(answer(library, alert=Alert("soon", ("stretch",), "See someone."))))

    assert not any("See someone." in each.value for each in app.main.markdown)


def test_an_alert_stays_in_sight_until_it_is_dismissed(open_app, library):
    app = ask(ask(open_app(answer(library, alert=EMERGENCY), answer(library))), "and then?")
    assert app.button(key="standing-dismiss")

    app.button(key="standing-dismiss").click().run()

    assert not keys(app, "standing")
    assert not app.error
    assert "Warning dismissed: Call your local emergency number now." in words_on(app)


def test_a_warning_that_is_given_again_stands_once(open_app, library):
    app = ask(ask(open_app(answer(library, alert=EMERGENCY))), "and then?")

    assert len(app.error) == 1
    assert "The warning stands below." in app.chat_message[1].markdown[0].value


def test_an_error_says_what_to_do_and_the_question_can_be_asked_again(open_app, library):
    app = ask(open_app(IndexMissing("There is no index in <b>home</b> yet."), answer(library)))
    assert not app.exception
    assert app.error[0].value == r"There is no index in \<b\>home\</b\> yet."
    assert "python -m ingest" in words_on(app)

    app.button(key="try-again").click().run()

    assert "Stretch your calf" in words_on(app)


def test_a_new_conversation_starts_from_nothing(open_app, library):
    app = ask(open_app(answer(library, understood=("pregnancy",))))
    app.pills(key="chips-0").unselect("pregnancy").run()

    app.button(key="new").click().run()
    assert not app.chat_message
    ask(app)
    assert app.assistant.asked[-1][1:] == ((), Audience.PATIENT, frozenset())


def test_text_from_data_is_never_markup(open_app, library):
    bad = "<b>x</b> $a$ :red[y] [link](http://x)"
    reply = answer(library, question=bad, standalone=f"{bad}?", uncovered=(bad,), suggestions=(bad,))
    app = ask(open_app(reply), bad)

    assert app.chat_message[0].text[0].value == bad
    drawn = words_on(app).replace(bad, "", 1)
    assert not any(mark in drawn for mark in (" <b>", " $a", " :red[", " [link]"))


def test_another_reader_gets_the_same_statements_of_earlier_replies_in_other_words(open_app, library):
    app = ask(open_app(answer(library)))
    app.segmented_control(key="reader").set_value(Audience.CLINICIAN).run()

    assert app.chat_message[1].markdown[0].value == "- Calf stretching cut cramps by 1.2 a night."
    assert app.get_by_key("cite-0-stretch-1").text[0].value == library.statements["stretch"].text


def test_what_a_model_worded_is_not_reworded(open_app, library):
    app = ask(open_app(answer(library, generator="provider:model")))
    app.segmented_control(key="reader").set_value(Audience.CLINICIAN).run()

    assert app.chat_message[1].markdown[0].value == "- Stretch your calf. It may cut cramps."


def test_an_address_that_would_run_code_is_no_link(open_app):
    app = open_app(None)

    originals = [link.url for link in app.get("link_button")]
    assert TRIAL.url in originals
    assert LABEL.url not in originals
    assert "javascript:" not in words_on(app)
