"""The reader's conversations on the page: kept, listed, opened again, renamed, deleted; never another reader's."""

import logging
from pathlib import Path

import pytest
from page_fakes import answer, ask, words_on
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from spasm_qa.browser import COOKIE, owner_of_browser, owner_of_sign_in
from spasm_qa.database.conversations import ConversationStore
from spasm_qa.database.door import Door
from spasm_qa.database.tables import turns
from spasm_qa.errors import StorageUnavailable
from spasm_qa.settings import Settings
from spasm_qa.types import DISCLAIMER, Abstention, Audience
from spasm_qa.ui import desk_access, memory, model, resources

ADA, BOB = {COOKIE: "a" * 43}, {COOKIE: "b" * 43}
QUESTION = "What helps a night cramp?"
REFUSAL = Abstention("q", "q", Audience.PATIENT, message="I found nothing on this.")


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    door = Door(Settings(home=tmp_path))
    monkeypatch.setattr(resources, "settings", lambda: door.settings)
    monkeypatch.setattr(resources, "database", lambda: door)
    monkeypatch.setattr(resources, "cookies", lambda: ADA)
    yield door
    door.engine().dispose()


@pytest.fixture
def store(door: Door) -> ConversationStore:
    return ConversationStore(door.engine())


def mine(store: ConversationStore, owner: str = owner_of_browser(ADA)) -> list[str]:
    return [each.title for each in store.of(owner)]


def keys(app: AppTest, start: str) -> list[str]:
    return [each.key for each in app.sidebar.button if (each.key or "").startswith(start)]


def test_a_turn_is_kept_and_stands_in_the_list(open_app, library, store):
    app = ask(open_app(answer(library)))

    (summary,) = store.of(owner_of_browser(ADA))
    assert summary.title == QUESTION
    assert app.query_params["thread"] == summary.id
    assert app.sidebar.button(key=f"open-{summary.id}").label == QUESTION
    assert model.KEPT in words_on(app)


def test_it_comes_back_after_a_restart(open_app, library, store):
    ask(ask(open_app(answer(library, understood=("pregnancy",)))), "and then?")
    id = store.of(owner_of_browser(ADA))[0].id

    again = open_app(answer(library), thread=id)

    assert [each.text[0].value for each in again.chat_message[::2]] == [QUESTION, "and then?"]
    assert "Stretch your calf" in words_on(again)
    ask(again, "and now?")
    assert [turn.question for turn in again.assistant.asked[-1][1]] == [QUESTION, "and then?"]
    assert [each.id for each in store.of(owner_of_browser(ADA))] == [id]


def test_facts_taken_back_stay_taken_back_after_a_restart(open_app, library, store):
    app = ask(open_app(answer(library, understood=("pregnancy",))))
    app.pills(key="chips-0").unselect("pregnancy").run()
    ask(app, "and now?")

    again = open_app(answer(library), thread=store.of(owner_of_browser(ADA))[0].id)
    ask(again, "and again?")

    assert again.assistant.asked[-1][3] == {"pregnancy"}


@pytest.mark.parametrize("who", [BOB, {}, {COOKIE: "a"}])
def test_another_browser_does_not_reach_it(open_app, library, store, monkeypatch, who):
    ask(open_app(answer(library)))
    id = store.of(owner_of_browser(ADA))[0].id
    monkeypatch.setattr(resources, "cookies", lambda: who)

    other = open_app(answer(library), thread=id)

    assert not other.chat_message
    assert memory.NO_SUCH in [each.value for each in other.warning]
    assert "thread" not in other.query_params
    assert not keys(other, "open-")
    assert QUESTION not in words_on(other)


@pytest.mark.parametrize("forged", ["0" * 32, "x", "' OR 1=1 --", "%"])
def test_a_guessed_address_shows_nothing(open_app, library, store, forged):
    ask(open_app(answer(library)))

    app = open_app(answer(library), thread=forged)

    assert memory.NO_SUCH in [each.value for each in app.warning]
    assert not app.chat_message


def test_a_signed_in_reader_finds_the_conversation_in_another_browser(open_app, library, store, monkeypatch):
    monkeypatch.setattr(memory, "owner", lambda: owner_of_sign_in("https://provider", "ada"))
    ask(open_app(answer(library)))
    monkeypatch.setattr(resources, "cookies", lambda: BOB)

    assert keys(open_app(answer(library)), "open-")
    assert mine(store) == []


def test_who_signs_in_owns_by_issuer_and_subject(open_app, library, store):
    app = open_app(answer(library))
    app.user = {"is_logged_in": True, "iss": "https://provider", "sub": "ada"}
    ask(app)

    assert mine(store, owner_of_sign_in("https://provider", "ada")) == [QUESTION]
    assert mine(store) == []


def test_a_search_finds_by_a_question(open_app, library, store):
    app = ask(ask(open_app(answer(library))), "and magnesium?")
    app.button(key="new").click().run()
    ask(app, "What of heat?")
    assert len(keys(app, "open-")) == 2

    app.sidebar.text_input(key="search-conversations").set_value("magnesium").run()
    assert [app.sidebar.button(key=key).label for key in keys(app, "open-")] == [QUESTION]
    app.sidebar.text_input(key="search-conversations").set_value("zebra").run()
    assert not keys(app, "open-")


def test_a_conversation_is_renamed_and_deleted(open_app, library, store):
    app = ask(open_app(answer(library)))
    id = store.of(owner_of_browser(ADA))[0].id

    app.sidebar.text_input(key=f"title-{id}").set_value("My <b>calf</b>").run()
    assert mine(store) == ["My <b>calf</b>"]
    assert app.sidebar.button(key=f"open-{id}").label == r"My \<b\>calf\</b\>"

    app.sidebar.button(key=f"delete-{id}").click().run()
    assert mine(store) == []
    assert not app.chat_message
    assert "thread" not in app.query_params


def test_everything_is_deleted_only_after_a_second_yes(open_app, library, store, door):
    app = ask(open_app(answer(library)))
    app.feedback[0].set_value(1).run()

    app.sidebar.button(key="delete-all").click().run()
    assert mine(store) == [QUESTION]
    app.button(key="delete-all-really").click().run()

    assert mine(store) == []
    assert resources.feedback().all() == []
    with door.engine().connect() as connection:
        assert connection.execute(select(func.count()).select_from(turns)).scalar() == 0


def test_a_reader_can_switch_keeping_off(open_app, library, store):
    app = ask(open_app(answer(library)))
    app.sidebar.toggle(key="keep-conversations").set_value(False).run()
    app.button(key="new").click().run()

    ask(app, "What of heat?")

    assert mine(store) == [QUESTION]
    assert model.IN_THIS_TAB in words_on(app)
    assert "Stretch your calf" in words_on(app)


def test_keeping_can_be_switched_off_for_all(open_app, library, door, store, monkeypatch):
    monkeypatch.setattr(resources, "settings", lambda: Settings(home=door.settings.home, remember=False))

    app = ask(open_app(answer(library)))

    assert mine(store) == []
    assert "switched off keeping" in words_on(app)
    assert model.IN_THIS_TAB in words_on(app)


def test_without_a_key_the_chat_works_and_says_so(open_app, library, store, monkeypatch):
    monkeypatch.setattr(resources, "cookies", dict)

    app = ask(open_app(answer(library)))

    assert "Stretch your calf" in words_on(app)
    assert "Allow cookies" in words_on(app)
    assert model.IN_THIS_TAB in words_on(app)


def test_an_answer_that_cannot_be_kept_is_shown_and_kept_with_the_next(open_app, library, store, monkeypatch):
    def full(*args: object, **kwargs: object) -> None:
        raise StorageUnavailable("What you wrote could not be stored (the disk is full).")

    app = open_app(answer(library))
    with monkeypatch.context() as broken:
        broken.setattr(ConversationStore, "keep", full)
        ask(app)
    assert "Stretch your calf" in words_on(app)
    assert memory.NOT_KEPT in [each.value for each in app.warning]
    assert "the disk is full" in app.error[0].value
    assert not app.exception

    ask(app, "and then?")
    assert [each.turn.question for each in store.open(owner_of_browser(ADA), store.of(owner_of_browser(ADA))[0].id).turns] == [
        QUESTION,
        "and then?",
    ]


def test_a_database_that_cannot_be_opened_leaves_the_chat_working(open_app, library, door, monkeypatch):
    def closed() -> None:
        raise StorageUnavailable("What you wrote could not be stored (its file is damaged).")

    with monkeypatch.context() as broken:
        broken.setattr(door, "engine", closed)
        app = ask(open_app(answer(library)))

        assert not app.exception
        assert "Stretch your calf" in words_on(app)
        assert "its file is damaged" in words_on(app)


def test_what_another_tab_deleted_does_not_come_back(open_app, library, store):
    app = ask(open_app(answer(library)))
    store.delete_all(owner_of_browser(ADA))

    ask(app, "and then?")

    assert mine(store) == ["and then?"]
    assert memory.ELSEWHERE in [each.value for each in app.warning]
    assert len(app.chat_message) == 2


def test_two_tabs_that_go_on_differently_both_stay(open_app, library, store):
    first = ask(open_app(answer(library)))
    assert mine(store) == [QUESTION]
    second = open_app(answer(library), thread=store.of(owner_of_browser(ADA))[0].id)
    ask(first, "and heat?")
    ask(second, "and cold?")

    assert sorted(mine(store)) == [QUESTION, f"{QUESTION} (other tab)"]
    assert second.query_params["thread"] != first.query_params["thread"]


def test_an_old_answer_says_that_the_sources_have_changed(open_app, library, store, monkeypatch):
    ask(open_app(answer(library)))
    again = open_app(answer(library), thread=store.of(owner_of_browser(ADA))[0].id)
    monkeypatch.setattr(resources, "manifest", lambda: {"corpus": "newer", "built": "2026-11-23", "statements": 3})
    again.run()

    assert "from corpus version abc123; the sources have changed since. Ask again" in words_on(again)
    assert DISCLAIMER in words_on(again)


def test_no_question_goes_to_a_log(open_app, library, store, caplog):
    secret = "zanzibarcramp"
    with caplog.at_level(logging.DEBUG):
        app = ask(open_app(answer(library, question=secret)), secret)
    assert secret in words_on(app)
    assert secret not in caplog.text


def test_where_sign_in_is_set_up_readers_are_offered_it(open_app, library, store, monkeypatch):
    monkeypatch.setattr(desk_access, "providers", lambda: [""])
    app = open_app(answer(library))
    assert "Sign in" not in [each.label for each in app.sidebar.button]

    app.user = {"is_logged_in": False}
    assert "Sign in" in [each.label for each in app.run().sidebar.button]

    app.user = {"is_logged_in": True, "name": "Ada *L*", "sub": "1", "iss": "https://example.org"}
    app.run()
    assert "Sign out" in [each.label for each in app.sidebar.button]
    assert "Signed in as Ada \\*L\\*. These go with your sign-in." in [each.value for each in app.sidebar.caption]
