"""The real app in a real browser: from a question to the marked words of its source, with no serious fault of accessibility."""

import shutil
from collections.abc import Iterator

import pytest

from spasm_qa.evaluate.app_server import AppServer

START = 240  # seconds for a first start, which builds the index
ANSWER = 120_000  # milliseconds for a first answer, which loads the model
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path")]


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """Start the app with an empty home; it builds its index by itself."""
    home = tmp_path_factory.mktemp("home")
    with AppServer(home / "log", {"SPASM_QA_HOME": str(home)}) as server:
        yield server.address


@pytest.fixture
def page(address):
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(address)
        page.get_by_role("heading", name="In short").wait_for(timeout=START * 1000)
        yield page
        browser.close()


def assert_accessible(page) -> None:
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=ANSWER)  # what is drawn again is pale until then
    page.wait_for_timeout(1000)  # fades end
    found = axe_api.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in found if v["impact"] in ("serious", "critical")] == []


def test_from_a_question_to_the_marked_words_of_its_source(page):
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    field = page.get_by_placeholder("Ask about muscle spasms or leg cramps")
    field.fill("Does stretching before bed stop night leg cramps?")
    field.press("Enter")
    reply = page.get_by_label("Chat message from assistant").last
    reply.get_by_text("References (").wait_for(timeout=ANSWER)
    assert_accessible(page)

    citation = reply.get_by_role("button", name="[1]").first
    citation.press("Enter")
    opened = page.get_by_test_id("stPopoverBody")
    quote = opened.get_by_test_id("stText").first.inner_text()
    assert_accessible(page)
    opened.get_by_role("link", name="See it on the Sources page").click()

    page.wait_for_url("**/sources?source=*")
    page.get_by_text("The quoted words are marked").wait_for()
    assert quote in page.locator("span.stMarkdownColoredBackground").first.inner_text()
    assert_accessible(page)

    page.get_by_role("link", name="All sources").click()
    page.get_by_role("heading", name="Sources", exact=True).wait_for()
    assert_accessible(page)
