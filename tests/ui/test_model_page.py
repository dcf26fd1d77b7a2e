"""What the pages say of a language model: which, where, what it worded; and stopping it."""

from dataclasses import replace

import pytest
from page_fakes import answer, ask, words_on

from spasm_qa.answer.render import escape
from spasm_qa.settings import Settings
from spasm_qa.ui import resources, state

NOTHING_SENT = "Nothing is sent anywhere"
COST = {"seconds": 3.21, "input_tokens": 100.0, "output_tokens": 20.0, "worded": 1.0, "source": 0.0}


@pytest.fixture
def with_model(monkeypatch):
    def use(name: str = "ollama:llama3.2", url: str = "") -> None:
        monkeypatch.setattr(resources, "settings", lambda: Settings(model=name, model_url=url))

    return use


def test_without_a_model_nothing_is_said_of_one(open_app, library):
    app = ask(open_app(answer(library)))

    assert NOTHING_SENT in words_on(app)
    assert "orded by" not in words_on(app)
    assert "Source wording" not in words_on(app)


def test_a_local_model_is_named_before_the_first_question(open_app, library, with_model):
    with_model()
    app = open_app(answer(library))

    assert escape("put into words by ollama:llama3.2, on the computer that runs this tool") in words_on(app)
    assert "do not leave it" in words_on(app)
    assert NOTHING_SENT not in words_on(app)


def test_a_remote_model_is_named_with_the_place_that_gets_the_questions(open_app, library, with_model):
    with_model("openai:gpt", "https://models.example/v1")

    assert "Your questions are sent to models.example." in words_on(open_app(answer(library)))


def test_a_worded_answer_says_by_whom_and_what_it_took(open_app, library, with_model):
    with_model()
    reply = answer(library, generator="ollama:llama3.2", cost=COST)
    app = ask(open_app(replace(reply, shown=(replace(reply.shown[0], wording="ollama:llama3.2"),))))

    assert escape("Worded by ollama:llama3.2, checked: 1 of 1 (3.2 s, 120 tokens).") in words_on(app)
    assert escape("Worded by ollama:llama3.2, checked") in app.chat_message[1].caption[0].value


def test_an_answer_that_a_model_left_alone_says_so(open_app, library, with_model):
    with_model()

    assert "Source wording: the model gave no other words" in words_on(ask(open_app(answer(library, cost={**COST, "worded": 0.0}))))


def test_a_stopped_question_can_be_asked_again(open_app, library, with_model):
    with_model()
    app = open_app(answer(library))
    app.session_state["stopped"] = state.Asked("What helps a night cramp?")
    app.run()
    assert "Stopped. Nothing of it was kept." in words_on(app)

    app.button(key="ask-again").click().run()

    assert "Stretch your calf" in words_on(app)
    assert "Stopped." not in words_on(app)
