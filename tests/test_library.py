"""A library as its user meets it: files go in, outcomes are told, nothing is lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportqa import reading
from reportqa.errors import LibraryLocked, ModelError, ModelMismatch, NotFound
from reportqa.ingest import Batch, IngestResult
from reportqa.language import words
from reportqa.library import Library
from reportqa.sources import Outcome, Status
from reportqa.types import Filters, Level, Overrides
from small_library import TinyEmbedder, report_text, write_report

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收件 箱"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", TinyEmbedder()) as opened:
        yield opened


def statuses(result: IngestResult) -> dict[str, str]:
    return {Path(outcome.file).name: outcome.status.value for outcome in result.outcomes}


def only(result: IngestResult) -> Outcome:
    [outcome] = result.outcomes
    return outcome


def found(library: Library, word: str) -> set[str]:
    """The sources of the reports that the word view finds for a word, live ones only."""
    keys = library.snapshot().words.search([{word: 1.0}], 100).keys
    return {library.report(item.report_id).source for item in library.catalog.passages(keys)}


# Ingesting


def test_a_folder_is_ingested_and_then_unchanged(library: Library, inbox: Path) -> None:
    write_report(inbox, "云渡镇", 2022)
    (inbox / "县里").mkdir()
    write_report(inbox / "县里", "石门县", 2023)
    assert statuses(library.ingest([inbox])) == {
        "云渡镇_2022.txt": "added",
        "石门县_2023.txt": "added",
    }
    revision = library.revision
    assert library.ingest([str(inbox)]).counts == {Status.UNCHANGED: 2}
    assert library.revision == revision


def test_what_is_no_report_is_passed_over(library: Library, inbox: Path) -> None:
    write_report(inbox, "云渡镇", 2022)
    for name in (".hidden.txt", "README.md", "readme.txt", "~$云渡镇.docx", "a.py", "表.xls"):
        (inbox / name).write_text(report_text("无名乡", 2000), encoding="utf-8")
    result = library.ingest([inbox])
    assert statuses(result) == {"云渡镇_2022.txt": "added", "表.xls": "skipped"}
    assert ".xls" in result.outcomes[0].reason


def test_one_bad_file_does_not_spoil_the_batch(library: Library, inbox: Path) -> None:
    write_report(inbox, "云渡镇", 2022)
    (inbox / "空.txt").write_bytes(b"")
    (inbox / "坏.docx").write_bytes(b"PK\x03\x04 no document")
    (inbox / "杂.txt").write_bytes(bytes(range(256)) * 20)
    write_report(inbox, "石门县", 2023)
    result = library.ingest([inbox, inbox / "不在.txt"])
    assert result.counts == {Status.ADDED: 2, Status.FAILED: 4}
    assert all(outcome.reason for outcome in result.outcomes if outcome.status == "failed")
    assert library.reports().total == 2


def test_a_reader_that_breaks_does_not_spoil_the_batch(
    library: Library, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(inbox, "云渡镇", 2022)
    bad = write_report(inbox, "石门县", 2023)
    read = reading.read

    def breaking(path: Path) -> Any:
        if path == bad:
            raise ZeroDivisionError("inside a parser")
        return read(path)

    monkeypatch.setattr(reading, "read", breaking)
    result = library.ingest([inbox])
    assert statuses(result) == {"云渡镇_2022.txt": "added", "石门县_2023.txt": "failed"}


def test_a_file_deleted_between_listing_and_reading_is_reported(
    library: Library, inbox: Path
) -> None:
    write_report(inbox, "云渡镇", 2021)
    last = write_report(inbox, "云渡镇", 2022)
    (inbox / "空.doc").write_bytes(b"")

    def delete(outcome: Outcome, done: int, total: int) -> None:
        last.unlink(missing_ok=True)

    (inbox / "先.txt").write_bytes(b"")
    result = library.ingest([inbox / "先.txt", inbox], progress=delete)
    assert statuses(result)["云渡镇_2021.txt"] == "added"
    [gone] = [outcome for outcome in result.outcomes if outcome.file == str(last)]
    assert gone.status == "failed"
    assert "不见了" in gone.reason


def test_progress_is_told_for_every_file_once_it_is_safe(library: Library, inbox: Path) -> None:
    for year in (2021, 2022, 2023):
        write_report(inbox, "云渡镇", year)
    (inbox / "空.txt").write_bytes(b"")
    told: list[tuple[int, int]] = []

    def note(outcome: Outcome, done: int, total: int) -> None:
        told.append((done, total))
        if outcome.report_id is not None:
            assert library.report(outcome.report_id).source == Path(outcome.file).name

    library.ingest([inbox], progress=note)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_batch_that_breaks_spoils_none_of_those_beside_it(library: Library, inbox: Path) -> None:
    def broken(outcome: Outcome, done: int, total: int) -> None:
        raise OSError("nobody listens")

    hearers = {"云岭县": None, "云栖县": broken, "禾岭县": None}
    batches = [
        Batch([write_report(inbox, place, 2023)], progress=hearer)
        for place, hearer in hearers.items()
    ]
    first, second, third = library.ingest_each(batches)
    assert isinstance(second, OSError)
    for result in (first, third):
        assert isinstance(result, IngestResult)
        assert only(result).status is Status.ADDED
    assert {"云岭县_2023.txt", "禾岭县_2023.txt"} <= found(library, "粮食")


def test_a_changed_file_replaces_its_report(library: Library, inbox: Path) -> None:
    old = only(library.ingest([write_report(inbox, "云渡镇", 2022, deed="修建了廊桥")]))
    new = only(library.ingest([write_report(inbox, "云渡镇", 2022, deed="开办了夜校")]))
    assert new.status == "replaced"
    assert new.report_id != old.report_id
    assert library.reports().total == 1
    assert found(library, "廊桥") == set()
    assert found(library, "夜校") == {"云渡镇_2022.txt"}
    with pytest.raises(NotFound):
        library.text(str(old.report_id))


def test_the_same_text_elsewhere_is_a_named_duplicate(library: Library, inbox: Path) -> None:
    first = write_report(inbox, "云渡镇", 2022)
    copy = inbox / "抄件.txt"
    copy.write_bytes(first.read_bytes())
    result = library.ingest([first, copy])
    assert statuses(result) == {"云渡镇_2022.txt": "added", "抄件.txt": "duplicate"}
    assert result.outcomes[1].report_id == result.outcomes[0].report_id
    assert "云渡镇_2022.txt" in result.outcomes[1].reason
    assert library.reports().total == 1


def test_a_file_that_becomes_a_duplicate_takes_its_old_report_along(
    library: Library, inbox: Path
) -> None:
    first, second = (write_report(inbox, "云渡镇", year) for year in (2022, 2023))
    library.ingest([inbox])
    second.write_bytes(first.read_bytes())
    outcome = only(library.ingest([second]))
    assert outcome.status == "duplicate"
    assert "已删除" in outcome.notices[0]
    assert [report.source for report in library.reports().reports] == [first.name]


def test_two_uploads_of_one_name_do_not_meet(library: Library, tmp_path: Path) -> None:
    paths = []
    for folder, year in (("a", 2023), ("b", 2024)):
        (tmp_path / folder).mkdir()
        paths.append(write_report(tmp_path / folder, "云溪县", year))
        paths[-1] = paths[-1].rename(paths[-1].with_name("报告.txt"))
    outcomes = library.ingest(paths, uploaded=True).outcomes
    assert sorted(outcome.status for outcome in outcomes) == [Status.ADDED, Status.FAILED]


def test_a_moved_file_keeps_its_report(library: Library, inbox: Path) -> None:
    path = write_report(inbox, "云渡镇", 2022)
    before = only(library.ingest([inbox]))
    (inbox / "归档").mkdir()
    path.rename(inbox / "归档" / path.name)
    after = only(library.ingest([inbox]))
    assert after.status == "unchanged"
    assert "移到了这里" in after.reason
    assert after.report_id == before.report_id
    assert only(library.ingest([inbox])).reason == ""


def test_a_renamed_file_is_read_anew(library: Library, inbox: Path) -> None:
    library.ingest([write_report(inbox, "云渡镇", 2022)])
    (inbox / "云渡镇_2022.txt").rename(inbox / "云渡镇 二二年.txt")
    library.ingest([inbox])
    [report] = library.reports().reports
    assert report.source == "云渡镇 二二年.txt"


def test_files_that_swap_their_texts_lose_neither(library: Library, inbox: Path) -> None:
    first, second = (write_report(inbox, "云渡镇", year) for year in (2022, 2023))
    library.ingest([inbox])
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    library.ingest([inbox])
    texts = {library.text(report.id) for report in library.reports().reports}
    assert texts == {report_text("云渡镇", 2022), report_text("云渡镇", 2023)}
    assert library.ingest([inbox]).counts == {Status.UNCHANGED: 2}


def test_a_duplicate_of_a_text_that_is_replaced_later_stays(library: Library, inbox: Path) -> None:
    original = inbox / "乙.txt"
    original.write_text(report_text("云渡镇", 2022), encoding="utf-8")
    library.ingest([inbox])
    (inbox / "甲.txt").write_bytes(original.read_bytes())
    original.write_text(report_text("云渡镇", 2023), encoding="utf-8")
    assert statuses(library.ingest([inbox])) == {"乙.txt": "replaced", "甲.txt": "added"}
    assert library.reports().total == 2


def test_two_reports_of_one_place_and_year_are_both_kept(library: Library, inbox: Path) -> None:
    write_report(inbox, "云渡镇", 2022)
    draft = inbox / "云渡镇_2022_草案.txt"
    draft.write_text(report_text("云渡镇", 2022, deed="修建了廊桥"), encoding="utf-8")
    result = library.ingest([inbox])
    assert result.counts == {Status.ADDED: 2}
    assert library.reports(Filters(place="云渡镇", year_from=2022, year_to=2022)).total == 2
    [notice] = [notice for outcome in result.outcomes for notice in outcome.notices]
    assert "两份都保留" in notice


def test_an_upload_counts_by_its_name_alone(library: Library, tmp_path: Path) -> None:
    for number, deed in (("1", "修建了廊桥"), ("2", "开办了夜校")):
        (tmp_path / number).mkdir()
        path = write_report(tmp_path / number, "云渡镇", 2022, deed=deed)
        outcome = only(library.ingest([path], uploaded=True))
        path.unlink()
    assert outcome.status == "replaced"
    [report] = library.reports().reports
    assert library.catalog.structured(report.id).origin == "upload:云渡镇_2022.txt"


# What is said beside the files


def test_overrides_win_and_changing_them_keeps_the_id(library: Library, inbox: Path) -> None:
    path = write_report(inbox, "云渡镇", 2022)
    before = only(library.ingest([path]))
    after = only(library.ingest([path], Overrides(place="石门县", level=Level.COUNTY)))
    assert (after.status, after.report_id) == ("replaced", before.report_id)
    assert library.report(str(after.report_id)).place == "石门县"
    assert found(library, "石门县") == {path.name}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_meta_csv_beside_the_files_is_applied(
    library: Library, inbox: Path, encoding: str
) -> None:
    write_report(inbox, "云渡镇", 2022)
    table = "file,place,year,level,title\r\n云渡镇_2022.txt,苇塘乡,2019,township,一份旧报告\r\n"
    (inbox / "meta.csv").write_text(table, encoding=encoding, newline="")
    result = library.ingest([inbox], Overrides(delivered_year=2018))
    assert result.counts == {Status.ADDED: 1}
    [report] = library.reports().reports
    assert (report.place, report.delivered_year, report.title) == ("苇塘乡", 2018, "一份旧报告")


def test_a_wrong_row_of_a_meta_csv_fails_its_own_file_only(library: Library, inbox: Path) -> None:
    for year in (2021, 2022, 2023):
        write_report(inbox, "云渡镇", year)
    (inbox / "meta.csv").write_text(
        "file,year,level\n云渡镇_2021.txt,二〇二一,\n云渡镇_2022.txt,,village\n不在.txt,2020,\n",
        encoding="utf-8",
    )
    result = library.ingest([inbox])
    assert statuses(result) == {
        "云渡镇_2021.txt": "failed",
        "云渡镇_2022.txt": "failed",
        "不在.txt": "failed",
        "云渡镇_2023.txt": "added",
    }
    reasons = " ".join(outcome.reason for outcome in result.outcomes)
    assert "第 2 行" in reasons
    assert "township" in reasons


def test_a_meta_csv_that_makes_no_sense_is_named(library: Library, inbox: Path) -> None:
    write_report(inbox, "云渡镇", 2022)
    (inbox / "meta.csv").write_bytes(b"\xff\xfe\x00garbage")
    assert statuses(library.ingest([inbox])) == {"meta.csv": "failed", "云渡镇_2022.txt": "added"}


# Models and dictionaries


def test_another_model_is_a_mismatch_that_names_the_command(tmp_path: Path, inbox: Path) -> None:
    with Library.open(tmp_path / "library", TinyEmbedder()) as library:
        library.ingest([write_report(inbox, "云渡镇", 2022)])
    with pytest.raises(ModelMismatch, match=r"reportqa reindex --model other"):
        Library.open(tmp_path / "library", TinyEmbedder("other"))


def test_reindexing_embeds_everything_with_another_model(tmp_path: Path, inbox: Path) -> None:
    write_report(inbox, "云渡镇", 2022)
    write_report(inbox, "石门县", 2023)
    other = TinyEmbedder("other", dimension=32)
    with Library.open(tmp_path / "library", TinyEmbedder()) as library:
        library.ingest([inbox])
        reader = Library.open(tmp_path / "library", TinyEmbedder())
        reader.snapshot()
        library.reindex(other)
        snapshot = library.snapshot()
        assert snapshot.vectors.rows().shape == (library.catalog.size(), 32)
        assert np.allclose(np.linalg.norm(snapshot.vectors.rows(), axis=1), 1)
        assert other.embedded == library.catalog.size()
        with reader, pytest.raises(ModelMismatch):
            reader.snapshot()
    with Library.open(tmp_path / "library", other) as library:
        assert library.embedder is other


def test_a_model_that_fails_halfway_leaves_what_was_committed(
    library: Library, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.ingest([write_report(inbox, "云渡镇", 2022)])

    def fail(*_: object) -> None:
        raise ModelError("no memory for the model")

    monkeypatch.setattr(TinyEmbedder, "embed_passages", fail)
    with pytest.raises(ModelError):
        library.ingest([write_report(inbox, "云渡镇", 2023)])
    with pytest.raises(ModelError):
        library.reindex(TinyEmbedder("other"))
    assert library.reports().total == 1
    assert found(library, "粮食") == {"云渡镇_2022.txt"}


def test_another_dictionary_recuts_the_words_without_embedding(
    tmp_path: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = TinyEmbedder()
    with Library.open(tmp_path / "library", embedder) as library:
        library.ingest([write_report(inbox, "云渡镇", 2022)])
        assert found(library, "标准化粮仓") == set()
    embedded = embedder.embedded
    monkeypatch.setattr(words, "dictionary_hash", lambda: "another")
    monkeypatch.setattr(words, "tokenize", lambda text: ["标准化粮仓"] * ("粮仓" in text))
    with Library.open(tmp_path / "library", embedder) as library:
        assert found(library, "标准化粮仓") == {"云渡镇_2022.txt"}
        assert library.catalog.state().dictionary == "another"
    assert embedder.embedded == embedded


# Opening, threads, processes


def test_a_library_that_is_not_there_is_not_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="reportqa ingest"):
        Library.open(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_passages_are_found_by_their_public_id(library: Library, inbox: Path) -> None:
    outcome = only(library.ingest([write_report(inbox, "云渡镇", 2022)]))
    passage = library.passage(f"{outcome.report_id}-1").passage
    assert passage.text == library.text(str(outcome.report_id))[passage.start : passage.end]


def _ingest_elsewhere(folder: Path, path: Path) -> None:
    with Library.open(folder, TinyEmbedder()) as library:
        library.ingest([path])


def _ingest_until_killed(folder: Path, inbox: Path, told: Any) -> None:
    def tell(outcome: Outcome, done: int, total: int) -> None:
        told.send(outcome.file)

    with Library.open(folder, TinyEmbedder()) as library:
        for path in sorted(inbox.iterdir()):
            library.ingest([path], progress=tell)


def test_a_reader_sees_what_another_process_ingested(library: Library, inbox: Path) -> None:
    library.ingest([write_report(inbox, "云渡镇", 2022)])
    assert found(library, "夜校") == set()
    path = write_report(inbox, "石门县", 2023, deed="开办了夜校")
    other = SPAWN.Process(target=_ingest_elsewhere, args=(library.folder, path))
    other.start()
    other.join()
    assert other.exitcode == 0
    assert found(library, "夜校") == {"石门县_2023.txt"}
    assert library.snapshot().revision == library.revision


@pytest.mark.parametrize("acknowledged", [1, 4])
def test_a_killed_ingest_loses_no_acknowledged_report(
    tmp_path: Path, inbox: Path, acknowledged: int
) -> None:
    for year in range(2000, 2040):
        write_report(inbox, "云渡镇", year)
    receiver, sender = SPAWN.Pipe(duplex=False)
    folder = tmp_path / "library"
    writer = SPAWN.Process(target=_ingest_until_killed, args=(folder, inbox, sender))
    writer.start()
    sender.close()
    told = [receiver.recv() for _ in range(acknowledged)]
    os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()
    with Library.open(folder, TinyEmbedder()) as library:
        held = {report.source for report in library.reports(limit=100).reports}
        assert {Path(path).name for path in told} <= held
        assert found(library, "粮食") == held
        assert library.catalog.check() == []
        assert library.ingest([inbox]).counts[Status.UNCHANGED] == len(held)


def test_many_threads_search_while_one_ingests(library: Library, inbox: Path) -> None:
    library.ingest([write_report(inbox, "云渡镇", 2000, deed="修建了廊桥")])
    [query] = library.embedder.embed_queries(["修建了廊桥"])
    stop = threading.Event()
    errors: list[BaseException] = []
    searches: list[int] = []

    def search() -> None:
        try:
            while not stop.is_set():
                snapshot = library.snapshot()
                assert len(snapshot.table.keys) == len(snapshot.vectors.keys)
                keys = snapshot.vectors.search(query, 3).keys
                assert len(library.catalog.passages(keys)) == 3
                assert found(library, "廊桥") == {"云渡镇_2000.txt"}
                searches.append(1)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for year in range(2001, 2006):
        library.ingest([write_report(inbox, "云渡镇", year)])
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert searches
    assert library.snapshot().revision == library.revision == 6


def test_two_ingests_at_once_are_one_after_the_other_or_refused(
    tmp_path: Path, inbox: Path
) -> None:
    paths = [write_report(inbox, "云渡镇", year) for year in range(2000, 2006)]
    with Library.open(tmp_path / "library", TinyEmbedder(), wait=30) as library:
        threads = [threading.Thread(target=library.ingest, args=([path],)) for path in paths]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert library.reports().total == 6
        assert library.catalog.check() == []


def test_a_removed_report_can_come_back(library: Library, inbox: Path) -> None:
    path = write_report(inbox, "云渡镇", 2022)
    first = only(library.ingest([path]))
    library.remove(str(first.report_id))
    assert library.reports().total == 0
    assert only(library.ingest([path])) == first
    assert found(library, "粮食") == {path.name}


def test_removing_what_is_not_there_is_not_found(library: Library) -> None:
    with pytest.raises(NotFound):
        library.remove("0123456789abcdef")


def test_a_writer_beside_a_writer_is_refused(library: Library, inbox: Path) -> None:
    path = write_report(inbox, "云渡镇", 2022)
    refused: list[str] = []

    def meanwhile(outcome: Outcome, done: int, total: int) -> None:
        with (
            Library.open(library.folder, TinyEmbedder(), wait=0) as other,
            pytest.raises(LibraryLocked) as told,
        ):
            other.ingest([path])
        refused.append(str(told.value))

    library.ingest([path], progress=meanwhile)
    assert len(refused) == 1
    assert "导入报告" in refused[0]


@pytest.mark.parametrize("name", ["青石坳区", "青石坳县", "青石坳"])
def test_a_filter_finds_a_place_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    files = [write_report(tmp_path, "青石坳县", 2031), write_report(tmp_path, "青石坳区", 2032)]
    with Library.open(tmp_path / "library") as library:
        library.ingest([*files, write_report(tmp_path, "白茅镇", 2032)])
        years = [report.delivered_year for report in library.reports(Filters(place=name)).reports]
        found = library.search("粮食总产量", filters=Filters(place=name))
    assert sorted(year or 0 for year in years) == [2031, 2032]
    assert {hit.report.place for hit in found.hits} == {"青石坳县", "青石坳区"}
    assert not found.notes
