"""A page shows and does no more than the key of whoever reads it allows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from reportqa import Library
from reportqa.access.door import Door
from reportqa.access.right import Right
from reportqa.types import Overrides
from web.serving import site

HIDDEN = "玄石县2024年政府工作报告\n一、2023年工作回顾\n新建老年食堂7个，蓝鲸专户余额124万元。\n"


class Locked(NamedTuple):
    """The address of pages that ask for a key, the keys, and the library's folder."""

    url: str
    keys: dict[str, str]
    folder: Path


@pytest.fixture(scope="module")
def locked(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    folder = tmp_path_factory.mktemp("keys")
    hidden = folder / "玄石县_2024.txt"
    hidden.write_text(HIDDEN, "utf-8")
    with Library.open(folder / "library") as library:
        library.ingest([corpus])
        library.ingest([hidden], Overrides(collection="财政局"))
    door = Door(folder / "library")
    door.prepare()
    keys = {
        "reader": door.keys.create("查阅", Right.READER)[1],
        "finance": door.keys.create("财政局", Right.READER, None, ["财政局"])[1],
    }
    door.close()
    with site(folder / "library") as served:
        yield Locked(served.address, keys, folder / "library")


def entered(browser: Browser, locked: Locked, who: str, wanted: str) -> Page:
    """A page of a browser that has shown a key."""
    page = browser.new_context(base_url=locked.url).new_page()
    page.set_default_timeout(20_000)
    page.goto(wanted)
    page.get_by_label("密钥").fill(locked.keys[who])
    page.get_by_role("button", name="进入").click()
    return page


def test_a_stranger_is_led_to_the_form_and_then_to_the_page(
    browser: Browser, locked: Locked
) -> None:
    page = entered(browser, locked, "reader", "/library")
    expect(page).to_have_url(f"{locked.url}/library")
    expect(page.get_by_text("禾岭县").first).to_be_visible()
    expect(page.get_by_text("玄石县")).to_have_count(0)
    page.context.close()


def test_a_report_of_a_collection_is_shown_to_its_readers_only(
    browser: Browser, locked: Locked
) -> None:
    with Library.open(locked.folder) as library:
        hidden = next(one for one in library.snapshot().table.reports if one.collection).id
    page = entered(browser, locked, "finance", f"/report/{hidden}")
    expect(page.get_by_text("蓝鲸专户余额124万元").first).to_be_visible()
    page.context.close()
    page = entered(browser, locked, "reader", f"/report/{hidden}")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("蓝鲸")).to_have_count(0)
    page.context.close()


def test_a_reader_can_look_at_a_topic_but_not_watch_it(browser: Browser, locked: Locked) -> None:
    page = entered(browser, locked, "reader", "/precedents?topic=老年食堂")
    page.get_by_role("button", name="加入关注").click()
    expect(page.get_by_text("要有“编辑”权的密钥")).to_be_visible()
    page.context.close()


def test_what_is_asked_on_a_page_is_written_down_and_a_revoked_key_asks_no_more(
    browser: Browser, locked: Locked
) -> None:
    door = Door(locked.folder)
    key, whole = door.keys.create("临时", Right.READER)
    page = entered(browser, locked._replace(keys={"reader": whole}), "reader", "/")
    page.get_by_label("问题").fill("老年食堂办起来了几个？")
    page.keyboard.press("Enter")
    expect(page.get_by_text("老年食堂").nth(3)).to_be_visible()
    deeds, _ = door.trail.latest(limit=1)
    assert (deeds[0].key_name, deeds[0].action) == ("临时", "PAGE /")
    assert deeds[0].detail == "老年食堂办起来了几个？"
    door.keys.revoke(key.id)
    page.get_by_label("问题").fill("修了几公里路？")
    page.keyboard.press("Enter")
    expect(page.get_by_text("密钥已经失效")).to_be_visible()
    door.close()
    page.context.close()
