"""What tests of the real thing share: a Prefect server on loopback with a database of its own, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from prefect.testing.utilities import prefect_test_harness

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Open = Callable[..., "Page"]


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")  # its first write raises "database is locked"
    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window; without one, or without playwright, the test is skipped with a word."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: no browser is driven")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium here: no browser is driven")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_report(browser: Browser) -> Iterator[Open]:
    """Open a page; at the end it must have asked for nothing but itself, and complained of nothing."""
    asked: list[str] = []
    wrong: list[str] = []
    contexts = []

    def opened(path: Path, width: int = 1280, address: str = "", **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        _listen(page, asked, wrong)
        page.goto(path.as_uri() + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
    assert {url.split("/")[-1] for url in asked} <= {"report.html"}


def _listen(page: Page, asked: list[str], wrong: list[str]) -> None:
    def hear_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(message.text)

    def hear_dialog(dialog: Dialog) -> None:
        wrong.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    page.on("request", lambda request: asked.append(request.url.split("#")[0]))
    page.on("console", hear_console)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", hear_dialog)
