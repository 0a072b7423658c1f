"""Deed or promise: the roles of a report's parts."""

from __future__ import annotations

import pytest

from reportqa.structure.roles import of_heading
from reportqa.types import Role
from structure.invented import PROSE, REPORT, read, role_of

REVIEW, PLAN = Role.REVIEW, Role.PLAN


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("现在，我代表县人民政府", Role.OPENING),
        ("建成冷链仓库四座", REVIEW),
        ("成绩来之不易", REVIEW),
        ("产业链条不长", Role.PROBLEMS),
        ("力争地区生产总值增长6%左右", PLAN),
        ("新建卫生室五所", PLAN),
        ("让我们奋勇前进", Role.CLOSING),
    ],
)
def test_each_part_of_a_report_has_its_role(words: str, role: Role) -> None:
    assert role_of(read(REPORT), words) is role


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        ("2024年工作回顾", {REVIEW}),
        ("过去五年的工作", {REVIEW}),
        ("“十四五”时期发展成就", {REVIEW}),
        ("2025年重点任务", {PLAN}),
        ("今后五年的奋斗目标", {PLAN}),
        ("2024年工作回顾和2025年工作的总体要求", {REVIEW, PLAN}),
        ("存在的主要问题和困难", {Role.PROBLEMS}),
        ("2024年的政府工作", {REVIEW}),
        ("关于2025年政府工作", {PLAN}),
        ("“十五五”时期", {PLAN}),
        ("“十三五”时期", {REVIEW}),
        ("发展茶叶产业", set()),
    ],
)
def test_a_heading_names_the_roles_of_its_part(title: str, roles: set[Role]) -> None:
    assert of_heading(title, 2024, 2025) == roles


def test_parts_after_the_plan_has_begun_are_plan() -> None:
    text = REPORT.replace("各位代表！让我们", f"三、建设人民满意的政府\n{PROSE}\n各位代表！让我们")
    assert role_of(read(text), "三、建设人民满意") is PLAN


def test_problems_are_named_only_within_a_review() -> None:
    text = REPORT.replace("推动茶旅融合", "当前还存在不少困难和问题。推动茶旅融合")
    assert role_of(read(text), "当前还存在不少困难") is PLAN


def test_the_list_under_a_paragraph_on_problems_is_problems() -> None:
    text = REPORT.replace(
        "：产业链条不长，财政收支矛盾突出。",
        "。\n一是产业链条不长。深加工刚刚起步。\n二是财政收支矛盾突出。刚性支出增加。",
    )
    report = read(text)
    assert role_of(report, "深加工刚刚起步") is Role.PROBLEMS
    assert role_of(report, "刚性支出增加") is Role.PROBLEMS


def test_a_vow_to_mend_the_problems_belongs_to_them() -> None:
    text = REPORT.replace("矛盾突出。\n", "矛盾突出。\n对这些问题，我们将认真加以解决。\n")
    assert role_of(read(text), "对这些问题") is Role.PROBLEMS


def test_after_the_problems_a_review_goes_on() -> None:
    text = REPORT.replace("矛盾突出。\n", f"矛盾突出。\n{PROSE}\n").replace(
        PROSE + "\n（一）", "（一）"
    )
    assert role_of(read(text), PROSE) is REVIEW


def test_a_review_that_ends_on_the_year_to_come_turns_to_the_plan() -> None:
    turn = "各位代表！2025年是开局之年，我们要继续加快发展，努力推动各项工作再上台阶。\n"
    text = REPORT.replace("二、2025年工作安排\n", turn + "二、2025年工作安排\n")
    assert role_of(read(text), "2025年是开局之年") is PLAN


def test_where_the_plans_heading_is_missing_the_plan_begins_at_its_paragraph() -> None:
    report = read(REPORT.replace("二、2025年工作安排\n", ""))
    assert role_of(report, "力争地区生产总值增长6%左右") is PLAN
    assert role_of(report, "新建卫生室五所") is PLAN
    assert role_of(report, "建成冷链仓库四座") is REVIEW


def test_a_part_named_for_both_halves_is_cut_where_it_turns() -> None:
    text = (
        f"一、“十四五”发展成就和“十五五”主要目标\n{PROSE}\n"
        "“十五五”时期，要加快建设现代产业体系，力争总量翻番。\n"
        f"二、2026年工作安排\n{PROSE}\n"
    )
    report = read(text, "云溪县_2026.txt")
    assert role_of(report, PROSE) is REVIEW
    assert role_of(report, "力争总量翻番") is PLAN


def test_deeds_of_this_year_do_not_turn_a_review_to_the_plan() -> None:
    text = REPORT.replace(
        "成绩来之不易", "今年以来，全县累计完成投资40亿元，建成项目九个，同比增长一成。成绩来之不易"
    )
    assert role_of(read(text), "累计完成投资40亿元") is REVIEW


def test_the_list_of_what_is_done_for_the_people_is_plan_and_a_glossary_is_neither() -> None:
    text = REPORT + (
        "附件1\n2025年云溪县民生实事\n1.新建公厕九座。\n附件2\n名词解释\n1.“三园”：茶园、果园、竹园。\n"
    )
    report = read(text)
    assert role_of(report, "新建公厕九座") is PLAN
    assert role_of(report, "茶园、果园、竹园") is Role.OTHER


def test_a_short_last_address_is_the_closing_even_without_its_usual_words() -> None:
    text = REPORT.replace("让我们奋勇前进，为建设美丽云溪而努力奋斗！", "任务光荣，前景可期。")
    assert role_of(read(text), "任务光荣") is Role.CLOSING


def test_a_report_without_headings_is_judged_by_its_words() -> None:
    text = (
        "各位代表！去年全县累计建成学校三所，粮食增长一成，完成投资5亿元，取得了好成绩。\n"
        "各位代表！今年要加快建设，力争开工项目十个，确保稳步推进，继续努力。\n"
    )
    report = read(text)
    assert role_of(report, "累计建成学校三所") is REVIEW
    assert role_of(report, "力争开工项目十个") is PLAN
