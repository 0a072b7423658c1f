"""Which section of last year's report does what a section of this year's does."""

from __future__ import annotations

from reportqa.structure.counterpart import counterpart
from reportqa.types import Role, Section


def section(heading: str, role: Role = Role.REVIEW, *, depth: int = 1, index: int = 0) -> Section:
    return Section(index, 0, 10, depth, role, heading)


def test_a_section_is_found_by_its_heading_whatever_year_that_names() -> None:
    same = section("2023年工作回顾", index=1)
    others = [section("过去五年工作回顾"), same, section("2024年工作安排", Role.PLAN)]
    assert counterpart(section("2024年工作回顾"), others) is same


def test_a_review_is_never_set_beside_a_plan() -> None:
    others = [section("推进老年食堂建设", Role.PLAN)]
    assert counterpart(section("推进老年食堂建设", Role.REVIEW), others) is None


def test_headings_that_are_not_alike_are_no_counterparts() -> None:
    others = [section("夯实粮食安全根基"), section("")]
    assert counterpart(section("办好民生实事"), others) is None


def test_of_two_headings_that_are_equally_alike_the_one_at_the_same_depth_is_taken() -> None:
    upper, lower = section("办好民生实事", depth=1), section("办好民生实事", depth=2)
    assert counterpart(section("办好民生实事", depth=2), [upper, lower]) is lower
    assert counterpart(section("办好民生实事", depth=1), [upper, lower]) is upper


def test_a_text_without_a_heading_has_no_counterpart() -> None:
    assert counterpart(section("", Role.OPENING), [section("", Role.OPENING)]) is None
