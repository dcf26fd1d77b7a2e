"""A PDF of one's own in a real browser, on a phone: the cited page with its words marked, the next page, the way back."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from reportlab.pdfgen import canvas
from test_browser import CHROMIUM, assert_accessible, sync_api

from ingest.build import update
from spasm_qa.evaluate.app_server import AppServer
from spasm_qa.index import LIBRARY_FILE, read_manifest
from spasm_qa.library import Library
from spasm_qa.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path")]


@pytest.fixture(scope="module")
def cited(tmp_path_factory, tiny) -> Iterator[str]:
    """Start the app on the tiny corpus and a PDF of two pages; give the address of the PDF's first passage."""
    folder, home = tmp_path_factory.mktemp("guideline"), tmp_path_factory.mktemp("home")
    stream = BytesIO()
    paper = canvas.Canvas(stream)
    for text in ("Stretch the calf against a wall every evening.", "Walk about in the day."):
        paper.drawString(72, 700, text)
        paper.showPage()
    paper.save()
    (folder / "guideline.pdf").write_bytes(stream.getvalue())
    settings = Settings(home=home, corpus=tiny)
    update([folder], None, settings)
    library = Library(settings.index / str(read_manifest(settings.index)["build"]) / LIBRARY_FILE)
    key = next(key for key, document in library.documents_of().items() if document == "guideline.pdf")
    with AppServer(home / "log", {"SPASM_QA_HOME": str(home), "SPASM_QA_CORPUS": str(tiny)}) as server:
        yield f"{server.address}/sources?source=guideline.pdf&passage={key}&span=0-16"


def test_the_cited_page_is_a_picture_with_its_words_marked_and_can_be_turned(cited) -> None:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(cited)

        picture = page.get_by_role("img", name="Marked on it: Stretch the calf")
        picture.wait_for(timeout=60_000)
        page.get_by_text("The quoted words are marked with a coloured ground").wait_for()
        assert picture.evaluate("each => each.naturalWidth") > 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert_accessible(page)

        page.get_by_role("link", name="Page after").click()
        page.get_by_role("img", name="Page 2 of").wait_for()
        assert page.get_by_text("could not be placed").count() == 0
        page.get_by_role("link", name="Back to the cited page").click()
        picture.wait_for()
        browser.close()
