"""The whole way, on the real reports and the labelled questions beside the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reportqa import Library, Mode
from reportqa.evaluation import evaluate, interval, read_questions
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


README = Path(__file__).resolve().parent.parent / "README.md"


def shown_in_the_readme(way: str) -> list[float]:
    """The figures of a row of the README's table: @1 and @10 of all, then of paraphrased."""
    row = next(line for line in README.read_text("utf-8").splitlines() if f"| {way}" in line)
    return [float(cell.strip(" *")) for cell in row.split("|")[2:6]]


@pytest.mark.parametrize(
    ("mode", "way"),
    [
        (Mode.LEXICAL, "words alone"),
        (Mode.DENSE, "vectors alone"),
        (Mode.HYBRID, "**hybrid**"),
    ],
)
def test_labelled_questions_are_answered_as_the_readme_says(
    shared: Path, dev_library: Library, mode: Mode, way: str
) -> None:
    questions = read_questions(shared / "eval" / "dev_questions.jsonl")
    judged = evaluate(questions, lambda query, k: dev_library.search(query, k=k, mode=mode).hits)
    paraphrased = [one for one in judged if one.question.kind == "paraphrase"]
    found = [
        interval(group, measure).mean
        for group in (judged, paraphrased)
        for measure in ("Success@1", "Success@10")
    ]
    a_question = 1 / len(paraphrased)  # two that score alike may change places elsewhere
    assert found == pytest.approx(shown_in_the_readme(way), abs=a_question + 0.0005)


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
