"""A real server in a process of its own, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from api_server import until_ready
from reportqa import Library

# CI machines have two cores for server, browser and tests.
expect.set_options(timeout=20_000)


@contextmanager
def site(folder: Path, before: str = "") -> Iterator[str]:
    """Serve a library as ``reportqa serve`` does, until the block ends; the address of the page.

    ``before`` is Python that runs in the server first.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = f"{before}\nfrom reportqa.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "-l", str(folder), "--port", str(port)]
    with subprocess.Popen(
        command,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            transport = httpx.HTTPTransport(retries=12)
            with httpx.Client(base_url=url, timeout=30, transport=transport) as client:
                until_ready(client)
            yield url
        finally:
            server.terminate()


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
    with site(library_folder) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium here; `make system` installs it")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
        )


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
