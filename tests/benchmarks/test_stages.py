"""The clocks around the stages of ingest and search."""

from __future__ import annotations

from pathlib import Path

from benchmarks.queries import ASKED, QUERIES
from benchmarks.stages import ASK, INGEST, SEARCH, by_stage, ingest_by_stage, watching

from reportqa import Library
from reportqa.retrieval import search


def test_each_stage_of_an_ingest_takes_time_and_all_of_it_is_told(
    corpus: Path, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "library") as library:
        ingested = ingest_by_stage(library, [corpus])
    assert list(ingested.seconds) == [*INGEST, "rest"]
    assert min(ingested.seconds.values()) > 0
    assert ingested.reports == 20


def test_each_stage_of_a_search_takes_time(library: Library) -> None:
    took = by_stage(library.search, SEARCH, QUERIES[:3])
    assert list(took) == [*SEARCH, "rest", "whole"]
    assert min(spent.mean for spent in took.values()) > 0
    stages = sum(spent.mean for stage, spent in took.items() if stage != "whole")
    assert stages >= took["whole"].mean - 1e-6, "some go on beside others"


def test_each_stage_of_an_answer_takes_time(library: Library) -> None:
    took = by_stage(library.ask, ASK, ASKED[:3])
    assert list(took) == [*ASK, "rest", "whole"]
    assert min(spent.mean for spent in took.values()) > 0


def test_a_stage_within_another_counts_for_the_outer_one(library: Library) -> None:
    places = {
        "outer": ["reportqa.retrieval.search._hits"],
        "inner": ["reportqa.retrieval.search.fold"],
    }
    with watching(places) as stopwatch:
        library.search(QUERIES[0])
        assert set(stopwatch.take()) == {"outer"}
        assert stopwatch.take() == {}


def test_the_clocks_are_gone_afterwards(library: Library) -> None:
    before = vars(search)["understand"]
    with watching(SEARCH) as stopwatch:
        assert vars(search)["understand"] is not before
    assert vars(search)["understand"] is before
    library.search(QUERIES[0])
    assert stopwatch.take() == {}
