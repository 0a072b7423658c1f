"""What people say of a commitment stays: with who, when, and what stood before."""

from __future__ import annotations

import re
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from reportqa import Library
from reportqa.commitments.entry import Opinion
from reportqa.commitments.verdict import Verdict
from reportqa.errors import NotFound, QueryError
from reportqa.store import Catalog
from reportqa.store.reviews import Action

MADE = """青石坳镇2031年政府工作报告
——2031年1月8日在青石坳镇第九届人民代表大会第二次会议上
一、2030年工作回顾
2030年，全镇固定资产投资2.1亿元。
二、2031年工作安排
新建高标准农田3000亩，建设田头冷库4座。
"""
CHECKED = """青石坳镇2032年政府工作报告
——2032年1月8日在青石坳镇第九届人民代表大会第三次会议上
一、2031年工作回顾
2031年，新建高标准农田0.32万亩，建成田头冷库3座。
二、2032年工作安排
新建高标准农田2000亩。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "青石坳镇_2031.txt").write_text(MADE, encoding="utf-8")
    (tmp_path / "青石坳镇_2032.txt").write_text(CHECKED, encoding="utf-8")
    with Library.open(tmp_path / "library") as library:
        library.ingest([tmp_path / "青石坳镇_2031.txt", tmp_path / "青石坳镇_2032.txt"])
    return tmp_path


def store_id(library: Library) -> str:
    entries = library.commitments("青石坳镇").entries
    return next(e.commitment.id for e in entries if "冷库" in e.commitment.indicator)


def test_a_correction_survives_reingest_and_a_new_run_and_its_trail_shows_both(
    folder: Path,
) -> None:
    with Library.open(folder / "library") as library:
        commitment = store_id(library)
        said = Opinion("李明", Action.CORRECT, Verdict.FULFILLED, Decimal(4), note="另1座已验收")
        corrected = library.review_commitment(commitment, said)
        assert (corrected.verdict, corrected.actual) == (Verdict.FULFILLED, Decimal(4))
        assert corrected.proposed is Verdict.PARTLY
        for report in library.reports().reports:
            library.remove(report.id)
        library.ingest([folder / "青石坳镇_2031.txt", folder / "青石坳镇_2032.txt"])
    with Library.open(folder / "library") as library:
        entries = library.commitments("青石坳镇", made_in=2031, checked_in=2032).entries
        entry = next(e for e in entries if e.commitment.id == commitment)
        assert (entry.verdict, entry.reviewed_by, entry.note) == (
            Verdict.FULFILLED,
            "李明",
            "另1座已验收",
        )
        (trail,) = entry.trail
        assert trail.before["verdict"] == "partly"
        assert trail.after["verdict"] == "fulfilled"
        assert (trail.before["actual"], trail.after["actual"]) == ("3", "4")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", trail.at)


def test_each_opinion_stands_beside_what_stood_before_it(folder: Path) -> None:
    with Library.open(folder / "library") as library:
        commitment = store_id(library)
        library.review_commitment(commitment, Opinion("李明", Action.CONFIRM))
        library.review_commitment(
            commitment, Opinion("王芳", Action.CORRECT, Verdict.NOT_FULFILLED)
        )
        library.review_commitment(commitment, Opinion("李明", Action.NOTE, note="请农业办补证"))
        trail = library.commitment_trail(commitment)
        assert [each.action for each in trail] == ["confirm", "correct", "note"]
        assert [each.before.get("verdict") for each in trail] == ["partly", "partly", None]
        entries = library.commitments("青石坳镇").entries
        assert next(e for e in entries if e.commitment.id == commitment).note == "请农业办补证"


def test_linked_evidence_is_quoted_verbatim(folder: Path) -> None:
    with Library.open(folder / "library") as library:
        commitment = store_id(library)
        later = next(r for r in library.reports().reports if r.delivered_year == 2032)
        start = library.text(later.id).index("新建高标准农田0.32万亩")
        spans = [(later.id, start, start + 13)]
        entry = library.review_commitment(commitment, Opinion("李明", Action.LINK, evidence=spans))
        assert [citation.quote for citation in entry.evidence] == ["新建高标准农田0.32万亩"]
        wrong = Opinion("李明", Action.LINK, evidence=[(later.id, 0, 10_000)])
        with pytest.raises(NotFound, match="不在任何一个段落"):
            library.review_commitment(commitment, wrong)


def test_an_empty_opinion_and_an_unknown_commitment_are_refused(folder: Path) -> None:
    with Library.open(folder / "library") as library:
        commitment = store_id(library)
        with pytest.raises(QueryError, match="更正"):
            library.review_commitment(commitment, Opinion("李明", Action.CORRECT))
        with pytest.raises(QueryError, match="核对人"):
            library.review_commitment(commitment, Opinion(" ", Action.CONFIRM))
        with pytest.raises(NotFound, match="没有编号"):
            library.review_commitment("0-0-0", Opinion("李明", Action.CONFIRM))
        assert library.commitment_trail(commitment) == []


def test_the_trail_can_only_be_added_to(folder: Path) -> None:
    with Library.open(folder / "library") as library:
        library.review_commitment(store_id(library), Opinion("李明", Action.CONFIRM))
    database = Catalog.open(folder / "library").database
    for change in ("UPDATE reviews SET reviewer = '别人'", "DELETE FROM reviews"):
        refused = pytest.raises(sqlite3.IntegrityError, match="only ever added")
        with refused, database.writing() as connection:
            connection.execute(change)
    database.close()


def test_a_library_of_the_version_before_reviews_is_brought_up_to_date(folder: Path) -> None:
    database = Catalog.open(folder / "library").database
    with database.writing() as connection:
        later = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN "
            "('state', 'reports', 'sections', 'passages') AND name NOT LIKE 'sqlite%'"
        )
        for (name,) in later.fetchall():
            connection.execute(f"DROP TABLE {name}")
        connection.execute("PRAGMA user_version = 1")
    database.close()
    with Library.open(folder / "library") as library:
        entry = library.review_commitment(store_id(library), Opinion("李明", Action.CONFIRM))
        assert entry.reviewed_by == "李明"
