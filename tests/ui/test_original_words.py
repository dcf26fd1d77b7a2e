"""The original's words beside our summary, on the Sources page."""

import pytest
from page_fakes import words_on

from spasm_qa.errors import IndexStale
from spasm_qa.library import Library, LibraryWriter
from spasm_qa.types import Document, Hit, Passage, Reference
from spasm_qa.ui import places, resources

WORDS = "Stretching of the calf for six weeks reduced cramps by 1.2 a night (95% CI 0.6 to 1.8)."


@pytest.fixture
def open_source(open_app, monkeypatch, tmp_path):
    """Open the Sources page on a trial whose original lies there; `found` is what the index finds in it, or an error."""
    from page_fakes import LABEL, TRIAL, passages

    document, cut, statements = passages()
    text = f"Results\n\n{WORDS}\n\nFunding by nobody."
    paper = Document("original/trial-1/x", "The paper", text, "trial-1", "trial-1--pmc.xml", ((0, "Results"),))
    passage = Passage(paper.id, 9, 9 + len(WORDS), WORDS, "Results")
    record = Reference(paper.id, "trial", "The paper *itself*", "A. Author", 2012, licence="CC BY 4.0", added="2026-11-20")
    writer = LibraryWriter(tmp_path / "with-original.sqlite")
    writer.add(document, None, cut, statements)
    writer.add(paper, record, [passage], [])
    writer.finish({"references": [TRIAL, LABEL]})
    library = Library(tmp_path / "with-original.sqlite")

    def start(found, source="trial-1", **address):
        def originals(key, name):
            if isinstance(found, Exception):
                raise found
            return [Hit(passage, found)] if found else []

        app = open_app(None)
        monkeypatch.setattr(resources, "library", lambda: library)
        monkeypatch.setattr(resources, "originals", originals)
        app.switch_page(str(places.SOURCES))
        for name, value in {"source": source, **address}.items():
            app.query_params[name] = value
        return app.run()

    start.passage = passage
    return start


def test_the_nearest_words_stand_beside_the_summary_with_licence_and_date(open_source) -> None:
    app = open_source(0.8)

    assert not app.exception
    said = words_on(app)
    assert WORDS in [text.value for text in app.text]
    assert "Original words" in said
    assert r"The paper \*itself\*" in said
    assert "Licence: CC BY 4.0" in said
    assert "fetched on 20 November 2026" in said
    assert "See it in the original's text" in [link.label for link in app.get("page_link")]
    assert "The whole text" not in [each.label for each in app.expander]


def test_when_nothing_is_near_that_is_said(open_source) -> None:
    for found in (0.3, None):
        said = words_on(open_source(found))
        assert "Nothing in the fetched original is near enough" in said
        assert WORDS not in said


def test_the_place_in_the_original_is_shown_with_its_words_marked(open_source) -> None:
    app = open_source(0.8, passage=open_source.passage.key, span=f"0-{len(WORDS)}")

    assert "The original" in [header.value for header in app.header]
    assert any("orange-background" in each.value and "Stretching of the calf" in each.value for each in app.markdown)
    assert "The whole text" not in [each.label for each in app.expander]


def test_a_source_without_an_original_asks_no_index(open_source) -> None:
    app = open_source(AssertionError("must not be asked"), source="label-1")

    assert not app.exception
    assert "Original words" not in words_on(app)


def test_an_index_that_cannot_be_searched_leaves_the_page_standing(open_source) -> None:
    app = open_source(IndexStale("The vectors are damaged."))

    assert not app.exception
    assert "The original cannot be searched now: The vectors are damaged." in words_on(app)
    assert "What we take from it (2)" in words_on(app)
