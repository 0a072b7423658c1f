"""A change of model goes on beside the search, outlives a kill, and loses nothing."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from pathlib import Path

import pytest

from reportqa import remake
from reportqa.embedding import BUNDLED_FOLDER
from reportqa.errors import LibraryLocked
from reportqa.health import examine
from reportqa.library import Library
from reportqa.store.lock import writing
from reportqa.store.prepared import Prepared
from reportqa.types import Filters, Mode
from small_library import TinyEmbedder, write_report
from static_models import shorter_model

SPAWN = multiprocessing.get_context("spawn")
BATCH = 16


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of another model."""
    return shorter_model(tmp_path_factory.mktemp("models") / "shorter")


@pytest.fixture
def folder(library: Library, tmp_path: Path) -> Path:
    """A library of the sample corpus, to be changed."""
    return shutil.copytree(library.folder, tmp_path / "library")


def assert_serves(folder: Path, model: str, passages: int) -> None:
    """It opens with its own model, is sound, and finds by both halves."""
    with Library.open(folder, create=False) as library:
        assert library.embedder.fingerprint.name == model
        findings = examine(library)
        assert all(finding.well for finding in findings), findings
        assert library.catalog.size() == passages
        for mode in (Mode.DENSE, Mode.LEXICAL):
            assert "食堂" in library.search("“食堂”", mode=mode).hits[0].text


def _reindex_until_half(folder: Path, model: Path) -> None:
    pytest.MonkeyPatch().setattr(remake, "EMBED_PASSAGES", BATCH)

    def die(done: int, total: int) -> None:
        if done > total // 2:
            os.kill(os.getpid(), signal.SIGKILL)

    with Library.open(folder) as library:
        library.reindex(model, progress=die)


def test_a_reindex_killed_halfway_leaves_the_old_model_serving_and_is_gone_on_with(
    folder: Path, other: Path
) -> None:
    killed = SPAWN.Process(target=_reindex_until_half, args=(folder, other))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    with Library.open(folder) as library:
        passages = library.catalog.size()
    assert_serves(folder, BUNDLED_FOLDER.name, passages)

    told: list[tuple[int, int]] = []
    with Library.open(folder) as library:
        library.reindex(other, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (passages, passages)
    assert_serves(folder, str(other.resolve()), passages)
    [first, *_] = told
    assert first[0] > passages // 2 + BATCH, "what was embedded before the kill is embedded again"

    with Library.open(folder) as library:
        library.reindex(BUNDLED_FOLDER.name)
    assert_serves(folder, BUNDLED_FOLDER.name, passages)


def test_what_others_change_while_a_reindex_runs_is_kept(
    folder: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remake, "EMBED_PASSAGES", BATCH)
    written = write_report(tmp_path, "苇塘乡", 2024, deed="修复了一座水碾房")
    with Library.open(folder, wait=0) as library, Library.open(folder, wait=0) as beside:
        removed = beside.reports().reports[0].id

        def meanwhile(done: int, total: int) -> None:
            if done == BATCH:
                beside.remove(removed)
                assert beside.ingest([written]).counts == {"added": 1}

        library.reindex(other, progress=meanwhile)
        assert removed not in {report.id for report in library.reports().reports}
        for opened in (library, beside):
            there = Filters(place="苇塘乡")
            [hit, *_] = opened.search("水碾房", mode=Mode.DENSE, filters=there).hits
            assert hit.report.source == written.name
            assert opened.embedder.fingerprint.dimension == 64


def test_a_reindex_ends_what_another_model_had_begun(tmp_path: Path) -> None:
    first, second = TinyEmbedder("first"), TinyEmbedder("second")
    with Library.open(tmp_path / "library", TinyEmbedder()) as library:
        library.ingest([write_report(tmp_path, "云渡镇", 2023)])
        begun = Prepared(library.catalog.database, first.fingerprint)
        [(key, _, held), *_] = begun.missing(0, 1)
        begun.keep([key], first.embed_passages([held.text]).astype("float16"))
        library.reindex(second)
        assert begun.count()[0] == 0
        assert second.embedded == library.catalog.size()
        library.reindex(second)
        assert second.embedded == library.catalog.size()


def test_a_reindex_beside_a_writer_is_refused_before_it_begins(tmp_path: Path) -> None:
    other = TinyEmbedder("other")
    with Library.open(tmp_path / "library", TinyEmbedder(), wait=0) as library:
        library.ingest([write_report(tmp_path, "云渡镇", 2023)])
        with writing(library.folder, "a long ingest"), pytest.raises(LibraryLocked):
            library.reindex(other)
    assert other.embedded == 0
