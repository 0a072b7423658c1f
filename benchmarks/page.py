"""How soon the first page can be used, and what open pages cost the server; on a quiet machine.

PYTHONPATH=src:tests python -m benchmarks.page LIBRARY
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

from web.asking import QUESTION
from web.serving import chromium, site

LOADS = 7
OPEN = 20


def main(library: Path) -> None:
    """Print both for the server of a library that is ready to search."""
    with site(library) as served, sync_playwright() as playwright:
        browser = chromium(playwright)
        seconds = []
        for _ in range(LOADS):
            # A new profile each time: nothing is in the browser's cache.
            context = browser.new_context(base_url=served.address)
            page = context.new_page()
            started = time.perf_counter()
            page.goto("/")
            page.get_by_label("问题").fill(QUESTION)
            seconds.append(time.perf_counter() - started)
            context.close()
        print(f"first page usable: median {statistics.median(seconds):.2f} s of {LOADS}")

        reports = httpx.get(f"{served.address}/v1/reports").json()["reports"]
        addresses = [f"/?q={QUESTION}", f"/report/{reports[0]['id']}", "/library"]
        context = browser.new_context(base_url=served.address)
        pages = [context.new_page() for _ in range(OPEN)]
        pages[0].goto(addresses[0])
        pages[0].locator(".answer-page").wait_for()
        print(f"server with one page: {resident(served.pid):.0f} MiB")
        for number, page in enumerate(pages):
            page.goto(addresses[number % len(addresses)])
            page.locator(".answer-page, .report p, .matrix").first.wait_for()
        print(f"server with {OPEN} pages: {resident(served.pid):.0f} MiB")
        browser.close()


def resident(pid: int) -> float:
    """The memory of a process, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found is not None
    return int(found[1]) / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
