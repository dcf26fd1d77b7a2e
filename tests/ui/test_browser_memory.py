"""A reader's memory in a real browser: asked, kept, opened again from its address, reported, deleted; another browser sees none of it."""

import pytest
from test_browser import ANSWER, CHROMIUM, START, address, assert_accessible, sync_api  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path")]
QUESTION = "Does stretching before bed stop night leg cramps?"


@pytest.fixture
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def visit(browser, url, **options):
    page = browser.new_context(viewport={"width": 1280, "height": 900}, **options).new_page()
    page.goto(url)
    page.get_by_role("heading", name="Your conversations").wait_for(timeout=START * 1000)
    return page


def test_a_conversation_is_kept_for_its_browser_alone_and_deleted_for_good(browser, address):  # noqa: F811
    page = visit(browser, address)
    page.get_by_text("Nothing is kept yet").wait_for()
    (key,) = (each for each in page.context.cookies() if each["name"] == "spasm_qa_reader")
    assert (key["httpOnly"], key["sameSite"]) == (True, "Lax")
    assert key["value"] not in page.evaluate("document.cookie")

    field = page.get_by_placeholder("Ask about muscle spasms or leg cramps")
    field.fill(QUESTION)
    field.press("Enter")
    page.get_by_text("Was this helpful?").wait_for(timeout=ANSWER)
    page.wait_for_url("**/?thread=*")
    kept = page.url
    assert key["value"] not in kept
    assert_accessible(page)

    page.get_by_role("button", name="Save or copy").click()
    page.get_by_text("Copy with citations").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Report").first.click()
    page.get_by_text("It could hurt someone").click()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Thank you. People who look after the sources").wait_for()
    assert_accessible(page)

    other = visit(browser, kept)
    other.get_by_text("There is no such conversation").wait_for()
    assert other.get_by_text(QUESTION).count() == 0

    again = visit(browser, kept, storage_state=page.context.storage_state())
    again.get_by_text("Was this helpful?").wait_for()
    again.get_by_role("link", name="Sources").first.click()
    again.get_by_role("heading", name="Sources", exact=True).wait_for()
    again.get_by_test_id("stSidebar").get_by_role("button", name=QUESTION[:20]).click()
    again.get_by_text("Was this helpful?").wait_for()

    again.get_by_text("Keep, save, delete").click()
    again.get_by_role("button", name="Delete everything").click()
    again.get_by_role("dialog").get_by_role("button", name="Delete everything").click()
    again.get_by_text("Nothing is kept yet").wait_for()
    assert visit(browser, kept, storage_state=page.context.storage_state()).get_by_text(QUESTION).count() == 0


def test_the_conversations_fit_on_a_phone(browser, address):  # noqa: F811
    page = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark").new_page()
    page.goto(address)
    page.get_by_role("heading", name="In short").wait_for(timeout=START * 1000)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("heading", name="Your conversations").wait_for()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)


def test_a_statement_of_the_article_is_reported_on_a_phone(browser, address):  # noqa: F811
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(address)
    page.get_by_role("heading", name="In short").wait_for(timeout=START * 1000)
    page.get_by_role("button", name="Report").first.click()
    page.get_by_role("dialog").get_by_text("It is out of date").click()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Thank you. People who look after the sources").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)

    page.keyboard.press("Escape")
    page.get_by_role("button", name="Reported").first.wait_for()
