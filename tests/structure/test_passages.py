"""How sections become passages."""

from __future__ import annotations

from reportqa.structure import context
from reportqa.structure.passages import LONGEST, PREFERRED, SHORTEST
from structure.invented import PROSE, REPORT, read

HEADING = "一、今年工作安排\n"


def texts(text: str) -> list[str]:
    return [passage.text for passage in read(text).passages]


def test_short_paragraphs_under_one_heading_join() -> None:
    text = HEADING + "抓好春耕。\n抓好秋收。\n"
    assert texts(text) == ["一、今年工作安排\n抓好春耕。\n抓好秋收。"]


def test_paragraphs_join_until_they_are_long_enough() -> None:
    paragraphs = [f"第{n}季度，{PROSE}" for n in "一二三四"]
    found = texts(HEADING + "\n".join(paragraphs))
    assert len(found) == 2
    assert all(SHORTEST <= len(text) <= LONGEST for text in found)


def test_passages_of_two_sections_do_not_join() -> None:
    text = HEADING + "（一）抓春耕。早育秧。\n（二）抓秋收。快入库。\n"
    assert texts(text) == ["（一）抓春耕。早育秧。", "（二）抓秋收。快入库。"]


def test_a_long_paragraph_is_cut_at_sentence_ends_into_parts_of_about_equal_length() -> None:
    sentences = [
        f"第{n}件事，要抓紧办好，让全县群众早日看得见、摸得着、用得上。" for n in range(40)
    ]
    found = texts(HEADING + "".join(sentences))
    assert "".join(found).replace("一、今年工作安排\n", "") == "".join(sentences)
    assert all(part.endswith("。") for part in found)
    assert all(PREFERRED / 2 < len(part) <= LONGEST for part in found)


def test_a_long_sentence_is_cut_after_its_clauses() -> None:
    clauses = [f"修通第{n}条村道并装上路灯；" for n in range(60)]
    found = texts(HEADING + "".join(clauses) + "完工。")
    assert all(part.endswith(("；", "。")) for part in found)


def test_a_sentence_of_three_thousand_characters_without_marks_is_cut_by_length() -> None:
    found = texts(HEADING + "茶" * 3000)
    assert all(len(part) <= LONGEST for part in found)
    assert sum(part.count("茶") for part in found) == 3000


def test_lines_that_markup_broke_in_mid_sentence_are_one_paragraph() -> None:
    text = HEADING + f"全县已有\n茶园三万亩\n，{PROSE}\n"
    assert texts(text) == [text.strip()]


def test_neither_empty_text_nor_white_space_makes_a_passage() -> None:
    assert read("").sections == ()
    assert texts("") == []
    assert texts(" \n\u3000\n") == []
    assert [(s.start, s.end) for s in read(" \n\u3000\n").sections] == [(0, 4)]


def test_the_context_of_a_passage_names_place_year_and_headings() -> None:
    report = read(REPORT)
    passage = next(p for p in report.passages if "推动茶旅融合" in p.text)
    assert context(report.report, passage) == "云溪县 2025年 二、2025年工作安排 （一）加快产业升级"


def test_the_context_leaves_out_what_is_not_known() -> None:
    report = read("春天来了。", "随笔.txt")
    assert context(report.report, report.passages[0]) == ""
