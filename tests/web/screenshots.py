"""Pictures of every page over the invented corpus, for the READMEs: ``make screenshots``."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from reportqa import Library
from reportqa.web.frame import PAGES
from web.asking import QUESTION
from web.serving import chromium, site

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screenshots"

SIZE = (1280, 860)
COLOURS = 128
"""So many are enough for text on paper, and make a picture a third as large."""

SHOWN = {
    "/": f"/?q={QUESTION}",
    "/commitments": "/commitments?place=禾岭县",
    "/precedents": "/precedents?topic=给老人办食堂",
    "/compare": "/compare?topic=老年食堂&places=禾岭县",
}
"""Where a page is shown with something in it; the others are shown as they open."""


def main() -> None:
    """Take a picture of each page of ``PAGES``, and of a report with its quote."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        library = Path(folder) / "library"
        with Library.open(library) as opened:
            opened.ingest([ROOT / "corpus"])
        with site(library) as served:
            browser = chromium(playwright)
            context = browser.new_context(
                base_url=served.address,
                viewport={"width": SIZE[0], "height": SIZE[1]},
                color_scheme="light",
            )
            page = context.new_page()
            for address, _, english in PAGES:
                page.goto(SHOWN.get(address, address))
                take(page, english.lower())
            page.goto(SHOWN["/"])
            page.locator(".cards .hit-link").first.click()
            page.locator("#quote").wait_for()
            take(page, "read")
            browser.close()


def take(page: Page, name: str) -> None:
    """Write a picture of the window as it is once nothing loads any more."""
    page.wait_for_load_state("networkidle")
    page.locator(".hint", has_text="正在").first.wait_for(state="detached")
    page.wait_for_timeout(1500)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = FOLDER / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
