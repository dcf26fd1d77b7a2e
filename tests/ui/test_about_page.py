import tomllib

import pytest
from page_fakes import APP, words_on

from spasm_qa.settings import Settings
from spasm_qa.types import DISCLAIMER
from spasm_qa.ui import places, resources


def test_about_says_who_how_and_what_for(open_app):
    app = open_app(None)
    app.switch_page(str(places.ABOUT)).run()

    assert not app.exception
    said = words_on(app)
    for each in (
        "spasm-qa maintainers",
        "Funding:** none",
        "conflicts of interest:** none",
        "no clinician has reviewed",
        "abc123",
        DISCLAIMER,
    ):
        assert each in said


def test_about_has_every_part_of_an_editorial_policy(open_app):
    app = open_app(None)
    app.switch_page(str(places.ABOUT)).run()

    assert [each.value for each in app.header] == [
        "How an answer is made",
        "What it is not",
        "What gets in",
        "How review works",
        "Who is behind it",
        "Limits of the data",
        "Report an error",
        "Your privacy",
        "This version",
    ]


@pytest.mark.parametrize(("remember", "said"), [(True, "until you delete them"), (False, "Keeping conversations is switched off here")])
def test_about_says_what_is_kept(open_app, monkeypatch, tmp_path, remember, said):
    monkeypatch.setattr(resources, "settings", lambda: Settings(home=tmp_path, remember=remember))
    app = open_app(None)
    app.switch_page(str(places.ABOUT)).run()

    assert said in " ".join(words_on(app).split())


def test_the_app_collects_nothing_and_shows_no_traceback():
    config = tomllib.loads((APP.parent / ".streamlit" / "config.toml").read_text())

    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"


def test_the_entry_file_is_short():
    assert len(APP.read_text().splitlines()) < 30
