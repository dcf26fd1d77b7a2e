"""What is not current is said beside the citation, and which list of retractions was used, on two pages."""

from dataclasses import replace

import pytest
from page_fakes import TRIAL, answer, ask, words_on

from spasm_qa.answer.render import to_markdown
from spasm_qa.library import Library, LibraryWriter
from spasm_qa.serialise import reply_dict
from spasm_qa.ui import places

OLD = replace(TRIAL, status="superseded", superseded_by="NG59", review_by="2020-02-01")


def test_a_superseded_source_is_flagged_beside_its_citation_without_a_click(open_app, library) -> None:
    app = ask(open_app(answer(library, cited=(OLD,))))

    assert not app.exception
    beside = [each.value for each in app.caption if "material/history" in each.value]
    assert beside == [
        r":material/history: \[1\] This source is superseded: see NG59.",
        r":material/history: \[1\] This source is past its review date of 1 February 2020.",
    ]


def test_a_current_source_has_no_flag(open_app, library) -> None:
    assert "material/history" not in words_on(ask(open_app(answer(library))))


def test_exports_and_programs_are_told_too(library) -> None:
    reply = answer(library, cited=(OLD,))

    assert "**This source is superseded: see NG59.**" in to_markdown(reply)
    assert reply_dict(reply)["references"][0]["currency"][0] == "This source is superseded: see NG59."


@pytest.mark.parametrize("page", [places.SOURCES, places.ABOUT])
def test_without_a_list_of_retractions_that_is_said(open_app, page) -> None:
    app = open_app(None)
    app.switch_page(str(page)).run()

    assert "No dated list of retractions was loaded here" in words_on(app)


@pytest.mark.parametrize("page", [places.SOURCES, places.ABOUT])
def test_the_date_of_the_list_is_visible(open_app, page, tmp_path, monkeypatch) -> None:
    writer = LibraryWriter(tmp_path / "listed.sqlite")
    snapshot = {"name": "status.yaml", "date": "2020-01-05", "entries": 12, "matched": 1}
    writer.finish({"references": [replace(OLD, status="retracted")], "snapshots": [snapshot]})
    listed = Library(tmp_path / "listed.sqlite")
    app = open_app(None)
    monkeypatch.setattr("spasm_qa.ui.resources.library", lambda: listed)
    app.switch_page(str(page)).run()

    said = words_on(app)
    assert "list of retracted and replaced works of 5 January 2020 (12 entries, 1 of our sources among them)" in said
    assert "more than 180 days ago" in said
    assert page is places.ABOUT or "This source was retracted: see NG59. It is not used in answers." in said
