"""The Desk opens for those whom sign-in or a token on this machine let in, and for nobody else; what they do there is in the log."""

from datetime import UTC, datetime, timedelta

import pytest
from page_fakes import words_on
from sqlalchemy import insert

from spasm_qa.database.engine import open_database
from spasm_qa.database.tables import feedback
from spasm_qa.errors import StorageUnavailable
from spasm_qa.review.desk import act, board
from spasm_qa.review.log import Log
from spasm_qa.review.roles import Role
from spasm_qa.review.states import Action, Person
from spasm_qa.review.subjects import subjects
from spasm_qa.review.tokens import issue
from spasm_qa.settings import Settings
from spasm_qa.types import ReviewStatus
from spasm_qa.ui import desk_access, desk_shared, desk_state, places, resources

HERE = (None, {"host": ["localhost:8501"], "origin": ["http://localhost:8501"]})
CLOSED = "The Desk is closed here."
NO_PART = "your address is not that of a reviewer or editor"
STRETCH = "statement:stretch"
REVIEWER = Person("ada@example.org", Role.REVIEWER, "Ada", "MD")
ADA = {"is_logged_in": True, "email": "Ada@example.org", "email_verified": True, "name": "Ada Lovelace"}


@pytest.fixture
def engine(tmp_path, monkeypatch):
    settings = Settings(home=tmp_path / "home", corpus=tmp_path / "corpus", reviewers="ada@example.org", editors="eve@example.org")
    settings.corpus.mkdir()
    engine = open_database(settings)
    log = Log(engine)
    monkeypatch.setattr(resources, "settings", lambda: settings)
    monkeypatch.setattr(desk_shared, "engine", lambda: engine)
    monkeypatch.setattr(desk_shared, "log", lambda: log)
    yield engine
    engine.dispose()


@pytest.fixture
def open_desk(open_app, engine, monkeypatch):
    """Return a function that opens /desk: from here or elsewhere, signed in or not."""

    def start(*, user=None, request=HERE, **address):
        monkeypatch.setattr(desk_access, "request", lambda: request)
        app = open_app(None, **address)
        if user is not None:
            app.user = user
        app.switch_page(str(places.DESK))
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return start


def enter(app, token):
    app.text_input(key="desk-token").set_value(token)
    return next(b for b in app.button if b.label == "Open the Desk").click().run()


def signed(app, name="Ada Lovelace", credential="MD"):
    app.text_input(key=desk_state.DESK_NAME).set_value(name)
    app.text_input(key=desk_state.DESK_CREDENTIAL).set_value(credential)
    return app.run()


def is_open(app):
    return any(each.key == "queue-find" for each in app.text_input) or any(each.key == "back" for each in app.button)


def labels(app):
    return [each.label for each in app.button]


# Nobody else reaches it


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param((None, {}), id="no-request"),
        pytest.param(("10.0.0.4", HERE[1]), id="another-machine"),
        pytest.param((None, {**HERE[1], "x-forwarded-for": ["127.0.0.1"]}), id="forwarded"),
        pytest.param((None, {"host": ["evil.example"], "origin": ["http://evil.example"]}), id="dns-rebinding"),
    ],
)
def test_a_direct_link_from_elsewhere_is_refused_in_plain_words(open_desk, request_):
    app = open_desk(request=request_)

    assert not app.exception
    assert CLOSED in app.info[0].value
    assert not app.text_input
    assert not is_open(app)


@pytest.mark.parametrize(
    "address",
    [{"role": "editor"}, {"role": "reviewer", "token": "x"}, {"item": STRETCH}, {"is_logged_in": "true", "email": "ada@example.org"}],
)
def test_nothing_in_the_address_opens_it(open_desk, engine, address):
    token = issue(engine, Role.EDITOR, minutes=5)

    for given in (address, {**address, "token": token}, {**address, "desk-token": token}, {**address, "desk_pass": token}):
        assert not is_open(open_desk(**given))
        assert not is_open(open_desk(request=(None, {}), **given))


def test_a_token_opens_it_here_and_only_once(open_desk, engine):
    token = issue(engine, Role.REVIEWER, minutes=5)

    first = enter(open_desk(), token)
    assert is_open(first)
    assert "You act as reviewer, local token" in words_on(first)
    second = enter(open_desk(), token)
    assert not is_open(second)
    assert "unknown, used up or too old" in second.error[0].value


def test_an_expired_token_opens_nothing(open_desk, engine):
    token = issue(engine, Role.REVIEWER, minutes=5, now=datetime.now(UTC) - timedelta(minutes=6))

    assert not is_open(enter(open_desk(), token))


def test_a_session_that_was_let_in_is_refused_from_elsewhere_and_after_its_time(open_desk, engine, monkeypatch):
    app = enter(open_desk(), issue(engine, Role.REVIEWER, minutes=5))
    assert is_open(app)

    monkeypatch.setattr(desk_access, "request", lambda: (None, {**HERE[1], "via": ["1.1 proxy"]}))
    assert not is_open(app.run())
    monkeypatch.setattr(desk_access, "request", lambda: HERE)
    assert is_open(app.run())
    later = type("Later", (), {"now": staticmethod(lambda zone: datetime.now(zone) + timedelta(hours=9))})
    monkeypatch.setattr(desk_state, "datetime", later)
    assert not is_open(app.run())


def test_who_leaves_needs_a_new_token(open_desk, engine):
    app = enter(open_desk(), issue(engine, Role.REVIEWER, minutes=5))

    app.button(key="leave").click().run()

    assert not is_open(app)
    assert "Open the Desk" in labels(app)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"email": "someone@example.org"}, id="no-role"),
        pytest.param({"email_verified": False}, id="not-verified"),
        pytest.param({"email_verified": None}, id="verification-not-told"),
        pytest.param({"email": None}, id="no-address"),
    ],
)
def test_who_signs_in_without_a_part_is_refused_in_plain_words(open_desk, change):
    app = open_desk(user={**ADA, **change})

    assert not app.exception
    assert NO_PART in app.info[0].value
    assert not is_open(app)


def test_with_sign_in_set_up_a_token_counts_for_nothing(open_desk, monkeypatch):
    monkeypatch.setattr(desk_access, "providers", lambda: [""])
    app = open_desk(user={"is_logged_in": False})

    assert labels(app) == ["Sign in"]
    assert not app.text_input
    assert not is_open(app)


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ({"client_id": "x", "cookie_secret": "y"}, [""]),
        ({"cookie_secret": "y", "clinic": {"client_id": "x"}, "board": {"client_id": "z"}}, ["clinic", "board"]),
    ],
)
def test_every_provider_of_the_secrets_is_offered(monkeypatch, section, expected):
    monkeypatch.setattr(desk_access.st, "secrets", {"auth": section})

    assert desk_access.providers() == expected


@pytest.mark.parametrize(("email", "role"), [("Ada@example.org", "reviewer"), ("eve@example.org", "editor")])
def test_sign_in_opens_it_by_role_from_anywhere(open_desk, email, role):
    app = open_desk(user={**ADA, "email": email}, request=("10.0.0.4", {}))

    assert is_open(app)
    assert f"You act as {role}, {email.casefold()}" in words_on(app).replace("\\", "")
    assert app.text_input(key=desk_state.DESK_NAME).value == "Ada Lovelace"


def test_a_damaged_log_is_told_without_a_traceback(open_desk, monkeypatch):
    def broken():
        raise StorageUnavailable("disk on fire")

    monkeypatch.setattr(desk_shared, "now", broken)
    app = open_desk(user=ADA)

    assert not app.exception
    assert app.error[0].value == "disk on fire"


# What is done there


def test_the_queue_counts_and_filters(open_desk, engine):
    row = {"id": "1", "created": datetime(2026, 11, 22, tzinfo=UTC), "owner": "o", "statement": "relaxant", "statements": [],
           "verdict": "unsafe", "text": "My *doctor* disagrees.", "corpus": "abc", "generator": "extractive"}  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(feedback), [row])
    app = open_desk(user=ADA)
    everything = "6 of 6 texts. Submitted 6 · Under review 0 · Approved 0."
    assert everything in words_on(app)

    assert "1 of 6 texts" in words_on(app.text_input(key="queue-find").set_value("short use").run())
    app.text_input(key="queue-find").set_value("").run()
    assert "2 of 6 texts" in words_on(app.selectbox(key="queue-kind").select("article").run())
    app.selectbox(key="queue-kind").select("").run()
    assert "Nothing matches" in words_on(app.selectbox(key="queue-status").select(ReviewStatus.APPROVED).run())
    app.selectbox(key="queue-status").select("").run()
    app.toggle(key="queue-reports").set_value(True).run()
    assert "1 of 6 texts" in words_on(app)
    assert "My *doctor* disagrees." in [each.value for each in app.button(key="open-statement:relaxant").click().run().text]


def test_what_readers_said_of_answers_stands_beside_the_statements_shown(open_desk, engine):
    row = {"created": datetime(2026, 11, 22, tzinfo=UTC), "owner": "o", "statement": "", "statements": ["stretch", "relaxant"],
           "corpus": "abc", "generator": "extractive"}  # fmt: skip
    said = [("1", "helpful", ""), ("2", "helpful", ""), ("3", "not-helpful", ""), ("4", "unclear", "I asked about heat.")]
    with engine.begin() as connection:
        connection.execute(insert(feedback), [{**row, "id": id, "verdict": verdict, "text": text} for id, verdict, text in said])
    app = open_desk(user=ADA)
    shown = words_on(app.button(key="open-statement:relaxant").click().run())

    assert "What readers said (4)" in shown
    assert "Answers with it: helpful 2, not helpful 1" in shown
    assert "I asked about heat." in shown
    assert "about a whole answer" in shown
    assert "2 reports" in shown


def test_a_text_stands_in_both_registers_with_its_sources_and_what_it_stands_against(open_desk):
    said = words_on(open_desk(user=ADA, item=STRETCH))

    assert "Stretch your calf. It may cut cramps." in said
    assert "Calf stretching cut cramps by 1.2 a night." in said
    assert "**Where in it:** Table 2" in said
    assert "**What is weak about it:** Forty people only." in said
    assert "Calf stretching did not reduce cramps." in said
    assert "Nothing yet." in said


def test_take_and_approve_by_name(open_desk, library):
    app = signed(open_desk(user=ADA, item=STRETCH))
    assert "Approve" not in labels(app)

    app.button(key="step-take").click().run()
    assert app.success[0].value == "Taken for review."
    app.text_area(key=f"note-{STRETCH}").set_value("Compared with Table 2.")
    app.button(key="step-approve").click().run()

    assert app.success[0].value == "Approved."
    assert app.text_area(key=f"note-{STRETCH}").value == ""
    found = subjects(library)
    standing = board(found, desk_shared.log()).standing(found[STRETCH])
    assert (standing.status, standing.by, standing.credential, standing.note) == (
        ReviewStatus.APPROVED, "Ada Lovelace", "MD", "Compared with Table 2.",
    )  # fmt: skip
    assert [event.actor for event in desk_shared.log().events()] == ["ada@example.org"] * 2


def test_what_is_missing_is_said_and_nothing_written(open_desk):
    app = signed(open_desk(user=ADA, item=STRETCH), credential="")
    app.button(key="step-take").click().run()
    app.button(key="step-approve").click().run()
    assert "credential" in app.error[0].value
    app.button(key="step-send-back").click().run()
    assert "what has to change" in app.error[0].value

    assert len(desk_shared.log().events()) == 1


def test_an_editor_is_not_offered_to_approve(open_desk, library):
    act(desk_shared.log(), subjects(library), Action.TAKE, {STRETCH: subjects(library)[STRETCH].digest}, REVIEWER)
    app = signed(open_desk(user={**ADA, "email": "eve@example.org"}, item=STRETCH))

    assert "Approve" not in labels(app)
    assert "Send back" in labels(app)
    assert "Only a reviewer can approve" in words_on(app)


def test_a_step_from_a_page_whose_right_has_ended_is_refused(open_desk, monkeypatch):
    app = signed(open_desk(user=ADA, item=STRETCH))
    monkeypatch.setattr(resources, "settings", lambda: Settings(reviewers="bea@example.org"))

    app.button(key="step-take").click().run()

    assert not is_open(app)
    assert desk_shared.log().events() == ()


def test_a_text_that_changed_after_the_page_was_drawn_is_not_approved(open_desk, library, monkeypatch):
    from dataclasses import replace

    found = subjects(library)
    act(desk_shared.log(), found, Action.TAKE, {STRETCH: found[STRETCH].digest}, REVIEWER)
    app = signed(open_desk(user=ADA, item=STRETCH))
    monkeypatch.setattr(desk_shared, "standing", lambda: {**found, STRETCH: replace(found[STRETCH], digest="f" * 64)})

    app.button(key="step-approve").click().run()

    assert "changed after this page was drawn" in app.error[0].value
    assert [event.action for event in desk_shared.log().events()] == ["take"]


def test_what_changed_since_the_approval_is_marked_by_signs(open_desk, library, monkeypatch):
    from dataclasses import replace

    found = subjects(library)
    old = replace(found[STRETCH], content={**found[STRETCH].content, "plain": "Stretch your calf. It *will* cut cramps."}, digest="d" * 64)
    for action in (Action.TAKE, Action.APPROVE):
        act(desk_shared.log(), {STRETCH: old}, action, {STRETCH: old.digest}, REVIEWER)

    said = words_on(open_desk(user=ADA, item=STRETCH))

    assert r":red-background[−\*will\*]" in said
    assert ":green-background[+may]" in said
    assert "Approved by Ada on" in said


def test_a_whole_document_is_approved_after_saying_that_each_was_read(open_desk, library):
    app = signed(open_desk(user=ADA, item="document:corpus/night-cramps"))
    said = words_on(app)
    for statement in library.statements.values():
        assert statement.plain in said
        assert statement.text in said

    app.button(key="bulk-take").click().run()
    assert app.success[0].value == "4 texts taken for review."
    assert app.button(key="bulk-approve").label == "Approve 4"
    assert app.button(key="bulk-approve").disabled
    box = app.checkbox(key="read-approve-corpus/night-cramps")
    assert "each of these 4 texts" in box.label
    box.check().run()
    app.button(key="bulk-approve").click().run()

    assert app.success[0].value == "4 texts approved."
    found = subjects(library)
    assert sum(each.status is ReviewStatus.APPROVED for each in board(found, desk_shared.log()).decisions()) == 4


def test_the_log_is_shown_with_its_chain_and_hides_no_name(open_desk, library):
    act(desk_shared.log(), subjects(library), Action.TAKE, {STRETCH: subjects(library)[STRETCH].digest}, REVIEWER)
    app = open_desk(user=ADA)

    said = words_on(app.segmented_control(key=desk_state.DESK_VIEW).set_value("log").run())

    assert app.success[0].value == "1 line, unbroken."
    assert STRETCH in said.replace("\\", "")
    assert "ada@example.org" in said.replace("\\", "")


def test_publishing_writes_the_file_and_builds(open_desk, library, monkeypatch):
    from ingest.build import Report

    class Renewed:
        def renew(self):
            return Report("Built", {}, (), ("something to know.",))

    monkeypatch.setattr(resources, "startup", Renewed)
    found = subjects(library)
    for action in (Action.TAKE, Action.APPROVE):
        act(desk_shared.log(), found, action, {STRETCH: found[STRETCH].digest}, REVIEWER)
    app = signed(open_desk(user=ADA))
    app.segmented_control(key=desk_state.DESK_VIEW).set_value("publish").run()
    assert "One line differs from what the app shows." in words_on(app)

    app.button(key="publish").click().run()

    assert "Published: the app shows it now. something to know." in app.success[0].value
    written = (resources.settings().corpus / "approvals.jsonl").read_text(encoding="utf-8")
    assert '"reviewer": "Ada"' in written
    assert desk_shared.log().events()[-1].action == "publish"


def test_where_the_corpus_cannot_be_written_the_file_can_be_downloaded(open_desk, monkeypatch):
    monkeypatch.setattr(desk_shared, "writable", lambda: False)
    app = open_desk(user=ADA)
    app.segmented_control(key=desk_state.DESK_VIEW).set_value("publish").run()

    assert "Publish to the app" not in labels(app)
    assert "Download the file" in words_on(app)
