"""Tuning the order of a library: ``reportqa train``."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from reportqa import Library
from reportqa.cli import run
from reportqa.errors import ModelError
from reportqa.evaluation import Judged, interval
from reportqa.retrieval.own_trees import GROWN_ON, load_own, own_folder
from reportqa.retrieval.ranking import bundled_trees
from reportqa.tuning import Tuned, install, read_pairs, tune
from reportqa.tuning.examples import Case, Graded
from reportqa.tuning.trees import save
from reportqa.tuning.tune import FEWEST, FOLDS, fold_of
from reportqa.types import Role
from small_library import TinyEmbedder, write_report

PLACES = [f"{first}{second}县" for first, second in product("青松云石柳", "坪桥溪岭湾泉屏坳浦塘湖")]
WORKS = ("农村公路养护", "老年食堂建设", "口袋公园建设", "旧水渠改造")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Counties that each did one work last year, and promise it again for this year."""
    folder = tmp_path_factory.mktemp("reports")
    for number, place in enumerate(PLACES):
        work = WORKS[number % len(WORKS)]
        write_report(
            folder, place, 2024, deed=f"抓好{work}，完成投资三百万元",
            promise=f"抓好{work}，完成投资五百万元",
        )  # fmt: skip
    with Library.open(tmp_path_factory.mktemp("office") / "library") as library:
        library.ingest([folder])
        yield library


@pytest.fixture
def copied(office: Library, tmp_path: Path) -> Path:
    """The folder of a library of its own, like the office's."""
    return Path(shutil.copytree(office.folder, tmp_path / "library"))


def pairs(office: Library, role: Role | None, folder: Path) -> Path:
    """Questions that say the place and the work, answered by the passages of one role alone.

    With ``None`` they are answered by both.
    """
    file = folder / "pairs.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for report in office.reports(limit=100).reports:
            place = report.place or ""
            question = f"{place}{WORKS[PLACES.index(place) % len(WORKS)]}投资"
            for passage in office.structured(report.id).passages:
                if "完成投资" in passage.text and role in (None, passage.role):
                    row = {"question": question, "passage_id": f"{report.id}-{passage.index}"}
                    lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    return file


@pytest.fixture(scope="module")
def tuned(office: Library, tmp_path_factory: pytest.TempPathFactory) -> Tuned:
    """Tuned on questions that mean what was done, where the bundled order has the plan first."""
    file = pairs(office, Role.REVIEW, tmp_path_factory.mktemp("pairs"))
    return tune(office, read_pairs(file, office).cases)


def success_at_1(judged: tuple[Judged, ...]) -> float:
    return interval(judged, "Success@1").mean


def first_roles(library: Library) -> set[Role]:
    """The roles of the first hits of questions of this office."""
    return {
        library.search(f"{place}{work}投资", k=1).hits[0].role
        for place, work in zip(PLACES[:8], WORKS * 2, strict=True)
    }


def test_an_office_that_always_means_what_was_done_gets_it_first(
    office: Library, tuned: Tuned, copied: Path
) -> None:
    assert success_at_1(tuned.before) < 0.5
    assert success_at_1(tuned.after) > 0.95
    assert tuned.is_better
    assert first_roles(office) == {Role.PLAN}
    with Library.open(copied) as opened:
        install(opened, tuned)
    with Library.open(copied) as opened:
        assert first_roles(opened) == {Role.REVIEW}


def test_the_command_installs_what_is_better_and_tells_the_same_figures_again(
    office: Library, tuned: Tuned, copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pairs(office, Role.REVIEW, tmp_path)
    assert run(["train", str(file), "--library", str(copied), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["installed"]
    assert told["lines"] == told["questions"] == told["reached"] == len(PLACES)
    assert told["after"]["RR@10"]["mean"] == interval(tuned.after, "RR@10").mean
    assert told["comparison"]["low"] <= told["comparison"]["difference"]
    assert load_own(copied) is not None


def test_an_order_that_is_right_already_is_left_as_it_is(
    office: Library, copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pairs(office, None, tmp_path)
    assert run(["train", str(file), "--library", str(copied)]) == 1
    assert "排序保持不变" in capsys.readouterr().out
    assert not own_folder(copied).exists()


def test_an_order_that_is_no_better_is_used_when_told_to(
    office: Library, tuned: Tuned, copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_better = replace(tuned, before=tuned.after)
    monkeypatch.setattr("reportqa.tuning.tune", lambda *_: no_better)
    command = ["train", str(pairs(office, Role.REVIEW, tmp_path)), "--library", str(copied)]
    assert run(command) == 1
    assert load_own(copied) is None
    assert run([*command, "--force"]) == 0
    assert load_own(copied) is not None


def test_too_few_questions_are_refused(office: Library, tmp_path: Path) -> None:
    cases = read_pairs(pairs(office, Role.PLAN, tmp_path), office).cases[: FEWEST - 1]
    with pytest.raises(ModelError, match=f"{FEWEST - 1} 个问题中只有 {FEWEST - 1} 个"):
        tune(office, cases)


def test_a_library_with_another_embedding_model_is_refused(tmp_path: Path) -> None:
    with Library.open(tmp_path / "other", TinyEmbedder()) as other:
        other.ingest([write_report(tmp_path, "青坪县", 2024)])
        with pytest.raises(ModelError, match="tiny"):
            tune(other, [])


def test_questions_that_share_an_answer_are_never_learned_from_and_judged_by() -> None:
    answers = [Graded("r", start, start + 10, "一段原文") for start in range(0, 500, 10)]
    cases = [Case(f"问题{i}", (answers[i % len(answers)],)) for i in range(200)]
    folds = fold_of(cases)
    assert set(folds) == set(range(FOLDS))
    for i in range(len(answers)):
        assert len({int(fold) for fold in folds[i :: len(answers)]}) == 1


def test_trees_tuned_on_another_version_give_way_to_the_bundled_ones(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save(own_folder(tmp_path), bundled_trees(), {GROWN_ON: "another"})
    with caplog.at_level(logging.WARNING):
        assert load_own(tmp_path) is None
    assert "reportqa train" in caplog.text


def test_damaged_trees_give_way_to_the_bundled_ones(tmp_path: Path) -> None:
    own_folder(tmp_path).mkdir(parents=True)
    (own_folder(tmp_path) / "trees.safetensors").write_bytes(b"\x00" * 40)
    assert load_own(tmp_path) is None
