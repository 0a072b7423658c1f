"""The whole way, on the real reports and the labelled questions beside the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reportqa import Library, Mode
from reportqa.evaluation import Question, evaluate, interval, read_questions
from reportqa.language.places import same_place
from reportqa.sources import Status

TOWN = "镇人民政府_2023.txt"
"""A draft whose own name is blanked out: it names no place, and its year is the one reviewed."""


@pytest.fixture(scope="module")
def dev_library(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("dev")) as library:
        library.ingest([shared / "reports" / "dev"])
        yield library


def test_every_real_report_is_ingested_with_its_place_and_year(
    shared: Path, tmp_path: Path
) -> None:
    folders = [shared / "reports" / "dev", shared / "reports" / "more"]
    files = [file for folder in folders for file in folder.glob("*.txt")]
    with Library.open(tmp_path / "all") as library:
        outcomes = library.ingest(folders).outcomes
        reports = library.reports(limit=1000).reports
    assert {outcome.status for outcome in outcomes} == {Status.ADDED}
    assert len(reports) == len(files) >= 178
    for report in reports:
        if report.source == TOWN:
            continue
        place, year = report.source.removesuffix(".txt").split("_")
        assert report.place is not None
        assert same_place(report.place, place), report.source
        assert report.delivered_year == int(year), report.source


def success_at_ten(library: Library, questions: list[Question], mode: Mode) -> float:
    """Share of questions with a hit among the first ten that holds half of a right quote."""
    judged = evaluate(questions, lambda query, k: library.search(query, k=k, mode=mode).hits)
    return interval(judged, "Success@10").mean


@pytest.mark.parametrize(
    ("mode", "least"), [(Mode.LEXICAL, 0.82), (Mode.DENSE, 0.85), (Mode.HYBRID, 0.90)]
)
def test_labelled_questions_find_their_passage(
    shared: Path, dev_library: Library, mode: Mode, least: float
) -> None:
    questions = read_questions(shared / "eval" / "dev_questions.jsonl")
    assert success_at_ten(dev_library, questions, mode) >= least


def test_ingesting_again_changes_nothing(shared: Path, dev_library: Library) -> None:
    before = dev_library.revision
    outcomes = dev_library.ingest([shared / "reports" / "dev"]).outcomes
    assert {outcome.status for outcome in outcomes} == {Status.UNCHANGED}
    assert dev_library.revision == before


def test_the_word_file_of_a_report_already_there_is_named_as_its_duplicate(
    shared: Path, dev_library: Library
) -> None:
    word = shared / "reports" / "raw" / "2025年北京市政府工作报告.docx"
    outcome = dev_library.ingest([word]).outcomes[0]
    assert outcome.status is Status.DUPLICATE
    assert "北京市_2025.txt" in outcome.reason
