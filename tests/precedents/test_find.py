"""Finding who planned or did it, in the planted spread and in small libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_tables import PlantedPrecedent, planted_precedents
from reportqa import Library, citations
from reportqa.errors import QueryError
from reportqa.precedents.precedent import Precedents
from reportqa.types import Filters, Level, Role
from small_library import TinyEmbedder, write_report

TOPICS = tuple(dict.fromkeys(planted.topic for planted in planted_precedents()))


@pytest.fixture(scope="module")
def found(library: Library) -> dict[str, Precedents]:
    """What is found for each planted topic."""
    return {topic: library.precedents(topic) for topic in TOPICS}


def planted(topic: str) -> list[PlantedPrecedent]:
    return [one for one in planted_precedents() if one.topic == topic]


def reports_of(result: Precedents) -> set[tuple[str | None, int | None]]:
    return {(report.place, report.delivered_year) for report in result.reports}


def test_the_planted_spread_comes_out_whole(found: dict[str, Precedents]) -> None:
    missed = {
        (topic, one.place, one.year)
        for topic, result in found.items()
        for one in planted(topic)
        if (one.place, one.year) not in reports_of(result)
    }
    assert not missed


def test_who_started_is_found_and_mostly_named_the_earliest(found: dict[str, Precedents]) -> None:
    named = 0
    for topic, result in found.items():
        started = {(one.place, one.year) for one in planted(topic) if one.earliest}
        assert started <= reports_of(result), topic
        assert result.earliest is not None
        report = result.earliest.report
        named += (report.place, report.delivered_year) in started
    assert named >= len(TOPICS) - 2


def test_a_place_that_goes_on_with_its_own_name_for_it_is_found(
    found: dict[str, Precedents],
) -> None:
    """学生专线 is far from 校车, but the town called it so the year before."""
    assert ("白鹭渡镇", 2024) in reports_of(found["接送农村孩子上下学的车"])


def test_what_is_found_is_seldom_about_something_else(found: dict[str, Precedents]) -> None:
    right = wrong = 0
    for topic, result in found.items():
        expected = {(one.place, one.year) for one in planted(topic)}
        right += len(reports_of(result) & expected)
        wrong += len(reports_of(result) - expected)
    assert right / (right + wrong) >= 0.8


def test_precedents_come_oldest_first_and_verbatim(
    library: Library, found: dict[str, Precedents]
) -> None:
    for result in found.values():
        years = [one.report.delivered_year for one in result.precedents]
        assert years == sorted(years, key=lambda year: year or 9999)
        for one in (*result.precedents, *result.doubtful):
            citations.verify(one.citation, library.text(one.report.id))


def test_every_report_is_searched_and_none_is_both_found_and_doubtful(
    library: Library, found: dict[str, Precedents]
) -> None:
    for result in found.values():
        assert result.searched == library.reports().total
        doubtful = [one.report.id for one in result.doubtful]
        assert len(set(doubtful)) == len(doubtful)
        assert not set(doubtful) & {report.id for report in result.reports}


def test_filters_limit_what_is_searched(library: Library) -> None:
    topic = "给老人办食堂"
    county = library.precedents(topic, filters=Filters(place="禾岭"))
    assert county.searched == 4
    assert set(county.by_place) == {"禾岭县"}
    late = library.precedents(topic, filters=Filters(year_from=2023, level=Level.TOWNSHIP))
    assert set(late.by_year) <= {2023, 2024}
    assert set(late.by_level) == {Level.TOWNSHIP}
    planned = library.precedents(topic, filters=Filters(role=Role.PLAN))
    assert {one.citation.role for one in planned.precedents} == {Role.PLAN}


def test_counts_are_of_reports_by_year_decade_and_level(found: dict[str, Precedents]) -> None:
    result = found["老楼装电梯"]
    total = len(result.reports)
    for counted in (result.by_year, result.by_decade, result.by_place, result.by_level):
        assert sum(counted.values()) == total
    assert result.by_decade == {2020: total}


def test_what_nobody_did_is_not_found(library: Library) -> None:
    result = library.precedents("深海载人潜水器下潜")
    assert result.precedents == ()
    assert result.earliest is None
    assert any("未提及" in note for note in result.notes)


def test_a_small_library_that_says_nothing_of_a_topic_is_not_made_to(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    write_report(folder, "云栖县", 2023)
    write_report(folder, "云栖县", 2024, deed="建成了十二处老年食堂")
    with Library.open(tmp_path / "library") as small:
        small.ingest([folder])
        for topic in ("垃圾分类", "中欧班列", "给老楼装电梯", "化解信访积案"):
            assert small.precedents(topic).precedents == (), topic
        [found] = small.precedents("老年食堂").precedents
    assert "老年食堂" in found.citation.quote


def test_the_vectors_of_names_are_kept_beside_the_library_and_made_anew_where_damaged(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    write_report(folder, "云栖县", 2024, deed="建成了十二处老年食堂")

    def found() -> list[str]:
        with Library.open(tmp_path / "library") as small:
            small.ingest([folder])
            return [one.citation.quote for one in small.precedents("老年食堂").precedents]

    first = found()
    [kept] = (tmp_path / "library").glob("names-meant-*.npy")
    whole = kept.stat().st_size
    kept.write_bytes(kept.read_bytes()[:100])
    assert found() == first
    assert kept.stat().st_size == whole


def test_an_empty_topic_and_an_empty_library_are_told(tmp_path: Path, library: Library) -> None:
    with pytest.raises(QueryError):
        library.precedents("  ")
    with Library.open(tmp_path) as empty:
        result = empty.precedents("垃圾分类")
    assert result.searched == 0
    assert "资料库是空的" in result.notes[0]


def test_a_library_with_a_model_of_its_own_is_searched_too(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    write_report(folder, "云栖县", 2023, promise="建设老年食堂五处，让老人吃上热饭")
    write_report(folder, "云栖县", 2024, deed="建成老年食堂六处，老人吃上了热饭")
    with Library.open(tmp_path / "library", TinyEmbedder()) as own:
        own.ingest([folder])
        result = own.precedents("老年食堂")
    assert [one.report.delivered_year for one in result.precedents] == [2023, 2024]
    assert len(result.kept) == 1
    assert result.kept[0].planned.report.plan_year == result.kept[0].done.report.review_year
