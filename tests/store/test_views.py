"""Views follow the catalog: added to, made anew, checked, and never a lie."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from reportqa.library import Library
from reportqa.store import Snapshot, generations
from reportqa.store.lock import writing
from small_library import TinyEmbedder, write_report


def said(library: Library, snapshot: Snapshot, words: str) -> set[str]:
    """The sources of the reports that the word view finds for a word."""
    keys = snapshot.words.search([{words: 1.0}], 50).keys
    return {library.report(item.report_id).source for item in library.catalog.passages(keys)}


def nearest(library: Library, snapshot: Snapshot, deed: str) -> str:
    """The source of the report whose passage is nearest to a deed in its own sentence."""
    [query] = library.embedder.embed_queries([f"我们{deed}，粮食总产量稳定在三万吨以上"])
    [best] = library.catalog.passages(snapshot.vectors.search(query, 1).keys)
    return library.report(best.report_id).source


def newest(home: Path) -> Path:
    manifest = generations.read(home)
    assert manifest is not None
    return home / manifest.directory


def assert_whole(library: Library) -> None:
    """Both views stand for just what the catalog has, and find it."""
    snapshot = library.snapshot()
    with library.catalog.scan() as scan:
        keys = scan.keys()
        rows = scan.vectors(keys)
    assert snapshot.revision == library.revision
    assert snapshot.vectors.keys.tolist() == keys.tolist() == snapshot.words.keys.tolist()
    np.testing.assert_array_equal(snapshot.vectors.rows(), rows)
    assert said(library, snapshot, "廊桥") == {"云渡镇_2022.txt"}
    assert nearest(library, snapshot, "开办了夜校") == "石门县_2023.txt"


def test_what_was_ingested_is_found_by_both_views(library: Library) -> None:
    assert_whole(library)


def test_a_deleted_report_is_gone_from_both_views_at_once(library: Library) -> None:
    [report] = [r for r in library.reports().reports if r.source == "云渡镇_2022.txt"]
    old = library.snapshot()
    library.remove(report.id)
    snapshot = library.snapshot()
    gone = [key for key in old.vectors.keys if key not in snapshot.vectors.keys]
    assert gone
    assert not np.isin(snapshot.words.keys, gone).any()
    assert said(library, snapshot, "廊桥") == set()
    assert nearest(library, snapshot, "修建了廊桥") != "云渡镇_2022.txt"
    # A search that began before it finds nothing of it either.
    assert library.catalog.passages(gone) == []


def test_the_words_of_a_deleted_report_leave_the_statistics(library: Library) -> None:
    [report] = [r for r in library.reports().reports if r.source == "云渡镇_2022.txt"]
    assert library.snapshot().words.document_frequency("廊桥") == 1
    library.remove(report.id)
    assert library.snapshot().words.document_frequency("廊桥") == 0


def test_reports_that_come_later_score_as_if_they_had_been_there(
    library: Library, tmp_path: Path, embedder: TinyEmbedder
) -> None:
    library.ingest([write_report(tmp_path / "inbox", "苇塘乡", 2024, deed="治理了河道")])
    grown = library.snapshot()
    with library.catalog.scan() as scan:
        built = type(grown.vectors).build(scan, scan.keys(), None)
    np.testing.assert_array_equal(built.rows(), grown.vectors.rows())
    assert said(library, grown, "河道") == {"苇塘乡_2024.txt"}
    assert_whole(library)


def test_the_words_are_added_to_until_they_have_doubled(library: Library, tmp_path: Path) -> None:
    home = library.folder / "words"

    def segments() -> set[int]:
        return {path.stat().st_ino for path in newest(home).glob("*.term")}

    made_with, before = len(library.snapshot().words.keys), segments()
    for year in range(2024, 2040):
        library.ingest([write_report(tmp_path / "inbox", "苇塘乡", year)])
        count = len(library.snapshot().words.keys)
        assert (before <= segments()) == (count <= 2 * made_with)
        if count > 2 * made_with:
            return
    pytest.fail("the library has not doubled")


@pytest.mark.parametrize("view", ["vectors", "words"])
def test_a_missing_view_is_rebuilt_without_embedding(
    folder: Path, embedder: TinyEmbedder, view: str
) -> None:
    shutil.rmtree(folder / view)
    embedded = embedder.embedded
    with Library.open(folder, embedder) as library:
        assert_whole(library)
    assert embedder.embedded == embedded
    assert newest(folder / view).is_dir()


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def flip_manifest(home: Path) -> None:
    flip(home / "manifest.json")


def lose_manifest(home: Path) -> None:
    (home / "manifest.json").unlink()


def flip_largest(home: Path) -> None:
    flip(max(newest(home).iterdir(), key=lambda path: path.stat().st_size))


def flip_keys(home: Path) -> None:
    flip(newest(home) / "keys.npy")


def cut_short(home: Path) -> None:
    path = max(newest(home).iterdir(), key=lambda path: path.stat().st_size)
    path.write_bytes(path.read_bytes()[:-7])


def lose_file(home: Path) -> None:
    (newest(home) / "keys.npy").unlink()


def of_another_library(home: Path) -> None:
    manifest = generations.read(home)
    assert manifest is not None
    identity = {**manifest.identity, "library": "another"}
    generations.publish(home, manifest.revision, identity, manifest.count, lambda folder: None)


def of_another_model(home: Path) -> None:
    manifest = generations.read(home)
    assert manifest is not None
    identity = {**manifest.identity, "model": "other 1 256"}
    generations.publish(home, manifest.revision, identity, manifest.count, lambda folder: None)


@pytest.mark.parametrize("view", ["vectors", "words"])
@pytest.mark.parametrize(
    "damage",
    [
        flip_manifest,
        lose_manifest,
        flip_largest,
        flip_keys,
        cut_short,
        lose_file,
        of_another_library,
        of_another_model,
    ],
)
def test_damage_to_a_view_is_noticed_and_mended(
    folder: Path, embedder: TinyEmbedder, view: str, damage: Callable[[Path], None]
) -> None:
    damage(folder / view)
    embedded = embedder.embedded
    with Library.open(folder, embedder) as library:
        assert_whole(library)
        manifest = generations.read(folder / view)
        assert manifest is not None
        assert generations.intact(folder / view, manifest)
    assert embedder.embedded == embedded


def test_a_damaged_view_is_not_built_upon(
    library: Library, tmp_path: Path, embedder: TinyEmbedder
) -> None:
    library.snapshot()
    flip_largest(library.folder / "words")
    library.ingest([write_report(tmp_path / "inbox", "苇塘乡", 2024)])
    with Library.open(library.folder, embedder) as other:
        assert_whole(other)
    manifest = generations.read(library.folder / "words")
    assert manifest is not None
    assert generations.intact(library.folder / "words", manifest)


def test_a_view_that_is_behind_is_caught_up(
    library: Library, tmp_path: Path, embedder: TinyEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(generations, "publish", full_disk)
        result = library.ingest([write_report(tmp_path / "inbox", "苇塘乡", 2024, deed="种了茶")])
    assert "No space left" in result.warning
    assert result.counts == {"added": 1}
    assert library.reports().total == 4
    with Library.open(library.folder, embedder) as other:
        assert nearest(other, other.snapshot(), "种了茶") == "苇塘乡_2024.txt"
        assert_whole(other)


def test_beside_a_writer_a_reader_makes_damaged_views_in_memory(
    folder: Path, embedder: TinyEmbedder
) -> None:
    flip_largest(folder / "vectors")
    shutil.rmtree(folder / "words")
    with writing(folder, "a long ingest"), Library.open(folder, embedder) as library:
        assert_whole(library)
        assert not (folder / "words").exists()


def test_generations_that_no_manifest_names_are_swept(library: Library, tmp_path: Path) -> None:
    (library.folder / "vectors" / "00000009-left").mkdir()
    (library.folder / "words" / "00000009-left").mkdir()
    library.ingest([write_report(tmp_path / "inbox", "苇塘乡", 2024)])
    for view in ("vectors", "words"):
        kept = {path.name for path in (library.folder / view).iterdir()}
        assert kept == {"manifest.json", newest(library.folder / view).name}


def test_a_build_that_fails_leaves_the_generation_before(folder: Path) -> None:
    home = folder / "vectors"
    before = generations.read(home)

    def broken(_: Path) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        generations.publish(home, 9, {}, 0, broken)
    assert generations.read(home) == before
    assert before is not None
    assert generations.intact(home, before)


def test_a_manifest_says_what_it_stands_for(library: Library) -> None:
    content = json.loads((library.folder / "vectors" / "manifest.json").read_text("utf-8"))
    assert content["revision"] == library.revision
    assert content["identity"]["model"].startswith("tiny 1 256")
    assert content["count"] == library.catalog.size()
