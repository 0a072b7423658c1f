"""Which section of last year's report does what a section of this year's does."""

from __future__ import annotations

from reportqa import structure
from reportqa.structure.counterpart import counterpart
from reportqa.types import Document, Section, StructuredReport

CANTEENS = "老年食堂新开四处，送餐员每天把热饭送到高龄老人家里，村民自己种的蔬菜也进了食堂。"
ROADS = "通村公路修通十二公里，危桥改造完成两座，班车开进了最远的山坳，路灯亮到每个院坝。"
WATER = "水库除险加固完工，饮水管网延伸到八个村，水质检测每月公示，干旱时节不再挑水。"


def report(year: int, *parts: str) -> StructuredReport:
    lines = [f"{year}年云渡镇政府工作报告", f"一、{year - 1}年工作回顾", *parts]
    lines += [f"二、{year}年工作安排", "（一）把路修好。" + ROADS]
    text = "\n".join(lines)
    return structure.parse(Document(f"云渡镇_{year}.txt", text), origin="test")


def headed(held: StructuredReport, words: str) -> Section:
    [section] = [one for one in held.sections if words in one.heading]
    return section


NOW = report(2024, "（一）民生福祉更有温度", CANTEENS, "（二）出行条件大为改观", ROADS)
BEFORE = report(
    2023, "（一）交通建设提速", ROADS, "（二）养老服务暖人心", CANTEENS, "（三）办水", WATER
)


def test_a_half_is_found_by_its_heading_whatever_year_that_names() -> None:
    assert counterpart(headed(NOW, "回顾"), NOW, BEFORE) == headed(BEFORE, "回顾")


def test_a_section_is_found_by_what_it_says_under_another_heading() -> None:
    assert counterpart(headed(NOW, "民生福祉"), NOW, BEFORE) == headed(BEFORE, "养老服务")
    assert counterpart(headed(NOW, "出行条件"), NOW, BEFORE) == headed(BEFORE, "交通建设")


def test_a_deed_is_never_set_beside_a_promise() -> None:
    without_roads = report(2023, "（一）养老服务暖人心", CANTEENS)
    assert counterpart(headed(NOW, "出行条件"), NOW, without_roads) is None


def test_what_nothing_speaks_of_has_no_counterpart() -> None:
    assert counterpart(headed(BEFORE, "办水"), BEFORE, NOW) is None


def test_a_text_without_a_heading_has_no_counterpart() -> None:
    assert counterpart(NOW.sections[0], NOW, BEFORE) is None
