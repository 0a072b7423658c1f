"""The pages on precedents, what is new, and watched topics, in the browser."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from accessibility import serious_violations
from small_library import report_text

TOPIC = "老年食堂"
KINDS = {"review": "做过", "plan": "计划", "problems": "问题"}

Found = dict[str, Any]


def find(page: Page, topic: str = TOPIC, limits: str = "") -> None:
    """Open the precedents of a topic, and wait until they are there."""
    page.goto(f"/precedents?topic={topic}{limits}")
    expect(page.locator(".counted")).to_be_visible()


@pytest.fixture
def found(address: str) -> Found:
    """What the API finds."""
    answer: Found = httpx.post(
        f"{address}/v1/precedents", json={"topic": TOPIC, "limit": 1000}, timeout=30
    ).json()
    return answer


def counted(found: Found) -> Counter[tuple[int, str]]:
    return Counter(
        (one["report"]["delivered_year"], KINDS[one["role"]]) for one in found["precedents"]
    )


def test_a_topic_is_searched_from_the_box_and_stands_in_the_address(page: Page) -> None:
    page.goto("/precedents")
    page.get_by_label("做法或政策").fill(TOPIC)
    page.get_by_role("button", name="查先例").click()
    expect(page.locator(".counted")).to_contain_text("份提到")
    assert page.evaluate("new URL(location).searchParams.get('topic')") == TOPIC


def test_it_is_told_how_many_reports_were_searched_found_and_doubtful(
    page: Page, found: Found
) -> None:
    find(page)
    reports = {one["report"]["id"] for one in found["precedents"]}
    expect(page.locator(".counted")).to_have_text(
        f"查了 {found['searched']} 份报告：{len(reports)} 份提到，{len(found['doubtful'])} 份存疑。"
    )
    earliest = page.locator(".earliest")
    expect(earliest).to_contain_text("本资料库中最早")
    expect(earliest.locator(".quote")).to_have_text(found["earliest"]["quote"])


def test_the_timeline_shows_the_sentences_of_each_year_by_kind(page: Page, found: Found) -> None:
    find(page)
    expect(page.locator(".timeline-chart svg")).to_be_visible()
    years, drawn = page.evaluate(
        """() => {
          const id = document.querySelector('.timeline-chart').id.slice(1);
          const option = getElement(id).chart.getOption();
          return [option.xAxis[0].data, option.series.map((one) => [one.name, one.data])];
        }"""
    )
    in_chart = {
        (int(year), kind): number
        for kind, numbers in drawn
        for year, number in zip(years, numbers, strict=True)
        if number
    }
    assert in_chart == counted(found)


def test_a_year_that_is_clicked_in_the_timeline_is_shown_alone(page: Page) -> None:
    find(page)
    chart = page.locator(".timeline-chart svg")
    box = chart.bounding_box()
    assert box is not None
    # The last of four bars, above the names of the years.
    chart.click(position={"x": box["width"] * 7 / 8, "y": box["height"] - 40})
    expect(page.get_by_text("限定：2024 年")).to_be_visible()
    headings = page.locator(".precedents .subtitle").all_inner_texts()
    assert [one.split(" · ")[0] for one in headings] == ["2024 年"]


def test_the_numbers_of_the_timeline_are_there_to_read(page: Page, found: Found) -> None:
    find(page)
    page.get_by_text("看数字").click()
    head, *rows = page.locator(".counts tr").all()
    kinds = head.locator("th").all_inner_texts()[1:-1]
    shown = {
        (int(row.locator("th").inner_text()), kind): int(number)
        for row in rows
        for kind, number in zip(kinds, row.locator("td").all_inner_texts(), strict=False)
        if int(number)
    }
    assert shown == counted(found)


def test_the_sentences_are_listed_from_the_oldest_on(page: Page, found: Found) -> None:
    find(page)
    quotes = page.locator(".precedent .quote").all_inner_texts()
    assert quotes == [one["quote"] for one in found["precedents"]]
    years = [one["report"]["delivered_year"] for one in found["precedents"]]
    assert years == sorted(years)


def test_a_precedent_leads_to_its_sentence_highlighted_in_the_report(page: Page) -> None:
    find(page)
    row = page.locator(".precedent").nth(3)
    quote = row.locator(".quote").inner_text()
    row.get_by_role("link").click()
    shown = page.locator("#quote")
    expect(shown).to_have_text(quote)
    expect(shown).to_be_in_viewport()


def test_near_identical_sentences_name_their_group_and_its_first_user(
    page: Page, address: str
) -> None:
    topic = "村集体经济"
    find(page, topic)
    answer = httpx.post(
        f"{address}/v1/precedents", json={"topic": topic, "limit": 1000}, timeout=30
    )
    alike = [one for one in answer.json()["precedents"] if one["wording"] is not None]
    first = [one for one in alike if one["is_first_wording"]]
    assert first
    tags = [f"近似表述 {one['wording'] + 1}" + "，首用" * one["is_first_wording"] for one in alike]
    assert page.locator(".precedent .tag").all_inner_texts() == tags
    page.get_by_text(f"近似表述（{len(first)}）").click()
    report = first[0]["report"]
    expect(
        page.get_by_text(f"首用 {report['place']} {report['delivered_year']} 年报告").first
    ).to_be_visible()


def test_a_plan_stands_beside_what_was_done_of_it(page: Page, found: Found) -> None:
    find(page)
    page.get_by_text(f"先计划、后做到（{len(found['kept'])}）").click()
    first = page.locator(".pair").first.locator(".paragraph").all_inner_texts()
    kept = found["kept"][0]
    assert first == [kept["planned"]["quote"], kept["done"]["quote"]]


def test_each_level_lists_its_places_from_the_one_that_took_it_up_first(
    page: Page, found: Found
) -> None:
    find(page)
    levels = page.locator(".levels > li")
    expect(levels.locator("> .level")).to_contain_text(["县级", "乡镇级"])
    townships = [step["place"] for step in found["steps"] if step["level"] == "township"]
    for place, shown in zip(townships, levels.last.locator(".step").all_inner_texts(), strict=True):
        assert place in shown


def test_what_is_chosen_among_the_limits_goes_into_the_address_and_is_obeyed(page: Page) -> None:
    page.goto("/precedents")
    page.get_by_label("做法或政策").fill(TOPIC)
    page.get_by_text("限定范围").click()
    page.get_by_label("地区").click()
    page.get_by_role("option", name="禾岭县").click()
    page.get_by_role("button", name="查先例").click()
    expect(page.locator(".counted")).to_have_text("查了 4 份报告：3 份提到，0 份存疑。")
    expect(page.get_by_text("限定：禾岭县")).to_be_visible()
    for name in page.locator(".precedent a").all_inner_texts():
        assert name.startswith("禾岭县")


def test_the_list_is_grouped_as_is_wanted_and_the_address_says_how(page: Page) -> None:
    find(page)
    page.get_by_label("分组").click()
    page.get_by_role("option", name="按层级").click()
    headings = page.locator(".precedents .subtitle")
    levels = ["市级", "县级", "乡镇级"]
    expect(headings).to_have_count(len(levels))
    assert [one.split(" · ")[0] for one in headings.all_inner_texts()] == levels
    page.reload()
    expect(headings).to_have_count(len(levels))


@pytest.mark.parametrize(("button", "form"), [("CSV", "csv"), ("Markdown", "md")])
def test_the_export_is_the_library_s_own_table(
    page: Page, address: str, button: str, form: str
) -> None:
    find(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    table = httpx.post(f"{address}/v1/precedents?format={form}", json={"topic": TOPIC}, timeout=30)
    assert download.value.suggested_filename == f"{TOPIC} 先例.{form}"
    assert Path(download.value.path()).read_bytes() == table.content


def test_a_topic_that_no_report_speaks_of_is_told_so_and_draws_no_chart(page: Page) -> None:
    find(page, "火星移民")
    expect(page.locator(".note")).to_contain_text("都未提及")
    expect(page.locator(".timeline")).to_have_count(0)
    expect(page.locator(".precedent")).to_have_count(0)


def test_a_topic_without_a_word_to_search_is_told_to_the_reader(page: Page) -> None:
    page.goto("/precedents?topic=？？")
    expect(page.get_by_role("alert")).to_contain_text("没有可查的词语")


def test_markup_in_a_report_is_shown_as_text(page: Page, address: str) -> None:
    planted = "<script>document.title='hacked'</script><img src=x onerror=alert(1)>"
    text = report_text("望江亭乡", 2024, deed=f"开办了竹编夜校{planted}")
    files = {"files": ("望江亭乡_2024.txt", text.encode())}
    job = httpx.post(f"{address}/v1/reports", files=files).json()
    while (job := httpx.get(f"{address}/v1/jobs/{job['id']}").json())["state"] not in (
        "done",
        "failed",
    ):
        pass
    find(page, "竹编夜校", "&place=望江亭乡")
    expect(page.locator("#page img[src=x]")).to_have_count(0)
    page.goto("/compare?topic=竹编夜校&places=望江亭乡")
    expect(page.locator(".compared .quote").first).to_contain_text(planted)
    expect(page).not_to_have_title("hacked")
    httpx.delete(f"{address}/v1/reports/{job['outcomes'][0]['report_id']}").raise_for_status()


def test_what_is_new_in_a_report_is_what_the_library_says_is_new(page: Page, address: str) -> None:
    asked = {"place": "禾岭县", "year": 2024}
    news = httpx.post(f"{address}/v1/whatsnew", json=asked, timeout=30).json()
    page.goto("/precedents/new")
    page.get_by_label("地区").click()
    page.get_by_role("option", name="禾岭县").click()
    page.get_by_role("button", name="看新提法").click()
    expect(page.locator(".counted")).to_be_visible()
    new, dropped = page.locator(".changes section").all()
    expect(new.get_by_role("heading")).to_have_text(f"新提出 {len(news['new'])} 句")
    for column, changes in ((new, news["new"]), (dropped, news["dropped"])):
        shown = column.locator("li > .quote").all_inner_texts()
        assert shown == [change["citation"]["quote"] for change in changes]
    quote = new.locator("li > .quote").first.inner_text()
    new.get_by_role("link").first.click()
    expect(page.locator("#quote")).to_have_text(quote)


def test_the_first_report_of_a_place_has_nothing_to_be_held_against(page: Page) -> None:
    page.goto("/precedents/new?place=禾岭县&year=2021")
    expect(page.locator(".empty")).to_contain_text("无从比较")


def test_a_report_that_is_not_held_is_told_with_the_years_that_are(page: Page) -> None:
    page.goto("/precedents/new?place=禾岭县&year=2019")
    expect(page.get_by_role("alert")).to_contain_text("有 2021、2022、2023、2024 年的")


def test_a_topic_is_watched_looked_for_and_let_go(page: Page) -> None:
    find(page, TOPIC, "&place=白鹭渡镇")
    page.get_by_role("button", name="加入关注").click()
    expect(page.get_by_text("已关注")).to_be_visible()
    page.goto("/precedents/watches")
    watch = page.locator(".watch")
    expect(watch).to_contain_text("发现 0 处")
    watch.get_by_role("button", name="现在查一遍").click()
    expect(watch).not_to_contain_text("发现 0 处")
    find_of_it = watch.locator(".small-quote").first
    quote = find_of_it.locator(".paragraph").inner_text()
    find_of_it.get_by_role("link").click()
    expect(page.locator("#quote")).to_have_text(quote)
    page.goto("/precedents/watches")
    watch.get_by_role("button", name="移除…").click()
    page.get_by_role("button", name="取消").click()
    expect(watch).to_have_count(1)
    watch.get_by_role("button", name="移除…").click()
    page.get_by_role("button", name="移除", exact=True).click()
    expect(page.get_by_text("还没有关注的主题。")).to_be_visible()


def test_the_page_speaks_english_where_that_is_chosen(page: Page) -> None:
    find(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".counted")).to_contain_text("reports searched")
    expect(page.get_by_text("The earliest in this library")).to_be_visible()


def test_a_phone_shows_the_whole_page_without_scrolling_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    find(page)
    expect(page.locator(".journey details[open]")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("path", "there"),
    [
        (f"/precedents?topic={TOPIC}", ".counted"),
        ("/precedents/new?place=禾岭县&year=2024", ".counted"),
        ("/precedents/watches", ".empty"),
    ],
)
def test_a_page_has_no_serious_violation_of_accessibility(
    page: Page, path: str, there: str, dark: bool
) -> None:
    page.add_init_script(f"localStorage.setItem('reportqa_dark', '{str(dark).lower()}')")
    page.goto(path)
    expect(page.locator(there)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert serious_violations(page) == []
