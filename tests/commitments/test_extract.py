"""Promises of a plan, one a row, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_tables import file_of, planted_commitments, planted_redactions
from reportqa import Library
from reportqa.commitments.commitment import Commitment
from reportqa.commitments.extract import extract
from small_library import report_text


def of_promise(tmp_path: Path, promise: str) -> list[Commitment]:
    """The commitments of a short report that promises this and some other things."""
    path = tmp_path / "青石坳镇_2024.txt"
    path.write_text(
        report_text("青石坳镇", 2024, promise=f"抓好各项工作，{promise}"), encoding="utf-8"
    )
    with Library.open(tmp_path / "library") as library:
        library.ingest([path])
        report = library.structured(library.reports().reports[0].id)
    found = extract(report)
    assert all(report.text[c.citation.start : c.citation.end] == c.citation.quote for c in found)
    return [c for c in found if c.citation.quote in promise or promise in c.citation.quote]


def shown(commitments: list[Commitment]) -> list[str]:
    return [
        f"{c.indicator} {c.comparator} {'×' if c.redacted else c.target} {c.unit}".strip()
        for c in commitments
    ]


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        (
            "地区生产总值增长6%左右，固定资产投资增长5%以上，新增城镇就业不少于800人",
            [
                "地区生产总值增速 about 6 %",
                "固定资产投资增速 >= 5 %",
                "新增城镇就业 >= 800 人",
            ],
        ),
        (
            "城乡居民人均可支配收入分别增长5%和7%",
            ["城镇居民人均可支配收入增速 = 5 %", "农村居民人均可支配收入增速 = 7 %"],
        ),
        (
            "新建公厕12座、改造旧厕30座、绿化村道×公里",
            ["新建公厕 = 12 座", "改造旧厕 = 30 座", "绿化村道 = × 公里"],
        ),
        ("森林覆盖率由41.2%提高到42.5%", ["森林覆盖率 = 42.5 %"]),
        ("城镇调查失业率控制在5.5%以内", ["城镇调查失业率 <= 5.5 %"]),
        ("断面水质保持Ⅲ类以上", ["断面水质 >= 3 类"]),
        ("经济增长5%—6%", ["经济增速 range 5 %"]),
    ],
)
def test_each_number_that_is_promised_is_a_row_of_its_own(
    tmp_path: Path, promise: str, expected: list[str]
) -> None:
    assert shown(of_promise(tmp_path, promise)) == expected


def test_by_how_much_a_target_is_above_last_year_is_no_second_target(tmp_path: Path) -> None:
    found = of_promise(tmp_path, "改造农村危房360户，比上年增加100户")
    assert shown(found) == ["改造农村危房 = 360 户"]


def test_a_thing_to_be_done_needs_no_number(tmp_path: Path) -> None:
    (found,) = of_promise(tmp_path, "建成青石坳农产品冷链物流园")
    assert not found.quantified
    assert found.comparator == "none"


@pytest.mark.parametrize(
    "words",
    [
        "去年全镇粮食总产达到3.1万吨",
        "县里已设立4亿元产业基金",
        "全力抓好以下四个方面重点工作",
        "到2035年人均收入达到6万元",
        "今后五年生产总值年均增长7%",
        "这个目标定在6%左右主要是考虑了就业的需要",
    ],
)
def test_history_slogans_and_later_years_are_no_targets(tmp_path: Path, words: str) -> None:
    assert [c for c in of_promise(tmp_path, words) if c.target is not None] == []


def test_the_planted_commitments_all_come_out(library: Library) -> None:
    reports = [library.structured(r.id) for r in library.reports().reports]
    held = {report.report.source: (report.text, extract(report)) for report in reports}
    missing = []
    for planted in planted_commitments():
        text, found = held[file_of(planted.place, planted.made_in)]
        start = text.index(planted.commitment)
        end = start + len(planted.commitment)
        near = [c for c in found if c.citation.start < end and start < c.citation.end]
        if planted.target is not None:
            near = [c for c in near if c.target == planted.target and c.unit == planted.unit]
        if not near:
            missing.append((planted.id, planted.commitment, planted.target, planted.unit))
    assert missing == []


def test_redacted_targets_stay_redacted(library: Library) -> None:
    held = {r.source: extract(library.structured(r.id)) for r in library.reports().reports}
    seen = 0
    for planted in planted_redactions():
        for found in held[file_of(planted.place, planted.year)]:
            if found.citation.quote in planted.quote and ("×" in found.text or "xx" in found.text):
                assert found.redacted
                assert found.target is None
                seen += 1
    assert seen
