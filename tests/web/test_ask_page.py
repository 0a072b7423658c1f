"""Asking in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from web.asking import QUESTION, ask, ask_on
from web.serving import site

BROKEN = "from reportqa import Library; Library.ask = lambda *_, **__: 1 / 0"


@pytest.fixture
def broken(library_folder: Path) -> Iterator[str]:
    """The page over a library whose answers fail as nobody thought that they could."""
    with site(library_folder, BROKEN) as served:
        yield served.address


def test_an_answer_leads_to_its_quote_highlighted_in_the_report(page: Page) -> None:
    ask(page, QUESTION)
    card = page.locator(".cards .card").first
    quote = card.locator("mark").inner_text()
    card.get_by_role("link").click()
    shown = page.locator("#quote")
    expect(shown).to_have_text(quote)
    expect(shown).to_be_in_viewport()


def test_a_mark_and_its_card_are_shown_as_a_pair(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".answer sup.marker").nth(1).hover()
    expect(page.locator(".cards .paired")).to_have_attribute("data-marker", "2")
    page.locator(".cards .card").first.hover()
    expect(page.locator(".answer blockquote.paired")).to_have_attribute("data-marker", "1")


def test_a_question_about_a_place_that_is_not_held_is_refused_with_what_is_nearest(
    page: Page,
) -> None:
    ask(page, "重庆市2023年老年食堂办起来了几个？")
    expect(page.locator(".refusal")).to_contain_text("没有“重庆市”的报告")
    expect(page.locator(".cards")).to_contain_text("不是答案")
    expect(page.locator(".cards .card").first).to_be_visible()


def test_a_place_is_taken_out_of_the_question_by_its_chip(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".understood .q-chip__icon--remove").first.click()
    expect(page.locator(".turn[open] > summary")).to_have_text("2023年老年食堂办起来了几个？")


def test_a_follow_up_says_how_it_was_understood_and_the_turn_before_is_folded(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(".answer")).to_be_visible()
    ask_on(page, "那上一年呢？")
    expect(page.locator(".turn[open] .note").first).to_contain_text("禾岭县2022年老年食堂")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn[open]")).to_have_count(1)
    assert "2022" in page.evaluate("decodeURIComponent(location.search)")


def test_reports_that_say_nothing_of_a_thing_are_named(page: Page) -> None:
    ask(page, "哪些乡镇办了老年食堂？")
    unmentioned = page.locator(".unmentioned")
    expect(unmentioned).to_contain_text("未提及（")
    expect(unmentioned.get_by_role("link").first).to_have_text("石磨垭乡 2021 年报告")


def test_a_question_is_limited_to_what_the_library_holds(page: Page) -> None:
    page.goto("/")
    page.get_by_text("限定范围").click()
    page.get_by_label("地区").click()
    page.get_by_role("option", name="白鹭渡镇").click()
    expect(page.get_by_text("限定范围（1 项）")).to_be_visible()
    ask_on(page, "老年食堂办起来了几个？")
    places = page.locator(".turn[open] .cards .card-head a")
    expect(places.first).to_be_visible()
    assert {name.split()[0] for name in places.all_inner_texts()} == {"白鹭渡镇"}
    page.reload()
    expect(page.get_by_text("限定范围（1 项）")).to_be_visible()


def test_an_answer_is_copied_with_its_citations(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.get_by_role("button", name="复制回答和出处").click()
    expect(page.get_by_text("已复制。")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "”（《禾岭县2024年政府工作报告》，一、2023年工作回顾，" in copied


def test_the_keyboard_leads_to_the_box_and_through_the_cards(page: Page) -> None:
    ask(page, QUESTION)
    links = page.locator(".cards .hit-link")
    expect(links.first).to_be_visible()
    box = page.get_by_label("问题")
    box.blur()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.first).to_be_focused()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value(QUESTION)


def test_a_question_that_cannot_be_searched_says_why(page: Page) -> None:
    ask(page, "路" * 10_001)
    expect(page.get_by_role("alert")).to_contain_text("请缩短")
    expect(page.get_by_text("正在查找")).to_have_count(0)


def test_an_error_that_nobody_foresaw_is_told_for_people(browser: Browser, broken: str) -> None:
    page = browser.new_page(base_url=broken)
    ask(page, QUESTION)
    expect(page.get_by_role("alert")).to_contain_text("服务器出了意外的错误")
    expect(page.get_by_text("正在查找")).to_have_count(0)
    page.close()


def test_an_answer_is_printed_without_what_is_only_for_the_screen(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(".answer")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".answer blockquote").first).to_be_visible()
    expect(page.get_by_label("问题")).to_be_hidden()
    expect(page.get_by_role("button", name="复制回答和出处")).to_be_hidden()
