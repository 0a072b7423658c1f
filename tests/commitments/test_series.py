"""An indicator over the years of a place, and how many promises were kept."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from reportqa import Library
from reportqa.commitments import charts
from reportqa.commitments.charts import ChartFormat, chart
from reportqa.commitments.export import COLUMNS, table
from reportqa.commitments.ledger import Ledger
from reportqa.commitments.series import rates_by_field, rates_by_year, series
from reportqa.commitments.verdict import Verdict
from reportqa.errors import NotFound, QueryError
from small_library import write_report


@pytest.fixture(scope="module")
def ledgers(library: Library) -> list[Ledger]:
    return library.ledgers("禾岭县")


def test_target_and_actual_stand_side_by_side_over_the_years(ledgers: list[Ledger]) -> None:
    found = series(ledgers, "禾岭县", "地区生产总值增速")
    values = {point.year: (point.target, point.actual) for point in found.points}
    assert found.unit == "%"
    assert values[2021] == (Decimal("7.5"), Decimal("8.4"))
    assert values[2022] == (Decimal(7), Decimal("4.6"))
    assert values[2023] == (Decimal("5.5"), Decimal("5.9"))
    rows = found.table().rows
    assert [row[0] for row in rows] == sorted(values)


def test_two_indicators_of_like_names_are_not_joined(tmp_path: Path) -> None:
    promises = {2031: "城镇登记失业率控制在4.5%以内", 2032: "城镇调查失业率控制在5.5%以内"}
    with Library.open(tmp_path / "library") as library:
        library.ingest(
            [write_report(tmp_path, "青石坳镇", y, promise=p) for y, p in promises.items()]
        )
        found = series(library.ledgers("青石坳镇"), "青石坳镇", "失业率")
    assert [point.target for point in found.points] == [Decimal("4.5")]
    assert found.others == ("城镇登记失业率", "城镇调查失业率")


def test_one_indicator_under_two_names_is_followed(tmp_path: Path) -> None:
    promises = {2031: "城镇新增就业800人以上", 2032: "新增城镇就业900人"}
    with Library.open(tmp_path / "library") as library:
        library.ingest(
            [write_report(tmp_path, "青石坳镇", y, promise=p) for y, p in promises.items()]
        )
        found = series(library.ledgers("青石坳镇"), "青石坳镇", "城镇新增就业")
    assert [point.target for point in found.points] == [Decimal(800), Decimal(900)]


def test_an_unknown_indicator_is_named(ledgers: list[Ledger]) -> None:
    with pytest.raises(NotFound, match="飞机"):
        series(ledgers, "禾岭县", "飞机架次")


def test_a_chart_keeps_its_chinese_labels_as_text(ledgers: list[Ledger]) -> None:
    drawn = chart(series(ledgers, "禾岭县", "地区生产总值增速"), ChartFormat.SVG)
    texts = [text for text in ElementTree.fromstring(drawn).itertext() if text.strip()]
    assert {"目标", "实际", "2022"} <= set(texts)
    assert any("禾岭县" in text for text in texts)
    assert any("Noto Sans CJK SC" in text for text in texts)


def test_a_png_without_a_chinese_font_is_refused(
    ledgers: list[Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "_installed", lambda: frozenset({"DejaVu Sans"}))
    found = series(ledgers, "禾岭县", "地区生产总值增速")
    with pytest.raises(QueryError, match="SVG"):
        chart(found, ChartFormat.PNG)


def test_rates_count_only_what_a_later_report_speaks_of(ledgers: list[Ledger]) -> None:
    years = rates_by_year(ledgers)
    assert [rate.of for rate in years] == ["2021", "2022", "2023"]
    for rate, held in zip(years, ledgers, strict=False):
        told = [entry.verdict for entry in held.checkable]
        silent = told.count(Verdict.NOT_REPORTED) + told.count(Verdict.UNVERIFIABLE)
        assert (rate.commitments, rate.reported) == (len(told), len(told) - silent)
        assert rate.share == rate.fulfilled / rate.reported
    assert sum(rate.commitments for rate in rates_by_field(ledgers)) == sum(
        rate.commitments for rate in years
    )


def test_a_ledger_is_a_table_with_links(ledgers: list[Ledger]) -> None:
    made = table(ledgers[0], "http://127.0.0.1:8000/")
    assert made.columns == COLUMNS
    assert len(made.rows) == len(ledgers[0].checkable)
    assert len(table(ledgers[0], soft=True).rows) == len(ledgers[0].entries)
    assert made.links
    assert all(link.startswith("http://127.0.0.1:8000/report/") for link in made.links.values())


def test_silence_says_what_was_searched_and_shows_what_came_nearest(
    ledgers: list[Ledger],
) -> None:
    silent = [e for e in ledgers[0].entries if e.verdict is Verdict.NOT_REPORTED]
    assert silent
    for entry in silent:
        assert not entry.evidence
        assert len(entry.nearest) == 3
        assert entry.searched > 0
        assert str(entry.searched) in entry.reason


def test_every_quote_is_verbatim(library: Library, ledgers: list[Ledger]) -> None:
    for held in ledgers:
        for entry in held.entries:
            for citation in (entry.commitment.citation, *entry.evidence, *entry.nearest):
                text = library.text(citation.report.id)
                assert text[citation.start : citation.end] == citation.quote


def test_a_plan_without_a_later_report_gives_the_open_list(ledgers: list[Ledger]) -> None:
    last = ledgers[-1]
    assert last.checked is None
    assert {entry.verdict for entry in last.entries} == {Verdict.NO_LATER_REPORT}
