"""Place, level, years, meeting, speaker and title: what is read, and where it was found."""

from __future__ import annotations

import pytest

from reportqa.structure import Overrides
from reportqa.types import Evidence, Level, StructuredReport
from structure.invented import PROSE, REPORT, read


def evidence(report: StructuredReport, field: str) -> list[tuple[str, str]]:
    """Value and whereabouts of all that was found of a field."""
    return [(e.value, e.where) for e in report.report.evidence if e.field == field]


def body(review: str = "一、2024年工作回顾", plan: str = "二、2025年工作安排") -> str:
    return f"{review}\n{PROSE}\n{plan}\n{PROSE}\n"


UNDATED = body("一、工作回顾", "二、工作安排")


def test_the_opening_tells_who_spoke_where_and_when() -> None:
    report = read(REPORT).report
    assert report.place == "云溪县"
    assert report.level is Level.COUNTY
    assert report.meeting == "云溪县第十八届人民代表大会第四次会议"
    assert report.speaker == "林知远"
    assert report.delivered_on == "2025-01-16"
    assert (report.delivered_year, report.review_year, report.plan_year) == (2025, 2024, 2025)
    assert report.title == "云溪县2025年政府工作报告"


def test_every_value_says_where_it_was_found() -> None:
    report = read(REPORT)
    assert evidence(report, "place") == [("云溪县", "file name")]
    assert evidence(report, "level") == [("county", "derived")]
    assert evidence(report, "delivered_year") == [("2025", "first lines")]
    assert evidence(report, "review_year") == [("2024", "heading")]
    assert evidence(report, "plan_year") == [("2025", "heading")]
    assert evidence(report, "meeting") == [("云溪县第十八届人民代表大会第四次会议", "first lines")]
    assert evidence(report, "speaker") == [("林知远", "first lines")]
    assert evidence(report, "delivered_on") == [("2025-01-16", "first lines")]
    assert evidence(report, "title") == [("云溪县2025年政府工作报告", "title")]


def test_what_the_user_gives_wins_over_everything() -> None:
    given = Overrides(
        place="禾岭县",
        delivered_year=2023,
        level=Level.TOWNSHIP,
        title="禾岭县的报告",
        review_year=2021,
        plan_year=2022,
    )
    read_report = read(REPORT, overrides=given)
    report = read_report.report
    assert (report.place, report.level, report.title) == ("禾岭县", Level.TOWNSHIP, "禾岭县的报告")
    assert (report.delivered_year, report.review_year, report.plan_year) == (2023, 2021, 2022)
    for field in ("place", "level", "delivered_year", "review_year", "plan_year", "title"):
        assert evidence(read_report, field)[0][1] == "given", field


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("云溪县_2025.txt", "云溪县"),
        ("2025年云溪县政府工作报告.docx", "云溪县"),
        ("云溪县人民政府2025年政府工作报告（定稿）.pdf", "云溪县"),
        ("重庆2025.txt", "重庆市"),
        ("新疆维吾尔自治区_2025.txt", "新疆维吾尔自治区"),
        ("云溪县禾岭镇2024.txt", "禾岭镇"),
        ("国务院_2016.txt", "国务院"),
    ],
)
def test_a_file_name_tells_the_place(source: str, place: str) -> None:
    assert read(body(), source).report.place == place


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("云溪县2025年政府工作报告\n各位代表：\n", "云溪县"),
        ("在云溪县第十八届人民代表大会第四次会议上\n各位代表：\n", "云溪县"),
        ("各位代表：\n现在，我代表云溪县人民政府，向大会报告工作，请予审议。\n", "云溪县"),
        ("各位代表：\n现在，我代表国务院，向大会作政府工作报告，请予审议。\n", "国务院"),
        ("在保定市云溪区第三届人民代表大会第一次会议上\n各位代表：\n", "云溪区"),
    ],
)
def test_without_a_telling_file_name_the_opening_tells_the_place(opening: str, place: str) -> None:
    assert read(opening + body(), "扫描件.pdf").report.place == place


def test_a_redacted_name_stands_as_it_is() -> None:
    text = "现在我代表xx镇人民政府向大会作工作报告，请予审议。\n" + body()
    report = read(text, "镇人民政府_2025.txt").report
    assert (report.place, report.level) == ("xx镇", Level.TOWNSHIP)


def test_a_city_that_speaks_of_its_counties_is_above_them() -> None:
    text = body().replace(PROSE, "各县区齐心协力，全市县域经济稳步发展，各县区财政收入普遍增长。")
    report = read(text, "云溪市_2025.txt")
    assert report.report.level is Level.PREFECTURE
    assert evidence(report, "level") == [("prefecture", "text")]
    assert read(body(), "云溪市_2025.txt").report.level is Level.COUNTY


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("市本级财政收入稳步增长，3个贫困县全部脱贫摘帽。", Level.PREFECTURE),
        ("推广石泉县做法，石泉县青溪乡的经验见了报。", Level.PREFECTURE),
        ("县城面貌一新，各镇和街道齐心协力，县级储备粮充足。", Level.COUNTY),
        ("全县父老乡亲齐心协力，全县乡镇面貌一新。", Level.COUNTY),
    ],
)
def test_a_city_is_told_from_a_county_by_what_it_speaks_of(said: str, level: Level) -> None:
    assert read(body().replace(PROSE, said), "云溪市_2025.txt").report.level is level


@pytest.mark.parametrize(
    ("opening", "meeting"),
    [
        ("在云溪县十八届人大四次会议上", "云溪县十八届人大四次会议"),
        (
            "——2025年1月16日在云溪县第十八届人民代表大会第四次会议上",
            "云溪县第十八届人民代表大会第四次会议",
        ),
        ("我代表县政府向第三届人民代表大会第一次会议报告工作", "第三届人民代表大会第一次会议"),
    ],
)
def test_the_meetings_name_is_read_without_what_stands_before_it(
    opening: str, meeting: str
) -> None:
    assert read(f"{opening}\n各位代表：\n{body()}").report.meeting == meeting


@pytest.mark.parametrize(
    ("opening", "speaker"),
    [
        ("云溪县人民政府县长 林知远", "林知远"),
        ("云溪县代县长　林 远", "林远"),
        ("县长林知远同志作政府工作报告", "林知远"),
        ("自治区主席 阿依·古丽江", "阿依·古丽江"),
        ("副总理兼财政部长林知远", "林知远"),
        ("云溪县人民政府县长\n林知远", "林知远"),
        ("在云溪县第十八届人民代表大会第四次会议上\n林知远", "林知远"),
        ("云溪\n县县\n长 林知远（2025年1月16日）", "林知远"),
        ("云溪县人民政府", None),
    ],
)
def test_the_speaker_stands_after_an_office_or_before_the_address(
    opening: str, speaker: str | None
) -> None:
    assert read(f"{opening}\n各位代表：\n{body()}").report.speaker == speaker


@pytest.mark.parametrize(
    ("source", "text", "delivered"),
    [
        ("云溪县_2025.txt", body(), 2025),
        # Many townships name a report by the year that it reviews.
        ("禾岭镇_2024.txt", body(), 2025),
        ("禾岭镇2024年工作报告.txt", "禾岭镇2024年工作报告\n" + body(), 2025),
        ("报告.txt", "云溪县2025年政府工作报告\n" + UNDATED, 2025),
        ("报告.txt", body(), 2025),
        ("报告.txt", body("一、２０２４年工作回顾", "二、工作安排"), 2025),
        ("报告.txt", body("一、过去五年回顾", "二、今后五年和1 9 9 8 年工作任务"), 1998),
        ("报告.txt", "二〇〇三年一月十日\n各位代表：\n" + UNDATED, 2003),
        ("云溪县_1999.txt", body("一、1998年工作回顾和1999年工作的总体要求", "二、改革"), 1999),
    ],
)
def test_headings_dates_titles_and_file_names_tell_the_three_years(
    source: str, text: str, delivered: int
) -> None:
    report = read(text, source).report
    years = (report.delivered_year, report.review_year, report.plan_year)
    assert years == (delivered, delivered - 1, delivered)


def test_without_any_year_nothing_is_guessed() -> None:
    report = read(UNDATED, "报告.txt").report
    assert (report.delivered_year, report.review_year, report.plan_year) == (None, None, None)


def test_a_contradiction_is_kept_as_evidence_the_value_that_counts_first() -> None:
    report = read(REPORT, "禾岭县_2024.txt")
    assert evidence(report, "place")[:2] == [("禾岭县", "file name"), ("云溪县", "title")]
    assert evidence(report, "delivered_year") == [("2025", "first lines"), ("2024", "file name")]


def test_an_earlier_name_of_the_place_is_no_contradiction() -> None:
    text = REPORT.replace("云溪县第十八届", "云溪区第十八届")
    assert evidence(read(text), "place") == [("云溪县", "file name")]


def test_a_title_without_a_year_is_built_from_place_and_year() -> None:
    report = read("政 府 工 作 报 告\n" + body())
    assert report.report.title == "云溪县2025年政府工作报告"
    assert evidence(report, "title") == [("云溪县2025年政府工作报告", "derived")]


def test_where_nothing_is_known_the_title_is_the_files_name() -> None:
    report = read("春天来了。", "随笔.txt").report
    assert report.title == "随笔"
    assert (report.place, report.level, report.delivered_year) == (None, None, None)


def test_a_picture_caption_before_the_speech_does_not_end_the_opening() -> None:
    text = (
        "云溪县2025年政府工作报告\n1月16日，林知远代表县人民政府，向大会作政府工作报告。\n"
        "各位代表：\n现在，我代表县人民政府，向大会报告工作，请予审议。\n" + body()
    )
    opening = read(text).sections[0]
    assert opening.role == "opening"
    assert text[opening.start : opening.end].rstrip().endswith("请予审议。")


def test_evidence_quotes_what_was_read() -> None:
    found = [e for e in read(REPORT).report.evidence if e.field == "review_year"]
    assert found == [Evidence("review_year", "2024", "heading", "2024年工作回顾")]
