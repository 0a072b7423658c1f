"""The harness that sets reportqa beside its peers: what all are given, and what is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from benchmarks.peers.base import Asked, Material
from benchmarks.peers.child import run
from benchmarks.peers.material import prepare
from benchmarks.peers.recombined import recombine
from benchmarks.peers.registry import PEERS, Entry
from benchmarks.peers.result import Result, floors, table

SIZE = 700
"""More passages than the sample corpus has, so that some are recombined."""


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """The sample corpus, its questions, and reports made of it."""
    made = Material(tmp_path_factory.mktemp("peers") / "material")
    prepare(made, SIZE, shared=None)
    return made


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where peers keep what they took in: some search what another did."""
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def texts(corpus: Path) -> list[str]:
    """Texts to recombine."""
    return [path.read_text("utf-8") for path in sorted(corpus.glob("*.txt"))]


def test_recombined_reports_are_the_same_for_the_same_seed(texts: list[str]) -> None:
    one, again = (list(islice(recombine(texts, seed=3), 5)) for _ in range(2))
    assert one == again
    assert one != list(islice(recombine(texts, seed=4), 5))


def test_no_two_recombined_reports_have_a_name_in_common(texts: list[str]) -> None:
    names = [made.name for made in islice(recombine(texts), 300)]
    assert len(set(names)) == 300
    assert len({name.partition("_")[0] for name in names}) > 100


def test_recombined_reports_have_more_numbers_than_those_they_are_made_of(
    texts: list[str],
) -> None:
    def numbers(said: list[str]) -> set[str]:
        return {number for text in said for number in re.findall(r"\d+(?:\.\d+)?", text)}

    made = [one.text for one in islice(recombine(texts), 3 * len(texts))]
    assert len(numbers(made)) > 1.5 * len(numbers(texts))


def test_hardly_a_paragraph_of_recombined_reports_is_met_twice(texts: list[str]) -> None:
    paragraphs = [
        line
        for made in islice(recombine(texts), 30)
        for line in made.text.splitlines()
        if len(line) > 100
    ]
    assert len(paragraphs) > 200
    assert len(set(paragraphs)) > 0.99 * len(paragraphs)


def test_the_material_has_as_many_passages_as_asked_for_and_one_report_at_most_beyond(
    material: Material,
) -> None:
    passages = list(material.passages())
    assert len({passage.id for passage in passages}) == len(passages)
    last = passages[-1].id.partition("-")[0]
    assert sum(not passage.id.startswith(last) for passage in passages) < SIZE <= len(passages)


def test_each_question_names_passages_that_are_there(material: Material) -> None:
    held = {passage.id for passage in material.passages()}
    questions = material.questions()
    assert len(questions) > 10
    assert all(one.right and set(one.right) <= held for one in questions)


def installed() -> Iterator[object]:
    for entry in PEERS:
        missing = pytest.mark.skipif(not entry.is_installed, reason=f"no {entry.package} here")
        yield pytest.param(entry, marks=missing, id=entry.name)


@pytest.mark.parametrize("entry", installed())
def test_a_peer_finds_what_answers(entry: Entry, material: Material, work: Path) -> None:
    result = run(entry, material, work)
    asked = material.questions()
    assert len(result.found) == len(asked) == len(result.took_ms)
    found = sum(
        bool(set(one.right) & set(found)) for one, found in zip(asked, result.found, strict=True)
    )
    if entry.name == "the model alone":
        assert not any(result.found)
    else:
        assert found > 0.5 * len(asked)


def result(name: str, seconds: float | None, ms: float, *, reading: float = 0.0) -> Result:
    found = [["a", "b"], ["b", "a"]]
    cpu = 0.5 + (seconds or 0.0)
    took = [ms] * 2
    return Result(name, 1000, seconds, cpu, reading, took, took, [ms / 2] * 2, found, 100.0)


def cells(said: str, name: str) -> list[str]:
    line = next(line for line in said.splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in line.split("|")[2:-1]]


ASKED = [Asked("甲", ("a",)), Asked("乙", ("a",))]


def test_the_table_holds_each_peer_against_reportqa_from_passages_on() -> None:
    ours = result("reportqa", 12.0, 10.0, reading=2.0)
    said = table([ours, result("a peer", 25.0, 15.0)], ASKED)
    assert cells(said, "reportqa")[:4] == ["10.0", "10.5", "100", "1.00"]
    assert cells(said, "reportqa, from files")[:3] == ["12.0", "12.5", "83"]
    assert cells(said, "a peer")[:4] == ["25.0", "25.5", "40", "2.50"]
    assert cells(said, "a peer")[4:8] == ["15.0", "15.0", "15.0", "1.50"]
    assert cells(said, "a peer")[8:10] == ["7.5", "1.50"]


def test_the_table_tells_how_much_was_found_of_what_was_asked() -> None:
    said = table([result("reportqa", 1.0, 1.0)], ASKED)
    assert cells(said, "reportqa")[11:] == ["1.000", "0.750", "2"]


def test_a_peer_that_searches_what_another_took_in_has_no_ingest() -> None:
    said = table([result("reportqa", 1.0, 4.0), result("a view", None, 2.0)], ASKED)
    assert cells(said, "a view")[:4] == [""] * 4
    assert cells(said, "a view")[7] == "0.50"


def test_the_floors_hold_each_half_against_its_engine() -> None:
    said = floors([result("reportqa, words alone", None, 3.0), result("raw tantivy", 1.0, 2.0)])
    assert cells(said, "reportqa, words alone, beside raw tantivy") == ["1.50 ×"] * 3
    assert "FAISS" not in said
