"""Lines of a report, and what of the page it was copied from is not part of it."""

from __future__ import annotations

import pytest

from reportqa.structure.lines import continues, ends_sentence, read_lines
from structure.invented import PROSE, read


@pytest.mark.parametrize(
    "line",
    [
        "— 3 —",
        "-12-",
        "第3页",
        "第 3 页 / 共 20 页",
        "来源：云溪日报",
        "来源 ：云溪日报",
        "发布时间：2025-01-20 09:30",
        "2025-01-20 09:30",
        "添加时间 2025/1/20 9:30:00  浏览次数 12 次",
        "责任编辑：某某",
        "下一页",
        "打印",
        "【字体：大 中 小】",
        "您当前的位置：首页 > 政务公开 > 政府工作报告",
        "溪ICP备12345678号",
        "县长林知远作政府工作报告。云溪日报记者 江小舟 摄",
        "https://www.example.org/report",
        "##paidend##",
    ],
)
def test_what_the_page_says_of_itself_is_junk(line: str) -> None:
    assert [found.junk for found in read_lines(f"{PROSE}\n{line}\n{PROSE}")] == [False, True, False]


@pytest.mark.parametrize(
    "line",
    [
        "2024年，全县新增就业三千人。",
        "打印耗材产业园建成投产。",
        "来源于茶叶的税收增长一成。",
        "3个乡镇",
        "记者节期间，全县开展了走访。",
    ],
)
def test_prose_is_no_junk(line: str) -> None:
    assert not read_lines(line)[0].junk


def test_lines_are_verbatim_and_without_the_space_around_them() -> None:
    text = "　　一、工作回顾 \n\n\t过去一年。\u200b\n \xa0\n"
    lines = read_lines(text)
    assert [line.content for line in lines] == ["一、工作回顾", "过去一年。"]
    assert all(text[line.start : line.end] == line.content for line in lines)


def test_every_kind_of_white_space_is_blank() -> None:
    assert read_lines("\x0b\x0c\x85\u2028\u3000 \ufeff") == []


def test_junk_is_in_no_passage_and_parts_what_stands_around_it() -> None:
    report = read(f"一、工作回顾\n建成学校。\n— 3 —\n修通道路。\n二、工作安排\n{PROSE}\n")
    assert [p.text for p in report.passages][:2] == ["一、工作回顾\n建成学校。", "修通道路。"]


def test_a_line_ends_a_sentence_with_its_closing_marks() -> None:
    assert ends_sentence("他说：“好。”")
    assert not ends_sentence("全县已有")
    assert continues("，加快推进")
    assert not continues("加快推进")
