"""The Desk in a real browser: from a token to an approval that readers see, and sign-in at a real provider on this machine."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from test_browser import ANSWER, CHROMIUM, START, assert_accessible, sync_api

from spasm_qa.review.log import chain_fault, read_export
from spasm_qa.settings import REPOSITORY

pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path")]
PROVIDER = Path(__file__).with_name("oidc_provider.py")
CLIENT, SECRET = "spasm-qa-test", "not a secret"
BUILD = 120_000  # milliseconds in which a tiny corpus is built anew


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.3)
    pytest.fail("the server did not start within a minute")


@contextmanager
def running(command: list[str], environment: dict[str, str], url: str, log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        wait_for(url)
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def app(folder: Path, corpus: Path, *options: str, port: int = 0, **settings: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Start the app on a corpus of its own; yields its address and its environment."""
    port = port or free_port()
    environment = {**os.environ, "SPASM_QA_HOME": str(folder / "home"), "SPASM_QA_CORPUS": str(corpus), **settings}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address=127.0.0.1", f"--server.port={port}", *options]
    with running(command, environment, f"http://127.0.0.1:{port}/_stcore/health", folder / "log"):
        yield f"http://127.0.0.1:{port}", environment


@pytest.fixture
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def fill(page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.get_by_label(label).press("Enter")
    page.wait_for_timeout(700)


def test_from_a_token_to_an_approval_that_readers_see_until_the_text_is_edited(browser, corpus, tmp_path):
    with app(tmp_path, corpus) as (address, environment):
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(f"{address}/desk?role=reviewer")
        page.get_by_role("button", name="Open the Desk").wait_for(timeout=START * 1000)
        assert_accessible(page)
        token = subprocess.run(
            [sys.executable, "-m", "spasm_qa.cli", "desk-token", "--role", "reviewer"],
            env=environment, capture_output=True, text=True, check=True, timeout=60,
        ).stdout.strip()  # fmt: skip
        page.get_by_label("One-time token").fill(token)
        page.get_by_role("button", name="Open the Desk").click()
        page.get_by_text("19 of 19 texts").wait_for(timeout=START * 1000)
        assert_accessible(page)
        fill(page, "Your name", "Ada Lovelace")
        fill(page, "Your credential", "MD")

        fill(page, "Search ids, titles and texts", "stretch-nightly")
        page.get_by_role("button", name="Open stretch-nightly").press("Enter")
        page.get_by_role("button", name="Take for review").press("Enter")
        page.get_by_role("textbox", name="Note").fill("Compared with the results.")
        page.get_by_role("button", name="Approve").press("Enter")
        page.get_by_text("Approved by Ada Lovelace, MD on").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert_accessible(page)

        page.get_by_role("button", name="Back to the queue").press("Enter")
        page.get_by_role("button", name="Publish", exact=True).or_(page.get_by_role("radio", name="Publish", exact=True)).click()
        page.get_by_role("button", name="Publish to the app").press("Enter")
        page.get_by_text("Published: the app shows it now.").wait_for(timeout=BUILD)
        assert_accessible(page)
        page.get_by_role("button", name="Log", exact=True).or_(page.get_by_role("radio", name="Log", exact=True)).click()
        page.get_by_text("3 lines, unbroken.").wait_for()
        with page.expect_download() as download:
            page.get_by_role("button", name="Export the log").click()
        exported = read_export(Path(download.value.path()).read_text(encoding="utf-8"))
        assert [event.action for event in exported] == ["take", "approve", "publish"]
        assert chain_fault(exported) == ""

        line = json.loads((corpus / "approvals.jsonl").read_text(encoding="utf-8"))
        assert (line["subject"], line["reviewer"], line["credential"]) == ("statement:stretch-nightly", "Ada Lovelace", "MD")
        reader = browser.new_page()
        reader.goto(address)
        reader.get_by_text("1 of its 4 statements are approved.").wait_for()
        reader.get_by_text("Approved by Ada Lovelace, MD on").first.wait_for()
        assert reader.get_by_role("link", name="Desk").count() == 0
        reader.goto(f"{address}/desk")
        reader.get_by_role("button", name="Open the Desk").wait_for()
        assert reader.get_by_text("of 19 texts").count() == 0

    sheet = corpus / "statements" / "stretching.md"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("after six weeks.", "after seven weeks."), encoding="utf-8")
    with app(tmp_path, corpus) as (address, _):
        page = browser.new_page()
        for _ in range(20):  # the first page shows the last build while the new one is made behind it
            page.goto(address)
            page.get_by_role("heading", name="In short").wait_for(timeout=START * 1000)
            if page.get_by_text("after seven weeks").count():
                break
            page.wait_for_timeout(2000)
        page.get_by_text("after seven weeks").first.wait_for()
        page.get_by_text("No clinician has reviewed this page.").wait_for()
        assert page.get_by_text("Approved by").count() == 0


@pytest.fixture(scope="module")
def signed_in_app(tmp_path_factory, tiny) -> Iterator[str]:
    """The app with sign-in at a provider that runs beside it."""
    folder = tmp_path_factory.mktemp("oidc")
    corpus = Path(shutil.copytree(tiny, folder / "corpus"))
    port, provider = free_port(), free_port()
    redirect = f"http://127.0.0.1:{port}/oauth2callback"
    secrets = folder / "secrets.toml"
    issuer = f"http://127.0.0.1:{provider}"
    values = {
        "redirect_uri": redirect,
        "cookie_secret": "only for this test, and long enough",
        "client_id": CLIENT,
        "client_secret": SECRET,
        "server_metadata_url": f"{issuer}/.well-known/openid-configuration",
    }
    secrets.write_text("[auth]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()), encoding="utf-8")
    command = [sys.executable, str(PROVIDER), str(provider), CLIENT, SECRET, redirect]
    people = {"SPASM_QA_REVIEWERS": "Ada@Example.org", "SPASM_QA_EDITORS": "eve@example.org"}
    with (
        running(command, dict(os.environ), f"{issuer}/jwks", folder / "provider-log"),
        app(folder, corpus, f"--secrets.files={secrets}", port=port, **people) as (address, _),
    ):
        yield address


def sign_in(browser, address: str, account: str):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/desk")
    page.get_by_role("button", name="Sign in").click(timeout=START * 1000)
    page.get_by_role("link", name=account, exact=True).click()
    page.wait_for_url(f"{address}/**")
    page.goto(f"{address}/desk")
    return page


@pytest.mark.parametrize(("account", "role"), [("ada@example.org", "reviewer"), ("eve@example.org", "editor")])
def test_sign_in_opens_the_desk_by_role(browser, signed_in_app, account, role):
    page = sign_in(browser, signed_in_app, account)

    page.get_by_text("19 of 19 texts").wait_for(timeout=START * 1000)
    page.get_by_text(f"({role})").first.wait_for()
    assert page.get_by_role("link", name="Desk").count() == 1
    assert page.get_by_label("One-time token").count() == 0


@pytest.mark.parametrize("account", ["someone@example.org", "unverified"])
def test_who_signs_in_without_a_part_is_refused(browser, signed_in_app, account):
    page = sign_in(browser, signed_in_app, account)

    page.get_by_text("your address is not that of a reviewer or editor").wait_for(timeout=START * 1000)
    assert page.get_by_text("of 19 texts").count() == 0
    assert page.get_by_role("link", name="Desk").count() == 0


def test_a_forged_cookie_is_not_a_sign_in(browser, signed_in_app):
    context = browser.new_context()
    user = json.dumps({"is_logged_in": True, "email": "ada@example.org", "email_verified": True, "origin": signed_in_app})
    context.add_cookies([{"name": "_streamlit_user", "value": user.encode().hex(), "url": signed_in_app}])
    page = context.new_page()
    page.goto(f"{signed_in_app}/desk?email=ada@example.org")

    page.get_by_role("button", name="Sign in").wait_for(timeout=START * 1000)
    assert page.get_by_text("of 19 texts").count() == 0


def test_a_reader_who_signs_in_finds_conversations_in_another_browser(browser, signed_in_app):
    def come():
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(signed_in_app)
        page.get_by_test_id("stSidebar").get_by_role("button", name="Sign in").click(timeout=START * 1000)
        page.get_by_role("link", name="someone@example.org", exact=True).click()
        page.get_by_text("These go with your sign-in.").wait_for(timeout=START * 1000)
        return page

    page = come()
    field = page.get_by_placeholder("Ask about muscle spasms or leg cramps")
    field.fill("Does stretching before bed stop night leg cramps?")
    field.press("Enter")
    page.get_by_text("Was this helpful?").wait_for(timeout=ANSWER)
    assert page.get_by_role("link", name="Desk").count() == 0

    again = come()
    again.get_by_test_id("stSidebar").get_by_role("button", name="Does stretching").click()
    again.get_by_text("Was this helpful?").wait_for()
    again.get_by_role("button", name="Sign out").click()
    again.get_by_text("Nothing is kept yet").wait_for(timeout=START * 1000)
