"""What an office sees and does in the browser."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from playwright.sync_api import Page, expect

from small_library import report_text

QUESTION = "禾岭县2023年老年食堂办起来了几个？"


def ask(page: Page, question: str) -> None:
    """Open the first page, and ask as a person does."""
    page.goto("/")
    page.get_by_label("问题").fill(question)
    page.get_by_role("button", name="提问").click()


def test_an_answer_leads_to_its_quote_highlighted_in_the_report(page: Page) -> None:
    ask(page, QUESTION)
    card = page.locator(".cards .card").first
    quote = card.locator("mark").inner_text()
    card.get_by_role("link").click()
    shown = page.locator("#quote")
    expect(shown).to_have_text(quote)
    expect(shown).to_be_in_viewport()


def test_a_mark_in_the_answer_shows_which_card_it_belongs_to(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".answer sup.marker").first.hover()
    expect(page.locator(".cards .paired")).to_have_count(1)


def test_a_question_about_a_place_that_is_not_held_is_refused_with_what_is_nearest(
    page: Page,
) -> None:
    ask(page, "重庆市2023年老年食堂办起来了几个？")
    expect(page.locator(".refusal")).to_contain_text("没有“重庆市”的报告")
    expect(page.locator(".cards .card").first).to_be_visible()


def test_a_place_is_taken_out_of_the_question_by_its_chip(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".understood .q-chip").first.locator("[aria-label=Remove], i").last.click()
    expect(page.get_by_label("问题")).to_have_value("2023年老年食堂办起来了几个？")


def test_the_slash_key_leads_to_the_box(page: Page) -> None:
    page.goto("/")
    box = page.get_by_label("问题")
    box.blur()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")


def test_an_uploaded_word_file_is_found(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "青石坳镇_2024.docx"
    document = Document()
    for line in report_text("青石坳镇", 2024, deed="办起了竹编合作社十一家").splitlines():
        document.add_paragraph(line)
    document.save(str(path))
    page.goto("/library")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("青石坳镇_2024.docx：新增")).to_be_visible()
    expect(page.get_by_role("rowheader", name="青石坳镇")).to_be_visible()
    ask(page, "青石坳镇办起了几家竹编合作社？")
    expect(page.locator(".answer")).to_contain_text("竹编合作社十一家")


def test_a_bad_file_says_what_is_wrong_with_it(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "坏文件_2024.docx"
    path.write_bytes(b"PK\x03\x04 not a Word file")
    page.goto("/library")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("坏文件_2024.docx：失败")).to_be_visible()


def test_markup_in_a_report_is_shown_as_text(page: Page, address: str) -> None:
    planted = "<script>document.title='hacked'</script><img src=x onerror=alert(1)>"
    text = report_text("落雁坪乡", 2024, deed=f"修通了{planted}公路")
    files = {"files": ("落雁坪乡_2024.txt", text.encode())}
    job = httpx.post(f"{address}/v1/reports", files=files).json()
    while (job := httpx.get(f"{address}/v1/jobs/{job['id']}").json())["state"] not in (
        "done",
        "failed",
    ):
        pass
    page.goto(f"/report/{job['outcomes'][0]['report_id']}")
    expect(page.locator(".report")).to_contain_text(planted)
    expect(page).not_to_have_title("hacked")


def test_the_same_section_of_the_year_before_stands_beside(page: Page) -> None:
    ask(page, "禾岭县2024年粮食产量是多少？")
    page.locator(".cards .card").first.get_by_role("link").click()
    page.get_by_role("button", name="上年同一部分").nth(4).click()
    expect(page.locator(".beside a")).to_contain_text("年报告")


def test_the_page_speaks_english_where_that_is_chosen(page: Page) -> None:
    page.goto("/library")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="资料库")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("path", ["/", f"/?q={QUESTION}"])
def test_a_page_has_no_serious_violation_of_accessibility(
    page: Page, path: str, dark: bool
) -> None:
    page.add_init_script(f"localStorage.setItem('reportqa_dark', '{str(dark).lower()}')")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    serious = [
        (rule["id"], [node["html"] for node in rule["nodes"]])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == []
