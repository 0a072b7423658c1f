"""The page that compares reports, in the browser."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accessibility import serious_violations

TOPIC = "老年食堂"


def compare(page: Page, chosen: str = "") -> None:
    """Open the comparison of a topic, and wait until it is there."""
    page.goto(f"/compare?topic={TOPIC}{chosen}")
    expect(page.locator(".counted")).to_be_visible()


def asked_of_api(address: str, **chosen: object) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.post(
        f"{address}/v1/compare", json={"topic": TOPIC, **chosen}, timeout=30
    ).json()
    return answer


def test_every_report_has_a_line_with_its_quotes_or_is_told_to_say_nothing(
    page: Page, address: str
) -> None:
    answer = asked_of_api(address, places=["禾岭县", "白鹭渡镇"])
    compare(page, "&places=禾岭县&places=白鹭渡镇")
    expected = {
        (row["report"]["place"], str(row["report"]["delivered_year"])): [
            passage["quote"] for passage in row["passages"]
        ]
        for row in answer["rows"]
    } | {(one["place"], str(one["delivered_year"])): [] for one in answer["unmentioned"]}
    shown = {}
    for row in page.locator(".compared tbody tr").all():
        place, year = row.locator("th").inner_text(), row.locator("td").first.inner_text()
        shown[place, year] = row.locator(".quote").all_inner_texts()
        if not shown[place, year]:
            expect(row).to_contain_text("未提及")
    assert shown == expected
    assert [] in shown.values()


def test_the_count_is_told_with_the_reports_that_make_it(page: Page, address: str) -> None:
    answer = asked_of_api(address)
    compare(page)
    said, silent = len(answer["rows"]), len(answer["unmentioned"])
    expect(page.locator(".counted")).to_have_text(
        f"查了 {said + silent} 份报告：{said} 份提到，{silent} 份未提及。"
    )
    names = page.locator(".counted ~ .hint").all_inner_texts()
    assert names[0].startswith("提到：")
    assert names[1].startswith("未提及：")
    for report in answer["unmentioned"]:
        assert report["place"] in names[1]


def test_a_figure_is_shown_at_a_glance_where_places_and_years_meet(page: Page) -> None:
    compare(page)
    head = page.locator(".glance thead th").all_inner_texts()
    row = page.locator(".glance tbody tr").filter(has_text="禾岭县")
    cell = row.locator("td").nth(head.index("2023") - 1)
    expect(cell).to_contain_text("24个")
    cell.get_by_role("link").click()
    expect(page.locator("#quote")).to_contain_text("老年食堂24个")


def test_a_quote_leads_to_its_place_highlighted_in_the_report(page: Page) -> None:
    compare(page)
    link = page.locator(".compared .quote").nth(2)
    quote = link.inner_text()
    link.click()
    shown = page.locator("#quote")
    expect(shown).to_have_text(quote)
    expect(shown).to_be_in_viewport()


def test_places_and_years_are_chosen_on_the_page_and_stand_in_the_address(page: Page) -> None:
    page.goto("/compare")
    page.get_by_label("主题").fill(TOPIC)
    page.get_by_label("地区").fill("禾岭")
    page.get_by_role("option", name="禾岭县").click()
    page.keyboard.press("Escape")
    page.get_by_label("年份").click()
    page.get_by_role("option", name="2023").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="对比").click()
    expect(page.locator(".compared tbody tr")).to_have_count(1)
    chosen = "['topic', 'places', 'years'].map((n) => new URL(location).searchParams.getAll(n))"
    assert page.evaluate(chosen) == [[TOPIC], ["禾岭县"], ["2023"]]
    page.reload()
    expect(page.locator(".compared tbody tr")).to_have_count(1)
    expect(page.locator(".q-chip")).to_contain_text(["禾岭县", "2023"])


def test_the_exported_csv_is_the_library_s_own_table(page: Page, address: str) -> None:
    compare(page, "&places=禾岭县")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    asked = {"topic": TOPIC, "places": ["禾岭县"]}
    table = httpx.post(f"{address}/v1/compare?format=csv", json=asked, timeout=30)
    assert Path(download.value.path()).read_bytes() == table.content


def test_the_exported_workbook_has_the_same_rows(page: Page, address: str, tmp_path: Path) -> None:
    compare(page, "&places=禾岭县")
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    path = tmp_path / "compared.xlsx"
    download.value.save_as(path)
    rows = [[str(cell or "") for cell in row] for row in load_workbook(path).active.values]
    asked = {"topic": TOPIC, "places": ["禾岭县"]}
    table = httpx.post(f"{address}/v1/compare?format=csv", json=asked, timeout=30)
    assert rows == list(csv.reader(table.content.decode("utf-8-sig").splitlines(keepends=True)))


def test_a_place_that_is_not_held_is_named(page: Page) -> None:
    page.goto(f"/compare?topic={TOPIC}&places=重庆市")
    expect(page.locator(".note").first).to_contain_text("没有“重庆市”的报告")
    expect(page.get_by_text("没有可比较的报告。")).to_be_visible()


def test_the_page_speaks_english_where_that_is_chosen(page: Page) -> None:
    compare(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".counted")).to_contain_text("reports searched")
    expect(page.locator(".compared .silent").first).to_have_text("not mentioned")


def test_a_phone_shows_the_whole_page_without_scrolling_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    compare(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("dark", [False, True])
def test_a_page_has_no_serious_violation_of_accessibility(page: Page, dark: bool) -> None:
    page.add_init_script(f"localStorage.setItem('reportqa_dark', '{str(dark).lower()}')")
    compare(page, "&places=禾岭县&places=白鹭渡镇")
    page.wait_for_load_state("networkidle")
    assert serious_violations(page) == []
