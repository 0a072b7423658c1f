"""What is said of a report that could not be read in full."""

from __future__ import annotations

from reportqa.structure import Overrides, check
from reportqa.types import Role
from structure.invented import REPORT, read


def complaints(
    text: str,
    source: str = "云溪县_2025.txt",
    overrides: Overrides | None = None,
    needs_ocr: tuple[int, ...] = (),
) -> list[str]:
    report = read(text, source, overrides)
    return check(report.report, [s.role for s in report.sections], needs_ocr=needs_ocr)


def test_nothing_is_said_of_a_report_that_is_whole() -> None:
    assert complaints(REPORT) == []


def test_what_is_missing_is_named_with_what_to_do() -> None:
    said = complaints("春天来了，山上的茶园一片新绿。", "随笔.txt")
    assert "未识别出地区，请更正" in said
    assert "未识别出报告年份，请更正" in said
    assert any("工作安排" in line for line in said)


def test_contradictions_name_both_values_and_where_they_stand() -> None:
    said = complaints(REPORT, "禾岭县_2024.txt")
    assert "年份不一致：正文开头为 2025，文件名为 2024" in said
    assert any(line.startswith("地区不一致：文件名为 禾岭县，标题为 云溪县") for line in said)


def test_what_the_user_has_settled_is_no_contradiction() -> None:
    given = Overrides(place="云溪县", delivered_year=2025)
    assert complaints(REPORT, "禾岭县_2024.txt", given) == []


def test_an_unknown_kind_of_place_is_asked_for_its_level() -> None:
    said = complaints(REPORT, overrides=Overrides(place="云溪"))
    assert said == ["未识别出“云溪”的层级，请更正"]


def test_pages_without_text_are_listed() -> None:
    assert complaints(REPORT, needs_ocr=(2, 5)) == ["第 2、5 页没有可用的文字层，需要 OCR"]


def test_a_report_that_only_plans_lacks_its_review() -> None:
    report = read(REPORT).report
    assert check(report, [Role.PLAN]) == ["未识别出工作回顾部分"]
