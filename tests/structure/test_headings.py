"""Each shape of heading that reports print, alone at the start of a line."""

from __future__ import annotations

import pytest

from reportqa.structure.headings import Kind, numbered, plain, starts_appendix


@pytest.mark.parametrize(
    ("line", "kind", "number", "title"),
    [
        ("一、过去一年工作回顾", Kind.IDEOGRAPHIC, 1, "过去一年工作回顾"),
        ("十二、加强政府自身建设", Kind.IDEOGRAPHIC, 12, "加强政府自身建设"),
        ("三．扩大有效投资", Kind.IDEOGRAPHIC, 3, "扩大有效投资"),
        ("第二部分　今年工作安排", Kind.PART, 2, "今年工作安排"),
        ("（三）推进乡村振兴", Kind.BRACKETED, 3, "推进乡村振兴"),
        ("(三)推进乡村振兴", Kind.BRACKETED, 3, "推进乡村振兴"),
        ("（ 十 ）、守住安全底线", Kind.BRACKETED, 10, "守住安全底线"),
        ("第一，稳住粮食生产", Kind.ORDINAL, 1, "稳住粮食生产"),
        ("第五、办好民生实事", Kind.ORDINAL, 5, "办好民生实事"),
        ("1.新建茶叶交易中心", Kind.DIGIT, 1, "新建茶叶交易中心"),
        ("１２、改造老旧小区", Kind.DIGIT, 12, "改造老旧小区"),
        ("３．改造老旧小区", Kind.DIGIT, 3, "改造老旧小区"),
        ("（1）修通村道", Kind.BRACKETED_DIGIT, 1, "修通村道"),
        ("（２）修通村道", Kind.BRACKETED_DIGIT, 2, "修通村道"),
        ("③装上路灯", Kind.CIRCLED, 3, "装上路灯"),
        ("一是抓春耕", Kind.IS, 1, "抓春耕"),
        ("二要抓秋收", Kind.IS, 2, "抓秋收"),
        ("——经济总量再上台阶", Kind.DASH, 0, "经济总量再上台阶"),
        ("－－经济总量再上台阶", Kind.DASH, 0, "经济总量再上台阶"),
    ],
)
def test_a_number_and_words_make_a_heading(line: str, kind: Kind, number: int, title: str) -> None:
    heading = numbered(line)
    assert heading is not None
    assert (heading.kind, heading.number, heading.title) == (kind, number, title)
    assert heading.whole_line


@pytest.mark.parametrize(
    "line",
    [
        "3.5万亩茶园通过验收",
        "３．５万亩茶园通过验收",
        "2.5%的增速高于全市",
        "12.8公里县道完成改造",
        "2024年全县新增就业三千人",
        "三江源头的云溪县",
        "一二三产业融合发展",
        "-",
    ],
)
def test_a_figure_or_a_word_that_begins_with_a_numeral_is_no_heading(line: str) -> None:
    assert numbered(line) is None


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("（二）产业提质增效。建成冷链仓库四座，茶叶产值增长一成。", "产业提质增效"),
        ("一是项目加快落地。全年开工二十个。", "项目加快落地"),
        ("——民生持续改善：新建卫生室九所。", "民生持续改善"),
    ],
)
def test_the_first_sentence_of_a_paragraph_is_its_run_in_heading(line: str, title: str) -> None:
    heading = numbered(line)
    assert heading is not None
    assert (heading.title, heading.whole_line) == (title, False)


def test_a_first_sentence_as_long_as_a_paragraph_is_no_title() -> None:
    heading = numbered("（二）" + "坚持生态优先，" * 12 + "。")
    assert heading is not None
    assert heading.title == ""


def test_a_numeral_alone_on_its_line_numbers_a_part() -> None:
    heading = numbered("二")
    assert heading is not None
    assert (heading.kind, heading.number, heading.mark) == (Kind.IDEOGRAPHIC, 2, "二")


@pytest.mark.parametrize("line", ["2024年工作回顾", "致力产业振兴，县域经济稳步向好"])
def test_a_short_line_without_full_stop_can_be_a_heading(line: str) -> None:
    heading = plain(line)
    assert heading is not None
    assert (heading.kind, heading.title) == (Kind.PLAIN, line)


@pytest.mark.parametrize("line", ["成效显著。", "一年来，", "各项工作", "县" * 46, "2024 / 2025"])
def test_prose_scraps_and_figures_are_no_plain_headings(line: str) -> None:
    heading = plain(line)
    assert heading is None or heading.title == "各项工作"


@pytest.mark.parametrize(
    "line", ["名词解释", "※名词解释※", "[名词解释]", "*名词解释", "附件1", "附件："]
)
def test_the_name_of_an_appendix_alone_starts_it(line: str) -> None:
    assert starts_appendix(line)


@pytest.mark.parametrize("line", ["附件所列项目均已开工", "名词解释见后，其余从略"])
def test_prose_about_an_appendix_does_not_start_it(line: str) -> None:
    assert not starts_appendix(line)
