"""A real server in a process of its own, and a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from reportqa import Library
from web.serving import chromium, site

# CI machines have two cores for server, browser and tests.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def library_folder(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the sample corpus that the tests here may add to."""
    folder = tmp_path_factory.mktemp("site") / "library"
    with Library.open(folder) as library:
        library.ingest([corpus])
    return folder


@pytest.fixture(scope="session")
def address(library_folder: Path) -> Iterator[str]:
    """The page over that library."""
    with site(library_folder) as served:
        yield served.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    if shutil.which("chromium") is None:
        pytest.skip("no Chromium here; `make system` installs it")
    with sync_playwright() as playwright:
        yield chromium(playwright)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page whose requests all stay on the server, and that has no error in its console."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    errors: list[str] = []
    strays: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    def asked(request: Request) -> None:
        if urlsplit(request.url).netloc not in (urlsplit(address).netloc, ""):
            strays.append(request.url)

    opened.on("console", heard)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", asked)
    yield opened
    context.close()
    assert not strays
    assert not errors
