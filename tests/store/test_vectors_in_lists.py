"""A vector view too large to be searched whole: in lists, with a tail, right when it changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportqa.library import Library
from reportqa.store import vectors
from reportqa.store.vectors import VectorView
from small_library import TinyEmbedder, write_report

DEEDS = ("修建了廊桥", "开办了夜校", "治理了河道", "种下了油茶", "铺通了水管", "办起了食堂")


@pytest.fixture
def large(tmp_path: Path, embedder: TinyEmbedder, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library whose view is in lists, as sizes are told by the two numbers of the view."""
    monkeypatch.setattr(vectors, "EXACT", 8)
    monkeypatch.setattr(vectors, "LONGEST_TAIL", 8)
    inbox, later = tmp_path / "inbox", tmp_path / "later"
    inbox.mkdir()
    later.mkdir()
    for year in range(2001, 2013):
        write_report(inbox, "苇塘乡", year, deed=DEEDS[year % len(DEEDS)])
    library = Library.open(tmp_path / "library", embedder)
    library.ingest([inbox])
    return library


def view(library: Library) -> VectorView:
    return library.snapshot().vectors


def is_in_lists(library: Library) -> bool:
    [folder] = [path for path in (library.folder / "vectors").iterdir() if path.is_dir()]
    return (folder / "lists.faiss").exists()


def assert_whole(library: Library) -> None:
    """The view has the vectors of the catalog, and each is the nearest to itself."""
    found = view(library)
    with library.catalog.scan() as scan:
        keys = scan.keys()
        rows = scan.vectors(keys)
    assert found.keys.tolist() == keys.tolist()
    np.testing.assert_allclose(found.rows(), rows, atol=1e-3)
    everywhere = np.arange(len(keys))
    for row in rows:
        cosines = found.cosines(row, everywhere)
        np.testing.assert_allclose(cosines, rows @ row, atol=1e-3)
        best = found.search(row, 1)
        assert best.scores[0] == pytest.approx(float((rows @ row).max()), abs=1e-3)


def test_every_passage_is_nearest_to_itself(large: Library) -> None:
    assert is_in_lists(large)
    assert_whole(large)


def test_what_comes_later_stands_in_the_tail_and_then_in_the_lists(
    large: Library, tmp_path: Path
) -> None:
    for year in range(2013, 2020):
        large.ingest([write_report(tmp_path / "later", "石门县", year, deed="修好了码头")])
        assert_whole(large)


def test_what_is_removed_is_in_neither(large: Library) -> None:
    [report, *_] = large.reports().reports
    large.remove(report.id)
    assert is_in_lists(large)
    assert_whole(large)


def test_it_is_the_same_when_it_is_opened_again(
    large: Library, tmp_path: Path, embedder: TinyEmbedder
) -> None:
    large.ingest([write_report(tmp_path / "later", "石门县", 2013, deed="修好了码头")])
    before = view(large)
    large.close()
    with Library.open(tmp_path / "library", embedder) as again:
        after = view(again)
        for row in before.rows():
            assert after.search(row, 3).keys.tolist() == before.search(row, 3).keys.tolist()
        assert_whole(again)


def test_few_allowed_passages_are_all_found_best_first(large: Library) -> None:
    found = view(large)
    query = found.rows()[0]
    allowed = np.zeros(len(found.keys), np.bool_)
    allowed[[1, 5, 7]] = True
    ranked = found.search(query, 10, allowed)
    assert sorted(ranked.keys.tolist()) == found.keys[allowed].tolist()
    assert ranked.scores.tolist() == sorted(ranked.scores.tolist(), reverse=True)
