"""Why a hit stands where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa import Library, Mode
from reportqa.retrieval.explaining import MEANINGS
from reportqa.retrieval.features import FEATURES
from reportqa.types import Explanation
from small_library import TinyEmbedder, write_report


def explained(library: Library, query: str, mode: Mode = Mode.HYBRID) -> list[Explanation]:
    hits = library.search(query, k=5, mode=mode, explain=True).hits
    return [hit.explanation for hit in hits if hit.explanation is not None]


def test_every_feature_has_a_meaning_for_people() -> None:
    assert set(MEANINGS) == set(FEATURES)


def test_nothing_is_explained_unasked(library: Library) -> None:
    assert all(hit.explanation is None for hit in library.search("养老服务").hits)


@pytest.mark.parametrize("mode", list(Mode))
def test_the_explained_hits_are_those_of_a_plain_search(library: Library, mode: Mode) -> None:
    plain = library.search("去年禾岭县修路", mode=mode).hits
    told = library.search("去年禾岭县修路", mode=mode, explain=True).hits
    assert [(hit.passage_id, hit.score) for hit in told] == [
        (hit.passage_id, hit.score) for hit in plain
    ]
    assert all(hit.explanation is not None for hit in told)


def test_the_learned_order_tells_both_scores_and_every_rank(library: Library) -> None:
    first = explained(library, "老人吃饭的食堂办起来了几个？")[0]
    assert first.learned_score is not None
    assert first.ranks["learned"] == 1
    assert {"dense", "late"} <= set(first.ranks)
    assert set(first.scores) <= set(first.ranks)
    assert {reason.name for reason in first.reasons} <= set(FEATURES)


def test_the_strongest_reason_comes_first(library: Library) -> None:
    for why in explained(library, "农村公路建设"):
        gains = [abs(reason.gain) for reason in why.reasons]
        assert gains == sorted(gains, reverse=True)
        assert gains[0] > 0


def test_each_half_alone_is_explained_by_parts_that_add_up(library: Library) -> None:
    for mode in (Mode.LEXICAL, Mode.DENSE):
        for hit in library.search("禾岭县农村公路", mode=mode, explain=True).hits:
            why = hit.explanation
            assert why is not None
            assert why.learned_score is None
            assert why.first_score == pytest.approx(hit.score, abs=1e-3)
            assert sum(reason.gain for reason in why.reasons) == pytest.approx(hit.score, abs=0.02)
            assert set(why.scores) == {mode.value}


def test_a_place_and_a_year_named_are_told_with_what_they_make(library: Library) -> None:
    first = explained(library, "禾岭县2023年新增就业多少人")[0]
    assert first.named["place"] > 0
    assert first.named["year"] > 0
    assert explained(library, "新增就业的人数")[0].named == {}


def test_missing_the_place_that_is_named_counts_against_a_passage(library: Library) -> None:
    hits = library.search("禾岭县的港口", k=200, mode=Mode.DENSE, explain=True).hits
    elsewhere = [hit for hit in hits if hit.report.place != "禾岭县"]
    assert elsewhere
    for hit in elsewhere:
        assert hit.explanation is not None
        assert hit.explanation.named["place"] < 0


def test_each_word_is_told_with_the_word_that_it_meets(library: Library) -> None:
    words = {met.word: met for met in explained(library, "老人吃饭的食堂办起来了几个？")[0].words}
    assert words["食堂"].met is not None
    assert words["食堂"].cosine > 0.5
    exact = {met.word: met for met in explained(library, "农村公路", Mode.LEXICAL)[0].words}
    assert exact["公路"].met == "公路"


def test_another_model_is_explained_by_the_first_score(tmp_path: Path) -> None:
    write_report(tmp_path, "云栖县", 2024)
    with Library.open(tmp_path / "library", TinyEmbedder()) as other:
        other.ingest([tmp_path / "云栖县_2024.txt"])
        why = explained(other, "云栖县修路")[0]
    assert why.learned_score is None
    assert {"lexical", "dense"} >= {reason.name for reason in why.reasons} - {"place"}
    assert why.named["place"] == pytest.approx(0.5)
