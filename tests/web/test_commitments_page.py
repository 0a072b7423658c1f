"""What an office sees and does with promises and what became of them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, ViewportSize, expect

from reportqa import Library
from reportqa.commitments.export import table
from reportqa.commitments.ledger import Ledger
from reportqa.commitments.series import series
from reportqa.commitments.verdict import VERDICT_NAMES, Verdict
from small_library import report_text

PLACE = "柳桥铺镇"
ROWS = ".ledger-grid .ag-center-cols-container .ag-row"
TALL: ViewportSize = {"width": 1280, "height": 4000}
"""High enough for the grid to draw all its rows."""


@pytest.fixture(scope="module")
def ledger(library: Library) -> Ledger:
    """The ledger that the page shows for the place when no years are chosen."""
    return library.commitments(PLACE)


def open_ledger(page: Page, place: str = PLACE, years: str = "") -> Locator:
    """Open the page of a place; the rows of its grid."""
    page.goto(f"/commitments?place={place}{years}")
    rows = page.locator(ROWS)
    expect(rows.first).to_be_visible()
    return rows


def cell(row: Locator, column: str) -> str:
    """The text of a row's cell."""
    return row.locator(f"[col-id={column}]").inner_text()


def open_row(page: Page, indicator: str) -> Locator:
    """Open the panel of the commitment with this indicator."""
    page.locator(ROWS).filter(has_text=indicator).first.click()
    panel = page.locator(".entry-body")
    expect(panel.get_by_role("heading", name=indicator)).to_be_visible()
    return panel


def of_verdict(ledger: Ledger, verdict: Verdict) -> list[str]:
    """The indicators of the commitments with a verdict."""
    return [e.commitment.indicator for e in ledger.checkable if e.verdict is verdict]


def upload(address: str, name: str, text: str) -> None:
    """Add a report to the library that is served."""
    job = httpx.post(f"{address}/v1/reports", files={"files": (name, text.encode())}).json()
    while (job := httpx.get(f"{address}/v1/jobs/{job['id']}").json())["state"] != "done":
        assert job["state"] != "failed"


def test_the_grid_shows_the_ledger_of_the_latest_two_reports(page: Page, ledger: Ledger) -> None:
    page.set_viewport_size(TALL)
    rows = open_ledger(page)
    expect(rows).to_have_count(len(ledger.checkable))
    shown = [(cell(row, "promise"), cell(row, "verdict_order").split()[0]) for row in rows.all()]
    assert shown == [
        (e.commitment.citation.quote, VERDICT_NAMES[e.verdict]) for e in ledger.checkable
    ]
    expect(page.locator(".ledger-counts")).to_contain_text(f"共 {len(ledger.checkable)} 条承诺")
    expect(page.locator(".ledger-charts svg")).to_have_count(2)


def test_aims_that_nobody_can_check_are_listed_only_when_they_are_wanted(
    page: Page, ledger: Ledger
) -> None:
    assert ledger.soft
    page.set_viewport_size(TALL)
    rows = open_ledger(page)
    page.get_by_role("checkbox", name=f"{ledger.soft} 条原则性表述也列出").click()
    expect(rows).to_have_count(len(ledger.entries))
    expect(page.locator(".ledger-counts")).to_contain_text(f"共 {len(ledger.entries)} 条承诺")


def test_years_that_are_chosen_are_in_the_address(page: Page, library: Library) -> None:
    open_ledger(page)
    page.get_by_label("哪年报告的承诺").click()
    page.get_by_role("option", name="2021 年报告").click()
    expect(page).to_have_url(re.compile("made_in=2021"))
    earlier = library.commitments(PLACE, made_in=2021)
    expect(page.locator(".ledger-counts")).to_contain_text(f"共 {len(earlier.checkable)} 条承诺")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{PLACE}2021年承诺 2022年核对")


def test_a_row_leads_to_its_evidence_highlighted_in_the_report(page: Page, ledger: Ledger) -> None:
    entry = next(e for e in ledger.checkable if e.evidence)
    open_ledger(page)
    panel = open_row(page, entry.commitment.indicator)
    quotes = [entry.commitment.citation.quote, entry.evidence[0].quote]
    expect(panel.locator("blockquote")).to_have_text(quotes)
    expect(panel.locator(".reason").first).to_have_text(entry.reason)
    panel.locator(".source a").nth(1).click()
    expect(page.locator("#quote")).to_have_text(entry.evidence[0].quote)
    expect(page.locator("#quote")).to_be_in_viewport()


def test_a_verdict_that_is_confirmed_and_then_corrected_keeps_both_in_its_trail(
    page: Page, ledger: Ledger
) -> None:
    indicator = of_verdict(ledger, Verdict.PARTLY)[0]
    open_ledger(page)
    panel = open_row(page, indicator)
    panel.get_by_label("核对人").fill("沈禾")
    panel.get_by_label("批注").fill("与镇里的台账一致")
    panel.get_by_role("button", name="确认“部分兑现”").click()
    expect(panel.locator(".trail")).to_contain_text("沈禾 确认：部分兑现")
    panel.get_by_label("结果").click()
    page.get_by_role("option", name="已兑现", exact=True).click()
    panel.get_by_role("button", name="保存更正").click()
    expect(panel.locator(".trail")).to_contain_text("沈禾 更正：部分兑现 → 已兑现")

    open_ledger(page)
    expect(page.locator(ROWS).filter(has_text=indicator).first).to_contain_text("✓ 沈禾")
    expect(page.locator(".ledger-counts")).to_contain_text("人工核对 1 条")
    panel = open_row(page, indicator)
    expect(panel.locator(".trail li")).to_contain_text(
        ["机器判定：部分兑现", "与镇里的台账一致", "部分兑现 → 已兑现"]
    )
    # The browser remembers who reviews.
    expect(panel.get_by_label("核对人")).to_have_value("沈禾")


def test_what_came_nearest_can_be_made_the_evidence(page: Page) -> None:
    open_ledger(page, "石磨垭乡")
    page.locator(".ledger-counts button", has_text="未提及").click()
    page.locator(ROWS).first.click()
    panel = page.locator(".entry-body")
    expect(panel.get_by_label("作为依据")).to_have_count(3)
    nearest = panel.locator(".near a").first.inner_text()
    panel.get_by_label("作为依据").first.click()
    panel.get_by_label("核对人").fill("沈禾")
    panel.get_by_role("button", name="保存更正").click()
    expect(panel.locator("blockquote").nth(1)).to_have_text(nearest)


def test_a_review_without_a_name_is_refused_in_words(page: Page) -> None:
    open_ledger(page)
    page.locator(ROWS).first.click()
    panel = page.locator(".entry-body")
    panel.get_by_role("button", name="只加批注").click()
    expect(panel.get_by_role("alert")).to_have_text("核对人不能为空；请写明由谁核对")


def test_the_ledger_is_narrowed_down_and_grouped(page: Page, ledger: Ledger) -> None:
    page.set_viewport_size(TALL)
    rows = open_ledger(page, years="&made_in=2022")
    count = page.locator(".ledger-counts button", has_text="未兑现")
    count.click()
    expect(rows).to_have_count(int(re.sub(r"\D", "", count.inner_text())))
    expect(count).to_have_attribute("aria-pressed", "true")
    count.click()
    page.get_by_label("分组").click()
    page.get_by_role("option", name="按结果").click()
    groups = page.locator(".ledger-group")
    expect(groups.first).to_contain_text("已兑现")
    names = [text.split("（")[0] for text in groups.all_inner_texts()]
    page.locator(".ag-header-cell", has_text="指标").click()
    expect(page.locator(".ag-header-cell", has_text="指标")).to_have_attribute(
        "aria-sort", "ascending"
    )
    assert [text.split("（")[0] for text in groups.all_inner_texts()] == names
    page.get_by_label("筛选").fill("没有这样的字")
    expect(page.get_by_text("没有符合条件的承诺")).to_be_visible()


def _in_a_sheet(cell: object) -> object:
    """A cell as a workbook gives it back."""
    return "" if cell is None else float(cell) if isinstance(cell, Decimal) else cell


def test_the_workbook_taken_away_has_the_rows_of_the_ledger(
    page: Page, library: Library, tmp_path: Path
) -> None:
    open_ledger(page, "白鹭渡镇")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Excel").click()
    path = tmp_path / taken.value.suggested_filename
    taken.value.save_as(path)
    sheet = load_workbook(path).active
    assert sheet is not None
    rows = [["" if c is None else c for c in row] for row in sheet.iter_rows(values_only=True)]
    expected = table(library.commitments("白鹭渡镇"))
    listed = [
        list(expected.columns),
        *([_in_a_sheet(cell) for cell in row] for row in expected.rows),
    ]
    assert rows[: len(listed)] == listed
    assert [row[0] for row in rows[len(listed) :]] == ["", expected.note]
    assert path.name == "白鹭渡镇2023年承诺 2024年核对.xlsx"


def test_promises_that_no_report_reviews_yet_are_an_open_list(page: Page) -> None:
    open_ledger(page, years="&made_in=2024")
    expect(page.get_by_text("资料库中没有回顾 2024 年工作的报告")).to_be_visible()
    expect(page.locator(".ag-header-cell", has_text="实际")).to_have_count(0)
    expect(page.locator(".ledger-charts svg")).to_have_count(0)


def test_a_year_that_is_missing_is_named_with_those_that_are_held(page: Page) -> None:
    page.goto(f"/commitments?place={PLACE}&made_in=2019")
    expect(page.get_by_role("alert")).to_contain_text("没有 2019 年")
    expect(page.get_by_role("alert")).to_contain_text("2021、2022、2023、2024 年")


def test_a_place_that_is_not_held_leads_to_those_that_are(page: Page) -> None:
    page.goto("/commitments?place=乌有乡")
    expect(page.get_by_role("alert")).to_have_text("资料库中没有“乌有乡”的报告。")
    page.locator(".places").get_by_role("link", name=PLACE).click()
    expect(page.locator(ROWS).first).to_be_visible()


def test_markup_in_a_promise_is_shown_as_text(page: Page, address: str) -> None:
    planted = "<script>document.title='hacked'</script><img src=x onerror=alert(1)>"
    in_heading = "<img src=x onerror=alert(1)>"
    for year in (2023, 2024):
        text = report_text(
            "望云乡", year, deed=f"新建{planted}粮仓两座", promise=f"新建{planted}粮仓两座"
        )
        text = text.replace(f"{year}年工作安排", f"{year}年工作安排{in_heading}")
        upload(address, f"望云乡_{year}.txt", text)
    rows = open_ledger(page, "望云乡")
    expect(rows.first).to_contain_text(planted)
    page.get_by_label("分组").click()
    page.get_by_role("option", name="按领域").click()
    expect(page.locator(".ledger-group")).to_contain_text(in_heading)
    expect(page.locator(".ledger-charts svg").last).to_contain_text("<img src")
    rows.filter(has_text="粮仓").first.click()
    expect(page.locator(".entry-body blockquote").first).to_contain_text(planted)
    assert page.locator("#app img[src=x], .q-dialog img[src=x]").count() == 0
    expect(page).not_to_have_title("hacked")


def test_a_row_is_opened_and_closed_by_keys(page: Page) -> None:
    rows = open_ledger(page)
    rows.first.locator("[col-id=indicator]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    panel = page.locator(".entry-body")
    expect(panel).to_be_visible()
    expect(panel.locator("blockquote").first).to_have_text(cell(rows.nth(1), "promise"))
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_on_a_phone_a_row_is_the_indicator_with_its_figures_and_the_verdict(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    rows = open_ledger(page)
    expect(rows.first.get_by_role("gridcell")).to_have_count(2)
    expect(rows.filter(has_text="目标").first.locator(".ledger-figures")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_paper_the_ledger_is_a_plain_table(page: Page, ledger: Ledger) -> None:
    open_ledger(page)
    page.emulate_media(media="print")
    expect(page.locator(".ledger-grid")).to_be_hidden()
    paper = page.locator(".ledger-paper tbody tr")
    expect(paper).to_have_count(len(ledger.checkable))
    expect(paper.last).to_be_visible()


def test_an_indicator_is_followed_over_the_years(page: Page, library: Library) -> None:
    place = "禾岭县"
    page.goto(f"/indicators?place={place}&indicator=粮食总产量")
    found = series(library.ledgers(place), place, "粮食总产量")
    rows = page.locator(".indicator-table").first.locator("tbody tr")
    expect(rows).to_have_count(len(found.points))
    for row, point in zip(rows.all(), found.points, strict=True):
        expect(row.get_by_role("rowheader")).to_have_text(str(point.year))
        expect(row).to_contain_text(point.promised.quote)
    expect(page.locator(".chart-figure svg").first).to_be_visible()
    page.get_by_label("指标").click()
    page.get_by_role("option", name="PM2.5年均浓度").click()
    expect(page.locator(".chart-figure").first).to_contain_text("PM2.5年均浓度")
    expect(page).to_have_url(re.compile("PM2.5"))


def test_the_ledger_speaks_english_where_that_is_chosen(page: Page) -> None:
    open_ledger(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".ledger-counts")).to_contain_text("Fulfilled")
    expect(page.locator(".ag-header-cell", has_text="Promise")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("path", ["/commitments", "/indicators"])
def test_a_page_of_promises_has_no_serious_violation_of_accessibility(
    page: Page, path: str, dark: bool
) -> None:
    page.add_init_script(f"localStorage.setItem('reportqa_dark', '{str(dark).lower()}')")
    if path == "/commitments":
        open_ledger(page, "石磨垭乡")
        page.locator(ROWS).first.click()
        expect(page.locator(".entry-body blockquote").first).to_be_visible()
    else:
        page.goto(f"{path}?place=石磨垭乡")
        expect(page.locator(".indicator-table").last).to_be_visible()
    found = Axe().run(page).response["violations"]
    serious = [
        (rule["id"], [node["html"] for node in rule["nodes"]])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == []
