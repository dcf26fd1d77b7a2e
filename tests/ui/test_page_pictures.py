"""PDF documents on the Sources page: the cited page with its words marked, its neighbours, and text when there is no picture."""

from io import BytesIO

import pytest
from page_fakes import words_on
from reportlab.pdfgen import canvas

from ingest.formats import Options, read_file
from ingest.keep import keep
from ingest.split import split
from spasm_qa.library import Library, LibraryWriter
from spasm_qa.settings import Settings
from spasm_qa.types import Passage
from spasm_qa.ui import places, resources

PAGES = ["Stretching the calf helps many people at night.", "Walking about helps others in the day.", "Heat was not tested."]


@pytest.fixture
def guideline(tmp_path, monkeypatch):
    """A library with a PDF of three pages whose copy is kept."""
    stream = BytesIO()
    paper = canvas.Canvas(stream)
    for text in PAGES:
        paper.drawString(72, 700, text)
        paper.showPage()
    paper.save()
    path = tmp_path / "guideline.pdf"
    path.write_bytes(stream.getvalue())
    settings = Settings(home=tmp_path / "home")
    digest = keep(path, settings.index / "files")
    (item,) = read_file(path, Options())
    from dataclasses import replace

    document = replace(item.document, file=digest)
    writer = LibraryWriter(tmp_path / "own.sqlite")
    passages = list(split(document))
    writer.add(document, item.reference, passages, [])
    writer.finish({})
    library = Library(tmp_path / "own.sqlite")
    monkeypatch.setattr(resources, "settings", lambda: settings)
    return library, passages, settings.index / "files" / f"{digest}.pdf"


@pytest.fixture
def open_guideline(open_app, monkeypatch, guideline):
    def start(passage: Passage | None, **address):
        app = open_app(None)
        monkeypatch.setattr(resources, "library", lambda: guideline[0])
        app.switch_page(str(places.SOURCES))
        app.query_params["source"] = "guideline.pdf"
        if passage:
            app.query_params["passage"] = passage.key
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return start


def ways(app) -> list[str]:
    return [link.label for link in app.get("page_link") if "page" in link.label.lower()]


def pictures(app) -> list[str]:
    return [image.proto.imgs[0].alt for image in app.get("image")]


def test_the_cited_page_is_drawn_with_its_words_marked_and_described(open_guideline, guideline) -> None:
    passage = guideline[1][1]
    app = open_guideline(passage, span="0-13")

    assert not app.exception
    said = words_on(app)
    assert "**Page 2 of 3**" in said
    assert "marked with a coloured ground and a line around them" in said
    assert ways(app) == ["Page before", "Page after"]
    assert pictures(app) == ["Page 2 of Guideline. Marked on it: Walking about"]
    assert ":orange-background[**Walking about**]" in said  # and the text below, always


def test_the_neighbours_of_a_page_can_be_turned_to(open_guideline, guideline) -> None:
    app = open_guideline(guideline[1][1], span="0-13", page="3")

    assert "**Page 3 of 3**" in words_on(app)
    assert "coloured ground and a line" not in words_on(app)
    assert "could not be placed" not in words_on(app)
    assert ways(app) == ["Page before", "Back to the cited page"]


@pytest.mark.parametrize("page", ["0", "4", "-1", "x", "²", "9" * 50])
def test_a_page_that_is_none_shows_the_cited_one(open_guideline, guideline, page) -> None:
    app = open_guideline(guideline[1][1], span="0-13", page=page)

    assert not app.exception
    assert "**Page 2 of 3**" in words_on(app)


def test_without_a_passage_the_first_page_is_shown(open_guideline) -> None:
    app = open_guideline(None)

    assert "**Page 1 of 3**" in words_on(app)
    assert ways(app) == ["Page after"]


def test_words_that_cannot_be_placed_are_not_marked_and_that_is_said(open_guideline, guideline, monkeypatch) -> None:
    from spasm_qa.pdf.place import Sought
    from spasm_qa.ui import page

    monkeypatch.setattr(page, "words_on", lambda *_: Sought("words of another edition"))
    said = words_on(open_guideline(guideline[1][1], span="0-13"))

    assert "could not be placed exactly on this page, so nothing is marked" in said
    assert ":orange-background[**Walking about**]" in said


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        pytest.param(lambda path: path.unlink(), "is not there", id="gone"),
        pytest.param(lambda path: path.write_bytes(b"%PDF-1.7"), "was changed after it was read", id="changed"),
    ],
)
def test_without_its_file_a_document_is_shown_as_text_with_a_word(open_guideline, guideline, harm, reason) -> None:
    harm(guideline[2])
    app = open_guideline(guideline[1][1], span="0-13")

    assert not app.exception
    assert reason in words_on(app)
    assert pictures(app) == []
    assert ":orange-background[**Walking about**]" in words_on(app)
