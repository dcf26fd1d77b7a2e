import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from page_fakes import APP, words_on

from spasm_qa.answer.render import escape
from spasm_qa.errors import CorpusError, IndexStale
from spasm_qa.library import Library
from spasm_qa.types import DISCLAIMER, Audience, Review, ReviewStatus
from spasm_qa.ui import resources
from spasm_qa.ui.statements import groups


def cited(app):
    return [key for key in (getattr(block, "key", None) for block in blocks(app.main)) if key and key.startswith("cite-")]


def blocks(block):
    for child in getattr(block, "children", {}).values():
        yield child
        yield from blocks(child)


def test_the_article_has_its_question_status_sections_references_and_disclaimer(open_app, library):
    app = open_app(None)

    assert not app.exception
    assert app.title[0].value == "What helps cramps at night?"
    headings = [each.value for each in app.header]
    assert headings == ["In short", "Do this now", "Medicines", "References", "Disclaimer", "Have a follow-up question?"]
    said = words_on(app)
    assert "No clinician has reviewed this page." in said
    assert "Last updated: 22 November 2026" in said
    assert DISCLAIMER in said


def test_the_three_steps_of_review_say_in_words_which_is_reached(open_app):
    said = words_on(open_app(None))

    assert "Submitted" in said
    assert "Under review: not yet" in said
    assert "Approved: not yet" in said


def test_the_reader_chooses_the_wording_and_never_the_statements(open_app):
    app = open_app(None)
    plain, cites = words_on(app), cited(app)
    assert "Stretch your calf. It may cut cramps." in plain
    assert "tested in a trial" in plain

    app.segmented_control(key="reader").set_value(Audience.CLINICIAN).run()

    exact = words_on(app)
    assert "Calf stretching cut cramps by 1.2 a night." in exact
    assert "randomised trial" in exact
    assert cited(app) == cites


def test_the_reader_can_be_linked(open_app):
    app = open_app(None, reader="clinician")

    assert app.segmented_control(key="reader").value is Audience.CLINICIAN
    assert app.query_params["reader"] in ("clinician", ["clinician"])


def test_an_unknown_reader_in_the_address_is_a_patient(open_app):
    assert open_app(None, reader="<b>").segmented_control(key="reader").value is Audience.PATIENT


def test_other_articles_can_be_chosen_and_linked(open_app):
    app = open_app(None)
    app.selectbox(key="article").select("relaxants").run()
    assert app.title[0].value == "What about relaxants?"

    assert open_app(None, article="relaxants").title[0].value == "What about relaxants?"


def test_statements_that_conflict_stand_side_by_side_and_say_so(open_app):
    app = open_app(None)

    assert "These sources differ." in words_on(app)
    assert len(app.columns) == 2


def test_conflicts_of_conflicts_stay_together_in_order(library):
    shown, _ = resources.compose([library.statements[name] for name in ("stretch", "relaxant", "stretch-null")], library, Audience.PATIENT)

    assert [[s.id for s in group] for group in groups(shown)] == [["stretch", "stretch-null"], ["relaxant"]]


def test_every_reference_names_its_kind(open_app):
    said = words_on(open_app(None))

    assert "Trial · A journal · 2012" in said
    assert "Drug label · A regulator · no date given" in said


def test_the_article_is_folded_once_a_conversation_has_begun(open_app, library):
    from page_fakes import answer, ask

    app = ask(open_app(answer(library)))

    assert app.expander[0].label == "The article"
    assert "In short" not in [header.value for header in app.header]

    app.session_state["article-folded"] = True
    assert "In short" in [header.value for header in app.run().header]


def test_the_server_collects_no_garbage_after_each_run():
    config = tomllib.loads((Path(APP).parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    assert config["runner"]["postScriptGC"] is False


@pytest.mark.parametrize("page", ["article", "sources"])
def test_an_unusable_library_is_an_error_in_words(open_app, monkeypatch, page):
    from spasm_qa.ui import places

    app = open_app(None)

    def broken():
        raise IndexStale("The library of the index is damaged.")

    monkeypatch.setattr(resources, "library", broken)
    (app.switch_page(str(places.SOURCES)) if page == "sources" else app).run()

    assert not app.exception
    assert app.error[0].value == "The library of the index is damaged."
    assert "python -m ingest" in words_on(app)


def test_a_broken_corpus_is_told_and_the_last_good_copy_serves(open_app, monkeypatch):
    app = open_app(None)
    monkeypatch.setattr(resources, "warning", lambda: CorpusError("night.md, line 3: no id."))

    app.run()

    assert "night.md, line 3: no id." in app.warning[0].value
    assert app.title[0].value == "What helps cramps at night?"


def approved(library, name):
    review = Review("Ada <b>", "MD", "2026-11-20T09:00:00+00:00", "")
    library.statements[name] = replace(library.statements[name], status=ReviewStatus.APPROVED, review=review)


def test_an_approved_statement_says_who_approved_it_and_when(open_app, library):
    approved(library, "stretch")

    said = words_on(open_app(None))

    assert escape("Approved by Ada <b>, MD on 20 November 2026") in said
    assert "**The review of this page is not complete.** 1 of its 3 statements are approved." in said
    assert "Approved: not yet" in said


def test_an_article_is_approved_when_it_and_all_of_its_statements_are(open_app, library, monkeypatch):
    for name in library.statements:
        approved(library, name)
    own = {"status": "approved", "review": {"reviewer": "Bea", "credential": "PT", "date": "2026-11-21", "note": ""}}
    first, *rest = library.extra("articles")
    monkeypatch.setattr(Library, "extra", lambda self, name: [{**first, **own}, *rest])

    app = open_app(None)
    said = words_on(app)
    assert "**Approved by Bea, PT on 21 November 2026**, with all of its statements." in said
    assert "not yet" not in said

    approved_only_below = open_app(None, article="relaxants")
    assert "Approved: not yet" in words_on(approved_only_below)


def test_the_about_page_counts_what_is_approved(open_app, library):
    from spasm_qa.ui import places

    app = open_app(None)
    assert "So far no clinician has reviewed any statement" in words_on(app.switch_page(str(places.ABOUT)).run())
    approved(library, "stretch")

    assert "1 of 3 statements are approved; 0 are under review." in words_on(app.run())
