"""Which lines are headings, judged by what stands around them, and what stands under what."""

from __future__ import annotations

from structure.invented import PROSE, REPORT, read, tree


def test_parts_and_items_make_a_tree() -> None:
    assert tree(read(REPORT)) == [
        (1, "一、2024年工作回顾"),
        (2, "（一）产业提质增效"),
        (2, "（二）城乡面貌一新"),
        (1, "二、2025年工作安排"),
        (2, "（一）加快产业升级"),
        (2, "（二）办好民生实事"),
    ]


def test_the_path_of_a_section_holds_the_headings_above_it() -> None:
    section = next(s for s in read(REPORT).sections if s.heading == "（一）加快产业升级")
    assert section.path == ("二、2025年工作安排", "（一）加快产业升级")
    assert section.number == "（一）"


def test_lists_nest_in_lists() -> None:
    text = (
        f"一、今年工作\n（一）产业\n1.茶叶\n（1）育苗\n{PROSE}\n（2）制茶\n{PROSE}\n"
        f"2.竹木\n{PROSE}\n（二）民生\n{PROSE}\n"
    )
    assert [depth for depth, _ in tree(read(text))] == [1, 2, 3, 4, 4, 3, 2]


def test_is_items_stand_under_the_item_that_they_number() -> None:
    text = f"一、今年工作\n（一）产业\n一是育苗。{PROSE}\n二是制茶。{PROSE}\n（二）民生\n{PROSE}\n"
    assert tree(read(text)) == [
        (1, "一、今年工作"),
        (2, "（一）产业"),
        (3, "一是育苗"),
        (3, "二是制茶"),
        (2, "（二）民生"),
    ]


def test_numbers_that_skip_or_repeat_stay_in_their_list() -> None:
    text = "".join(f"（{n}）第{n}项工作\n{PROSE}\n" for n in "一三三五")
    assert [depth for depth, _ in tree(read("一、回顾\n" + text))] == [1, 2, 2, 2, 2]


def test_a_list_that_starts_anew_within_a_part_stands_under_it() -> None:
    text = (
        f"一、去年工作回顾\n{PROSE}\n二、今年工作安排\n{PROSE}\n一、抓好春耕生产\n{PROSE}\n"
        f"二、抓好项目建设\n{PROSE}\n三、加强自身建设\n{PROSE}\n"
    )
    assert [depth for depth, _ in tree(read(text))][:4] == [1, 1, 2, 2]


def test_where_brackets_number_the_parts_plain_numbers_stand_under_them() -> None:
    text = (
        f"（一）去年形势\n{PROSE}\n（二）今年方针\n一、农业\n{PROSE}\n二、工业\n{PROSE}\n"
        f"（三）前景\n{PROSE}\n"
    )
    assert [depth for depth, _ in tree(read(text))] == [1, 1, 2, 2, 1]


def test_a_heading_printed_twice_is_kept_twice() -> None:
    text = f"一、工作回顾\n一、工作回顾\n{PROSE}\n二、工作安排\n{PROSE}\n"
    assert [depth for depth, _ in tree(read(text))] == [1, 1, 1]


def test_an_unnumbered_heading_stands_above_the_numbered_list_that_follows() -> None:
    text = (
        f"2024年工作回顾\n{PROSE}\n一、农业稳步发展\n{PROSE}\n二、工业回升向好\n{PROSE}\n"
        f"2025年工作安排\n{PROSE}\n一、抓好春耕\n{PROSE}\n"
    )
    assert tree(read(text)) == [
        (1, "2024年工作回顾"),
        (2, "一、农业稳步发展"),
        (2, "二、工业回升向好"),
        (1, "2025年工作安排"),
        (2, "一、抓好春耕"),
    ]


def test_without_any_number_plain_headings_stand_side_by_side() -> None:
    text = (
        f"三年来的历程\n{PROSE}\n发展农业\n第一，育苗。{PROSE}\n第二，制茶。{PROSE}\n"
        f"发展工业\n{PROSE}\n"
    )
    assert tree(read(text)) == [
        (1, "三年来的历程"),
        (1, "发展农业"),
        (2, "第一，育苗"),
        (2, "第二，制茶"),
        (1, "发展工业"),
    ]


def test_a_heading_that_a_hyperlink_broke_over_lines_is_one() -> None:
    text = f"一、工作回顾\n{PROSE}\n二、“\n十五五\n”时期的主要目标\n{PROSE}\n"
    assert (1, "二、“十五五”时期的主要目标") in tree(read(text))


def test_a_scrap_of_a_sentence_that_a_hyperlink_broke_off_is_no_heading() -> None:
    text = (
        "一、工作回顾\n（一）商标建设。全县已有\n著名茶叶商标\n"
        f"十三个，{PROSE}\n（二）其他。{PROSE}\n"
    )
    assert tree(read(text)) == [(1, "一、工作回顾"), (2, "（一）商标建设"), (2, "（二）其他")]


def test_a_broken_line_that_begins_with_a_figure_is_no_heading() -> None:
    text = (
        f"一、工作回顾\n全县茶园达到\n3.5万亩，茶农增收明显。\n{PROSE[:-1]}，另有竹林\n2、3万亩。\n"
    )
    assert tree(read(text)) == [(1, "一、工作回顾")]


def test_short_sentences_on_their_own_lines_are_headings_where_a_report_makes_a_habit_of_it() -> (
    None
):
    themes = [
        "农业稳步发展。",
        "工业回升向好。",
        "城乡面貌一新。",
        "民生持续改善。",
        "改革不断深化。",
        "治理提质增效。",
    ]
    long_prose = PROSE + PROSE
    many = "一、工作回顾\n" + "".join(f"{theme}\n{long_prose}\n" for theme in themes)
    assert len(tree(read(many))) == 6
    one = f"一、工作回顾\n{themes[0]}\n{long_prose}\n"
    assert len(tree(read(one))) == 1


def test_a_heading_glued_to_the_line_before_it_is_found() -> None:
    text = (
        f"各位代表：\n现在，我向大会报告工作，请予审议。　　一、工作回顾\n{PROSE}\n"
        f"二、工作安排\n{PROSE}\n"
    )
    assert [heading for _, heading in tree(read(text))] == ["一、工作回顾", "二、工作安排"]


def test_what_follows_the_last_one_paragraph_item_belongs_to_the_part_above() -> None:
    text = (
        f"一、工作回顾\n（一）农业。{PROSE}\n（二）工业。{PROSE}\n"
        f"一年来，我们始终把政治建设摆在首位，作风持续转变。\n二、工作安排\n{PROSE}\n"
    )
    passage = next(p for p in read(text).passages if p.text.startswith("一年来"))
    assert passage.path == ("一、工作回顾",)


def test_a_paragraph_that_is_all_heading_is_kept_as_a_passage() -> None:
    text = "一、今年十件实事\n1.新建县城第三幼儿园\n2.改造农村厕所八百户\n"
    assert [p.text for p in read(text).passages] == ["1.新建县城第三幼儿园", "2.改造农村厕所八百户"]


def test_an_appendix_stands_apart_from_the_closing_before_it() -> None:
    report = read(REPORT + "附件1\n名词解释\n1.“三园共建”：茶园、果园、竹园一起建设。\n")
    appendix = [s for s in report.sections if s.path[:1] == ("附件1",)]
    assert appendix
    assert report.sections[appendix[0].index - 1].role == "closing"
