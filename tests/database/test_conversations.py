"""Conversations: kept once, in order, for their owner alone; gone when they are deleted."""

import logging
from dataclasses import replace

import pytest
from samples import questions, said
from sqlalchemy import Engine, select, update

from spasm_qa.database.conversations import ConversationStore
from spasm_qa.database.engine import FILE, open_database
from spasm_qa.database.kept import Kept, new_id
from spasm_qa.database.tables import conversations, turns
from spasm_qa.errors import InputUnusable
from spasm_qa.settings import Settings

A, B, C = said("What helps a night cramp?"), said("and in pregnancy?", minute=1), said("and magnesium?", minute=2)


@pytest.fixture
def store(engine: Engine) -> ConversationStore:
    return ConversationStore(engine)


def opened(store: ConversationStore, id: str, owner: str = "ada") -> tuple[Kept, ...]:
    conversation = store.open(owner, id)
    assert conversation
    return conversation.turns


def test_a_conversation_comes_back_exactly(store: ConversationStore, assistant) -> None:
    real = replace(A, turn=replace(A.turn, reply=assistant.reply("What helps a night cramp?")))
    place = store.keep("ada", new_id(), [real, B])

    conversation = store.open("ada", place.id)

    assert conversation
    assert conversation.turns == place.said == (real, B)
    assert conversation.summary.title == "What helps a night cramp?"
    assert (conversation.summary.created, conversation.summary.updated) == (A.created, B.created)


def test_facts_that_the_reader_took_back_stay_so(store: ConversationStore) -> None:
    id = store.keep("ada", new_id(), [A], dismissed=["pregnancy", "takes:quinine"]).id
    conversation = store.open("ada", id)
    assert conversation
    assert conversation.dismissed == ("pregnancy", "takes:quinine")

    store.keep("ada", id, [A, B], known=1, dismissed=["takes:quinine"])
    assert (store.open("ada", id) or conversation).dismissed == ("takes:quinine",)


def test_it_is_still_there_after_a_restart(settings: Settings, engine: Engine) -> None:
    place = ConversationStore(engine).keep("ada", new_id(), [A])
    engine.dispose()

    again = open_database(settings)
    assert opened(ConversationStore(again), place.id) == (A,)
    again.dispose()


def test_a_turn_written_twice_is_one_row(store: ConversationStore) -> None:
    id = new_id()
    for _ in range(3):
        assert store.keep("ada", id, [A, B]).id == id

    assert opened(store, id) == (A, B)


def test_what_could_not_be_written_before_is_written_with_the_next(store: ConversationStore) -> None:
    id = new_id()
    store.keep("ada", id, [A])

    store.keep("ada", id, [A, B, C], known=1)

    assert opened(store, id) == (A, B, C)


def test_two_tabs_that_go_on_differently_lose_nothing(store: ConversationStore) -> None:
    id = store.keep("ada", new_id(), [A, B]).id
    store.keep("ada", id, [A, B, C], known=2)
    other = said("and quinine?", minute=3)

    place = store.keep("ada", id, [A, B, other], known=2)
    again = store.keep("ada", id, [A, B, other], known=2)
    store.keep("ada", place.id, [A, B, other, said("and rest?", minute=4)], known=3)

    assert place.id != id
    assert again == place
    assert questions(opened(store, id)) == [each.turn.question for each in (A, B, C)]
    assert questions(opened(store, place.id)) == [*(each.turn.question for each in (A, B, other)), "and rest?"]
    assert [each.title for each in store.of("ada")] == ["What helps a night cramp? (other tab)", "What helps a night cramp?"]


def test_a_tab_that_is_behind_takes_nothing_away(store: ConversationStore) -> None:
    id = store.keep("ada", new_id(), [A, B]).id

    assert store.keep("ada", id, [A], known=1).id == id
    assert opened(store, id) == (A, B)


def test_what_was_deleted_in_another_tab_does_not_come_back(store: ConversationStore) -> None:
    id = store.keep("ada", new_id(), [A, B]).id
    store.delete("ada", id)

    place = store.keep("ada", id, [A, B, C], known=2)

    assert place.said == (C,)
    assert [questions(opened(store, each.id)) for each in store.of("ada")] == [["and magnesium?"]]
    assert store.keep("ada", place.id, [C], known=1) == place


@pytest.mark.parametrize("reach", [
    pytest.param(lambda store, id: store.open("mallory", id), id="open"),
    pytest.param(lambda store, id: store.rename("mallory", id, "mine"), id="rename"),
    pytest.param(lambda store, id: store.delete("mallory", id), id="delete"),
    pytest.param(lambda store, id: store.delete_all("mallory"), id="delete-all"),
    pytest.param(lambda store, id: store.of("mallory"), id="list"),
    pytest.param(lambda store, id: store.of("mallory", "cramp"), id="search"),
    pytest.param(lambda store, id: store.open("ada", id + "x"), id="a-longer-id"),
    pytest.param(lambda store, id: store.open("ada", ""), id="no-id"),
    pytest.param(lambda store, id: store.open("ada", "%"), id="wildcard"),
])  # fmt: skip
def test_nobody_reaches_the_conversations_of_another(store: ConversationStore, reach) -> None:
    id = store.keep("ada", new_id(), [A]).id

    assert not reach(store, id)
    assert opened(store, id) == (A,)
    assert store.of("ada")[0].title == A.turn.question


def test_an_id_of_another_owner_is_not_written_to(store: ConversationStore) -> None:
    id = store.keep("ada", new_id(), [A]).id

    place = store.keep("mallory", id, [B])

    assert place.id != id
    assert opened(store, id) == (A,)
    assert opened(store, place.id, "mallory") == (B,)


def test_the_newest_stands_first_and_a_turn_makes_it_new(store: ConversationStore) -> None:
    first, second = store.keep("ada", new_id(), [A]).id, store.keep("ada", new_id(), [B]).id
    assert [each.id for each in store.of("ada")] == [second, first]

    store.keep("ada", first, [A, C], known=1)
    assert [each.id for each in store.of("ada")] == [first, second]


@pytest.mark.parametrize(("search", "titles"), [
    ("magnesium", ["Night cramps"]),
    ("MAGNÉSIUM", []),
    ("night stretch", ["Night cramps"]),
    ("quinine", ["Is quinine safe at 100%?"]),
    ("100%", ["Is quinine safe at 100%?"]),
    ("%", ["Is quinine safe at 100%?"]),
    ("_", []),
    ("Nothing found", []),
    ("  ", ["Is quinine safe at 100%?", "Night cramps"]),
    ("zebra", []),
])  # fmt: skip
def test_a_search_looks_in_titles_and_questions(store: ConversationStore, search: str, titles: list[str]) -> None:
    id = store.keep("ada", new_id(), [said("Does Stretching help?"), C]).id
    store.rename("ada", id, "  Night \n cramps ")
    store.keep("ada", new_id(), [said("Is quinine safe at 100%?", minute=9)])

    assert [each.title for each in store.of("ada", search)] == titles


@pytest.mark.parametrize("title", ["", "  ", "x" * 121])
def test_a_title_has_to_say_something(store: ConversationStore, title: str) -> None:
    id = store.keep("ada", new_id(), [A]).id

    with pytest.raises(InputUnusable):
        store.rename("ada", id, title)
    assert store.of("ada")[0].title == A.turn.question


def test_a_long_question_makes_a_title_cut_at_a_word(store: ConversationStore) -> None:
    store.keep("ada", new_id(), [said("Why do my calves cramp at night, and what can I do about it before I go to bed?")])

    assert store.of("ada")[0].title == "Why do my calves cramp at night, and what can I do about it…"


@pytest.mark.parametrize("question", ["\x00", "lone \ud800 surrogate", "emoji 😀 ≥ µ", "'; DROP TABLE turns; --", "x" * 4000])
def test_any_question_can_be_kept(store: ConversationStore, question: str) -> None:
    id = store.keep("ada", new_id(), [said(question)]).id

    assert opened(store, id)[0].turn.question == question


@pytest.mark.parametrize("reply", ["", "{", "[]", "null", '{"kind": "answer"}', '{"kind": "abstention", "mood": 1}', "[" * 100_000])
def test_a_damaged_answer_says_so_and_the_rest_can_be_used(store: ConversationStore, engine: Engine, reply: str) -> None:
    id, other = store.keep("ada", new_id(), [A, B]).id, store.keep("ada", new_id(), [C]).id
    with engine.begin() as connection:
        connection.execute(update(turns).where(turns.c.key == A.key).values(reply=reply))

    first, second = opened(store, id)

    assert (first.readable, second.readable) == (False, True)
    assert first.turn.question == A.turn.question
    assert "ask it again" in first.turn.reply.message  # type: ignore[attr-defined]
    assert first.turn.reply.disclaimer
    assert opened(store, other) == (C,)
    assert store.keep("ada", id, [first, second, said("and now?", minute=5)], known=2).id == id


def test_all_of_a_reader_are_deleted_and_none_of_others(store: ConversationStore, engine: Engine) -> None:
    store.keep("ada", new_id(), [A]), store.keep("ada", new_id(), [B])
    kept = store.keep("bob", new_id(), [C]).id

    assert store.delete_all("ada") == 2

    assert store.of("ada") == []
    with engine.connect() as connection:
        assert connection.execute(select(conversations.c.id)).scalars().all() == [kept]
        assert connection.execute(select(turns.c.key)).scalars().all() == [C.key]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("delete", ["one", "all"])
def test_what_is_deleted_stands_in_no_file(store: ConversationStore, settings: Settings, delete: str) -> None:
    secret = "zanzibarcramp"
    many = [said(f"{secret} {n}?", message=f"{secret} " * 400) for n in range(30)]  # several pages
    id = store.keep("ada", new_id(), many).id
    store.rename("ada", id, f"my {secret}")
    assert secret.encode() in b"".join(path.read_bytes() for path in settings.home.iterdir())

    store.delete("ada", id) if delete == "one" else store.delete_all("ada")

    assert sorted(path.name for path in settings.home.iterdir())[0] == FILE
    for path in settings.home.iterdir():
        assert secret.encode() not in path.read_bytes(), path.name


def test_a_reader_says_whether_conversations_are_kept(store: ConversationStore) -> None:
    assert store.remembers("ada")

    for wanted in (False, False, True, False):
        store.remember("ada", wanted)
        assert store.remembers("ada") is wanted
    assert store.remembers("bob")


def test_nothing_that_a_reader_wrote_goes_to_a_log(settings: Settings, engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    secret = "zanzibarcramp"
    engine.dispose()
    with caplog.at_level(logging.DEBUG):
        for name in ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool", "alembic"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        try:
            noisy = open_database(settings)
            store = ConversationStore(noisy)
            id = store.keep("ada", new_id(), [said(f"{secret}?", message=secret)]).id
            store.rename("ada", id, f"{secret}!"), store.of("ada", secret), store.open("ada", id), store.delete("ada", id)
            noisy.dispose()
        finally:
            for name in ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool", "alembic"):
                logging.getLogger(name).setLevel(logging.NOTSET)

    assert "INSERT INTO turns" in caplog.text  # it was loud
    assert secret not in caplog.text
