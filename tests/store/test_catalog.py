"""The catalog keeps what it is given, whole, and moves its revision with each change."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.embedding import Fingerprint
from reportqa.errors import LibraryDamaged, LibraryError, ModelMismatch, NotFound
from reportqa.ingest import tokens_of
from reportqa.language.lexicon import PLAIN
from reportqa.library import Library
from reportqa.store import Catalog, Entry, Origin
from reportqa.structure import parse
from reportqa.types import Document, Filters, Level, StructuredReport
from small_library import TinyEmbedder, report_text

MODEL = TinyEmbedder().fingerprint


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    catalog = Catalog.open(tmp_path)
    catalog.prepare()
    return catalog


def structured(
    place: str = "云渡镇", year: int = 2023, page_starts: tuple[int, ...] = ()
) -> StructuredReport:
    document = Document(f"{place}_{year}.txt", report_text(place, year), page_starts)
    return parse(document, origin=f"/reports/{place}_{year}.txt")


def entry(report: StructuredReport) -> Entry:
    body, context = tokens_of(report.report, report.passages, PLAIN)
    vectors = TinyEmbedder().embed_passages([passage.text for passage in report.passages])
    origin = Origin(report.origin, "hash", "{}", "1")
    return Entry(report, origin, body, context, vectors.astype("float16"))


def put(catalog: Catalog, report: StructuredReport, replaces: tuple[str, ...] = ()) -> None:
    catalog.put(entry(report), MODEL, "words", replaces=replaces)


def test_a_report_comes_back_as_it_was_put(catalog: Catalog) -> None:
    report = structured(page_starts=(0, 100, 200))
    put(catalog, report)
    assert catalog.structured(report.report.id) == report
    assert catalog.report(report.report.id) == report.report
    assert catalog.text(report.report.id) == report.text


def test_every_change_raises_the_revision_by_one(catalog: Catalog) -> None:
    first, second = structured(year=2022), structured(year=2023)
    revisions = [catalog.revision()]
    put(catalog, first)
    revisions.append(catalog.revision())
    put(catalog, second, replaces=(first.report.id,))
    revisions.append(catalog.revision())
    catalog.remove(second.report.id)
    revisions.append(catalog.revision())
    assert revisions == [0, 1, 2, 3]


def test_a_replacement_that_fails_leaves_the_report_before(catalog: Catalog) -> None:
    first, second = structured(year=2022), structured(year=2023)
    put(catalog, first)
    put(catalog, second)
    with pytest.raises(Exception, match="UNIQUE"):
        put(catalog, second, replaces=(first.report.id,))
    assert catalog.structured(first.report.id) == first
    assert catalog.revision() == 2


def test_a_passage_that_is_not_what_the_text_says_is_refused(catalog: Catalog) -> None:
    report = structured()
    shifted = StructuredReport(
        report.report, "前" + report.text, report.sections, report.passages, report.origin
    )
    with pytest.raises(ValueError, match="not what the report says"):
        put(catalog, shifted)
    assert catalog.reports().total == 0


def test_keys_of_removed_passages_are_never_used_again(catalog: Catalog) -> None:
    report = structured()
    put(catalog, report)
    with catalog.scan() as scan:
        before = set(scan.keys().tolist())
    catalog.remove(report.report.id)
    put(catalog, report)
    with catalog.scan() as scan:
        assert before.isdisjoint(scan.keys().tolist())


def test_another_model_is_refused(catalog: Catalog) -> None:
    put(catalog, structured(year=2022))
    with pytest.raises(ModelMismatch, match="tiny"):
        catalog.put(entry(structured()), Fingerprint("other", "1", 64), "words")


def test_unknown_ids_are_not_found(catalog: Catalog) -> None:
    for ask in (catalog.report, catalog.text, catalog.structured, catalog.passage, catalog.remove):
        with pytest.raises(NotFound):
            ask("0123456789abcdef")
    report = structured()
    put(catalog, report)
    for odd in (f"{report.report.id}-99", f"{report.report.id}-", f"{report.report.id}-二", "-1"):
        with pytest.raises(NotFound):
            catalog.passage(odd)


def test_passages_come_in_the_order_asked_for_and_know_their_page(catalog: Catalog) -> None:
    put(catalog, structured(page_starts=(0, 100)))
    with catalog.scan() as scan:
        keys = scan.keys()[::-1]
    found = catalog.passages([*keys, 999])
    assert [passage.key for passage in found] == keys.tolist()
    assert all(item.page == (2 if item.passage.start >= 100 else 1) for item in found)
    assert {item.page for item in found} == {1, 2}
    assert catalog.passage(found[0].id).passage == found[0].passage


def test_reports_are_filtered_and_paged(catalog: Catalog) -> None:
    for place in ("云渡镇", "石门县"):
        for year in (2021, 2022, 2023):
            put(catalog, structured(place, year))
    page = catalog.reports(Filters(place="云渡镇", year_from=2022), limit=1, offset=1)
    assert page.total == 2
    assert [report.delivered_year for report in page.reports] == [2023]
    assert catalog.reports(Filters(level=Level.COUNTY, year_to=2021)).total == 1
    assert catalog.places() == ("云渡镇", "石门县")


def test_a_phrase_is_found_where_it_stands_even_across_passages(catalog: Catalog) -> None:
    report = structured()
    put(catalog, report)
    before, after = report.passages[1], report.passages[2]
    phrase = report.text[before.end - 4 : after.start + 4]
    [(report_id, start, end)] = catalog.occurrences(phrase)
    assert (report_id, report.text[start:end]) == (report.report.id, phrase)
    assert len(catalog.occurrences("云渡镇")) == report.text.count("云渡镇")
    assert catalog.occurrences("云渡镇", report_ids=[]) == []
    assert catalog.occurrences("") == []
    assert catalog.occurrences("从未说过的话") == []


def test_removed_text_is_nowhere_in_the_file(catalog: Catalog, tmp_path: Path) -> None:
    report = structured()
    put(catalog, report)
    catalog.checkpoint()
    secret = "修通了通村公路".encode()
    assert secret in (tmp_path / "catalog.db").read_bytes()
    catalog.remove(report.report.id)
    catalog.checkpoint()
    assert not any(secret in path.read_bytes() for path in tmp_path.iterdir())


def test_a_reader_keeps_its_revision_while_another_commits(catalog: Catalog) -> None:
    put(catalog, structured(year=2022))
    with catalog.scan() as scan:
        before = scan.keys().tolist()
        put(catalog, structured(year=2023))
        assert scan.keys().tolist() == before
        assert scan.state().revision == 1
    assert catalog.revision() == 2


def test_a_catalog_that_is_no_database_is_called_damaged(folder: Path) -> None:
    (folder / "catalog.db").write_bytes(b"no database at all" * 500)
    with pytest.raises(LibraryDamaged, match="从备份恢复"):
        Library.open(folder)


def test_a_damaged_page_is_found_by_the_check(folder: Path) -> None:
    path = folder / "catalog.db"
    content = bytearray(path.read_bytes())
    for start in range(4096 * 3, len(content), 4096):
        content[start : start + 64] = b"\xff" * 64
    path.write_bytes(content)
    database = Catalog.open(folder).database
    try:
        problems = database.check()
    except LibraryDamaged:
        problems = ["cannot even be checked"]
    assert problems


def test_a_catalog_of_a_newer_program_is_left_alone(folder: Path) -> None:
    database = Catalog.open(folder).database
    with database.writing() as connection:
        connection.execute("PRAGMA user_version = 999")
    database.close()
    with pytest.raises(LibraryError, match="更新版本"):
        Library.open(folder)
