"""A real server in a process of its own, and Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Playwright

from api_server import until_ready


@dataclass(frozen=True, slots=True)
class Site:
    """A server under ``address``, in the process ``pid``."""

    address: str
    pid: int


@contextmanager
def site(folder: Path, before: str = "") -> Iterator[Site]:
    """Serve a library as ``reportqa serve`` does, until the block ends.

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
            yield Site(url, server.pid)
        finally:
            server.terminate()


def chromium(playwright: Playwright) -> Browser:
    """Debian's Chromium without a window, which asks nobody for anything."""
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
    )
