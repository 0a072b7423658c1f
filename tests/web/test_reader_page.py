"""Reading a report in the browser."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from web.asking import ask
from web.uploads import uploaded


def open_hit(page: Page) -> None:
    """Ask, and open the report of the first quote."""
    ask(page, "禾岭县2024年粮食产量是多少？")
    page.locator(".cards .card").first.get_by_role("link").click()
    expect(page.locator("#quote")).to_be_in_viewport()


def test_the_arrows_lead_from_hit_to_hit_and_the_address_follows(page: Page) -> None:
    open_hit(page)
    number = page.locator(".hit-number")
    before, address = int(number.inner_text()), page.url
    page.keyboard.press("ArrowUp")
    expect(number).to_have_text(str(before - 1))
    expect(page.locator(".report .current")).to_be_in_viewport()
    assert page.url != address
    page.reload()
    expect(number).to_have_text(str(before - 1))
    page.get_by_role("button", name="下一处").click()
    expect(number).to_have_text(str(before))


def test_a_chosen_paragraph_is_cited_shared_and_its_like_are_found(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_hit(page)
    page.locator(".report p[data-start]", has_text="民生保障持续加强").click()
    beside = page.locator(".beside")
    expect(beside).to_contain_text("《禾岭县2024年政府工作报告》，一、2023年工作回顾")
    beside.get_by_role("button", name="复制链接").click()
    expect(page.get_by_text("已复制。")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    beside.get_by_role("button", name="查找相近的段落").click()
    expect(beside.locator(".card").first).to_contain_text("年报告")
    page.goto(link)
    expect(page.locator("#quote")).to_contain_text("民生保障持续加强")


def test_words_that_are_selected_are_what_is_chosen(page: Page) -> None:
    open_hit(page)
    paragraph = page.locator("#quote")
    paragraph.dblclick(position={"x": 40, "y": 12})
    chosen = page.locator(".chosen-text")
    expect(chosen).to_be_visible()
    selected = page.evaluate("getSelection().toString()").strip()
    assert 1 <= len(selected) < 10
    expect(chosen).to_have_text(selected)


def test_the_same_section_of_the_year_before_stands_beside(page: Page) -> None:
    open_hit(page)
    section = page.locator("section", has_text="民生保障持续加强").last
    section.get_by_role("button", name="上年同一部分").click()
    expect(page.locator(".beside a")).to_have_text("禾岭县 2023 年报告")
    expect(page.locator(".beside .paragraph")).to_contain_text("民生福祉在发展中增进")


def test_the_contents_lead_to_a_section_and_show_where_one_reads(page: Page) -> None:
    open_hit(page)
    link = page.locator(".outline-nav").get_by_role("link", name="三、2024年重点工作")
    link.click()
    expect(link).to_have_attribute("aria-current", "true")


def test_pages_of_a_pdf_are_numbered(page: Page, address: str, tmp_path: Path) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    path = tmp_path / "松岗镇_2024.pdf"
    canvas = Canvas(str(path))
    for heading, said in (
        ("一、2023年工作回顾", "新建了三座文化广场，群众跳舞有了去处。"),
        ("二、2024年工作安排", "计划修缮古戏台一座，请回本地的戏班子。"),
    ):
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(72, 760, "松岗镇2024年政府工作报告")
        canvas.drawString(72, 720, heading)
        for line in range(8):
            canvas.drawString(72, 690 - 24 * line, said)
        canvas.showPage()
    canvas.save()
    report_id = uploaded(address, path)
    ask(page, "松岗镇计划修缮几座古戏台？")
    page.locator(".cards .card").first.get_by_role("link").click()
    expect(page.locator(".report")).to_contain_text("所引文字在 PDF 第 2 页")
    expect(page.locator(".page-mark")).to_have_text(["第 1 页", "第 2 页"])
    expect(page).to_have_url(re.compile(report_id))


def test_a_report_that_is_not_there_is_told_in_words(page: Page) -> None:
    page.goto("/report/0000000000000000")
    expect(page.get_by_role("alert")).to_contain_text("没有编号为 0000000000000000 的报告")
