"""What holds for every page: reports are text, two languages, any eyes, any width."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from reportqa.web.frame import PAGES
from small_library import report_text
from web.asking import QUESTION, ask
from web.uploads import uploaded

PLANTED = "<script>document.title='hacked'</script><img src=x onerror=alert(1)>`${alert(1)}`"
ADDRESSES = [*(address for address, *_ in PAGES), f"/?q={QUESTION}"]


def test_markup_in_a_report_is_shown_as_text(page: Page, address: str, tmp_path: Path) -> None:
    path = tmp_path / "落雁坪乡_2024.txt"
    path.write_text(report_text("落雁坪乡", 2024, deed=f"修通了{PLANTED}公路"), encoding="utf-8")
    report_id = uploaded(address, path)
    ask(page, "落雁坪乡2023年修通了什么公路？")
    expect(page.locator(".cards .card").first).to_contain_text(PLANTED)
    page.goto(f"/report/{report_id}")
    paragraph = page.locator(".report p", has_text=PLANTED)
    paragraph.click()
    expect(page.locator(".chosen-text")).to_contain_text(PLANTED)
    expect(page).not_to_have_title("hacked")


def test_the_page_speaks_english_where_that_is_chosen(page: Page) -> None:
    page.goto("/library")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="资料库")).to_be_visible()


def test_dark_stays_dark(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="浅色或深色").click()
    page.wait_for_function("Quasar.Dark.isActive")
    page.goto("/library")
    expect(page.get_by_role("heading", name="资料库")).to_be_visible()
    page.wait_for_function("Quasar.Dark.isActive")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", ADDRESSES)
def test_a_page_has_no_serious_violation_of_accessibility(
    page: Page, path: str, dark: bool
) -> None:
    page.add_init_script(f"localStorage.setItem('reportqa_dark', '{str(dark).lower()}')")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    check(page)


def test_a_report_has_no_serious_violation_of_accessibility(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".cards .card").first.get_by_role("link").click()
    page.locator(".report p[data-start]").nth(5).click()
    expect(page.locator(".beside.open")).to_be_visible()
    check(page)


@pytest.mark.parametrize("path", ADDRESSES)
def test_nothing_sticks_out_on_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def check(page: Page) -> None:
    """Fail for what axe finds serious."""
    found = Axe().run(page).response["violations"]
    serious = [
        (rule["id"], [node["html"] for node in rule["nodes"]])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == []
