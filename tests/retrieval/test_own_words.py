"""A library's own words and synonyms, from its folder to its hits."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa import Library, Mode
from reportqa.errors import BadWordList
from reportqa.retrieval.late_interaction import SAME_MATTER
from reportqa.types import Overrides
from small_library import write_report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    write_report(reports, "云栖县", 2023, deed="新设幸福灶二十六处")
    write_report(reports, "云栖县", 2024, deed="修缮了九座古桥")
    with Library.open(tmp_path / "library") as made:
        made.ingest([reports])
    return tmp_path / "library"


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.LEXICAL])
def test_a_synonym_finds_what_only_its_other_name_says(folder: Path, mode: Mode) -> None:
    (folder / "synonyms.tsv").write_text("小饭桌\t幸福灶\n", "utf-8")
    with Library.open(folder) as library:
        result = library.search("小饭桌有几处", mode=mode, explain=True)
    assert result.understood.expanded == {"小饭桌": ("幸福灶",)}
    first = result.hits[0]
    assert "幸福灶" in first.text
    assert first.explanation is not None
    assert {met.met for met in first.explanation.words if met.word == "小饭桌"} == {"幸福灶"}
    if mode is Mode.HYBRID:
        cosines = {met.word: met.cosine for met in first.explanation.words}
        assert cosines["小饭桌"] == pytest.approx(SAME_MATTER, abs=1e-3)


def test_another_name_that_no_passage_has_is_not_told(folder: Path) -> None:
    (folder / "synonyms.tsv").write_text("小饭桌\t幸福灶\t银龄厨房\n", "utf-8")
    with Library.open(folder) as library:
        expanded = library.search("小饭桌").understood.expanded
    assert expanded == {"小饭桌": ("幸福灶",)}


def test_the_words_of_a_library_are_cut_anew_when_its_files_change(folder: Path) -> None:
    with Library.open(folder) as library:
        assert library.snapshot().words.document_frequency("幸福灶") == 0
        (folder / "userdict.txt").write_text("幸福灶\n", "utf-8")
        assert library.snapshot().words.document_frequency("幸福灶") == 1
        assert "幸福灶" in library.search("幸福灶有几处").understood.terms
        (folder / "userdict.txt").unlink()
        assert library.snapshot().words.document_frequency("幸福灶") == 0


def test_reports_that_come_later_are_cut_with_the_same_words(folder: Path, tmp_path: Path) -> None:
    (folder / "userdict.txt").write_text("幸福灶\n", "utf-8")
    later = write_report(tmp_path, "云渡镇", 2024, deed="又开幸福灶三处")
    with Library.open(folder) as library:
        library.ingest([later])
        assert library.snapshot().words.document_frequency("幸福灶") == 2


def test_a_bad_line_is_told_and_mended_without_opening_again(folder: Path) -> None:
    with Library.open(folder) as library:
        (folder / "synonyms.tsv").write_text("小饭桌\n", "utf-8")
        with pytest.raises(BadWordList, match=r"synonyms\.tsv 第 1 行"):
            library.search("小饭桌")
        (folder / "synonyms.tsv").write_text("小饭桌\t幸福灶\n", "utf-8")
        assert library.search("小饭桌").understood.expanded


def test_the_words_alone_are_widened_by_the_bundled_thesaurus(library: Library) -> None:
    lexical = library.search("经济总量有多大", mode=Mode.LEXICAL)
    assert "地区生产总值" in lexical.understood.expanded["经济总量"]
    assert any("地区生产总值" in hit.text and "总量" not in hit.text for hit in lexical.hits)
    assert library.search("经济总量有多大").understood.expanded == {}


def test_a_name_that_only_hidden_reports_have_is_not_told(folder: Path, tmp_path: Path) -> None:
    (folder / "synonyms.tsv").write_text("小饭桌\t银龄厨房\n", "utf-8")
    hidden = write_report(tmp_path, "云渡镇", 2024, deed="开办银龄厨房五处")
    with Library.open(folder) as library:
        library.ingest([hidden], Overrides(collection="内部"))
        assert library.search("小饭桌").understood.expanded == {"小饭桌": ("银龄厨房",)}
        assert library.shown_to(frozenset()).search("小饭桌").understood.expanded == {}


def test_a_corrected_report_keeps_the_librarys_words(folder: Path) -> None:
    (folder / "userdict.txt").write_text("幸福灶\n", "utf-8")
    with Library.open(folder) as library:
        [report] = [r for r in library.reports().reports if r.delivered_year == 2023]
        library.correct(report.id, Overrides(place="云溪县"))
        assert library.snapshot().words.document_frequency("幸福灶") == 1
