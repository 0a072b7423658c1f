"""JSON Lines bring the same reports with the same ids into another library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportqa.commitments.entry import Opinion
from reportqa.health import examine
from reportqa.library import Library
from reportqa.sources import Status
from reportqa.store.reviews import Action
from reportqa.types import Filters, Level, Overrides
from small_library import TinyEmbedder, write_report


@pytest.fixture
def lines(library: Library, tmp_path: Path) -> Path:
    """The sample corpus as JSON Lines."""
    assert library.export(tmp_path / "reports.jsonl") == library.reports().total
    return tmp_path / "reports.jsonl"


def test_what_is_imported_is_what_was_exported(
    library: Library, lines: Path, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "other") as other:
        counts = other.import_from(lines).counts
        assert counts == {Status.ADDED: library.reports().total}
        for report in library.reports(limit=-1).reports:
            assert other.structured(report.id) == library.structured(report.id)
        assert all(finding.well for finding in examine(other))
        assert other.import_from(lines).counts == {Status.UNCHANGED: library.reports().total}
        assert other.export(tmp_path / "again.jsonl") == library.reports().total
    assert (tmp_path / "again.jsonl").read_bytes() == lines.read_bytes()


def test_what_was_said_of_a_report_goes_with_it(tmp_path: Path) -> None:
    path = write_report(tmp_path, "云渡镇", 2022)
    with Library.open(tmp_path / "library", TinyEmbedder()) as library:
        library.ingest([path], Overrides(place="石门县", level=Level.COUNTY))
        library.export(tmp_path / "reports.jsonl")
    with Library.open(tmp_path / "other", TinyEmbedder()) as other:
        other.import_from(tmp_path / "reports.jsonl")
        [report] = other.reports().reports
        assert (report.place, report.level) == ("石门县", Level.COUNTY)
        said = Overrides(place="石门县", level=Level.COUNTY)
        assert other.ingest([path], said).counts == {Status.UNCHANGED: 1}


def test_what_a_person_corrected_and_who_may_read_it_go_with_it(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    with Library.open(tmp_path / "library", TinyEmbedder()) as library:
        kept_from_others = Overrides(collection="财政")
        library.ingest([write_report(tmp_path, "云渡镇", 2022)], kept_from_others)
        [report] = library.reports().reports
        corrected = library.correct(report.id, Overrides(place="石门县"))
        library.export(path)
    with Library.open(tmp_path / "other", TinyEmbedder()) as other:
        other.import_from(path)
        assert other.report(report.id) == corrected
        assert corrected.collection == "财政"
        assert other.catalog.correction_of(report.id) == Overrides(place="石门县")


def test_reviews_and_watches_come_along_once(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    with Library.open(tmp_path / "library", TinyEmbedder()) as library:
        library.ingest([write_report(tmp_path, "云渡镇", year) for year in (2022, 2023)])
        watch = library.watch("粮仓", filters=Filters(level=Level.TOWNSHIP))
        [first, *_] = library.commitments("云渡镇").entries
        opinion = Opinion(reviewer="王", action=Action.NOTE, note="已去看过")
        library.review_commitment(first.commitment.id, opinion)
        trail = library.commitment_trail(first.commitment.id)
        library.export(path)
    with Library.open(tmp_path / "other", TinyEmbedder()) as other:
        for _ in range(2):
            other.import_from(path)
            assert other.watches() == [watch]
            assert other.commitment_trail(first.commitment.id) == trail


def test_a_bad_line_does_not_spoil_the_others(
    library: Library, lines: Path, tmp_path: Path
) -> None:
    first, second, *rest = lines.read_text("utf-8").splitlines()
    changed = json.loads(first)
    changed["text"] += "又及"
    shown = [json.dumps(changed, ensure_ascii=False), second[:-9], "[]", '{"kind": "song"}', *rest]
    lines.write_text("\n".join(shown), encoding="utf-8")
    with Library.open(tmp_path / "other") as other:
        result = other.import_from(lines)
        assert result.counts == {
            Status.ADDED: library.reports().total - 2,
            Status.FAILED: 4,
        }
        reasons = " ".join(outcome.reason for outcome in result.outcomes)
        assert "正文与编号不符" in reasons


def test_an_import_is_cut_by_the_words_of_the_library_that_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    with Library.open(tmp_path / "library", TinyEmbedder()) as library:
        library.ingest([write_report(tmp_path, "云渡镇", 2022, deed="开办了村民说事点")])
        library.export(path)
    with Library.open(tmp_path / "other", TinyEmbedder()) as other:
        (tmp_path / "other" / "userdict.txt").write_text("村民说事点\n", "utf-8")
        other.import_from(path)
        assert other.catalog.state().dictionary == other.lexicon.dictionary_hash
        keys = other.snapshot().words.search([{"村民说事点": 1.0}], 10).keys
        [passage] = other.catalog.passages(keys)
        assert "村民说事点" in passage.tokens
