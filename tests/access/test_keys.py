from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reportqa.access.door import FILE, Door
from reportqa.access.right import Right
from reportqa.access.trail import Deed
from reportqa.errors import LibraryDamaged, NotFound, QueryError


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path)
    made.prepare()
    yield made
    made.close()


def test_a_library_is_locked_by_its_first_key_and_stays_so_when_it_is_revoked(
    tmp_path: Path,
) -> None:
    door = Door(tmp_path)
    assert not door.is_locked
    door.prepare()
    assert not door.is_locked
    key, _ = door.keys.create("办公室", Right.ADMIN)
    assert door.is_locked
    door.keys.revoke(key.id)
    again = Door(tmp_path)
    assert again.is_locked
    door.close()
    again.close()


def test_looking_for_keys_leaves_nothing_in_the_folder(tmp_path: Path) -> None:
    door = Door(tmp_path)
    assert not door.is_locked
    door.close()
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_known_by_its_whole_and_by_nothing_else(door: Door) -> None:
    key, whole = door.keys.create("督查室", Right.EDITOR)
    assert door.keys.told(whole) == key
    other, _ = door.keys.create("别人", Right.READER)
    for wrong in (
        whole[:-1],
        whole + "x",
        whole.replace(key.id, other.id),
        whole.replace("rqa_", "xyz_"),
        "",
        "rqa",
        "rqa__",
        f"rqa_{key.id}_",
        "rqa_\ud800_\ud800",
    ):
        assert door.keys.told(wrong) is None


def test_the_secret_is_nowhere_in_the_file(door: Door, tmp_path: Path) -> None:
    _, whole = door.keys.create("督查室", Right.EDITOR)
    secret = whole.split("_", 2)[2].encode()
    door.close()
    assert all(secret not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_revoked_key_opens_nothing_from_that_moment(door: Door) -> None:
    key, whole = door.keys.create("督查室", Right.EDITOR)
    revoked = door.keys.revoke(key.id)
    assert revoked.revoked_at is not None
    assert door.keys.told(whole) is None
    assert door.keys.named(key.id) is None
    assert door.keys.revoke(key.id) == revoked, "the first time counts"
    with pytest.raises(NotFound):
        door.keys.revoke("0")


def test_a_key_ends_at_its_time(door: Door) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    key, whole = door.keys.create("临时", Right.READER, soon)
    assert door.keys.told(whole) == key
    assert key.opens((soon - timedelta(seconds=1)).isoformat(timespec="milliseconds"))
    assert not key.opens(soon.isoformat(timespec="milliseconds"))
    with pytest.raises(QueryError, match="已经过去"):
        door.keys.create("昨天", Right.READER, datetime.now(UTC) - timedelta(days=1))
    with pytest.raises(QueryError, match="名字"):
        door.keys.create("  ", Right.READER)


def test_each_right_includes_those_before_it() -> None:
    table = {(have, need): have.covers(need) for have in Right for need in Right}
    assert [need for (have, need), may in table.items() if may and have is Right.READER] == [
        Right.READER
    ]
    assert [need for (have, need), may in table.items() if may and have is Right.EDITOR] == [
        Right.READER,
        Right.EDITOR,
    ]
    assert all(may for (have, _), may in table.items() if have is Right.ADMIN)


def test_the_trail_can_only_be_added_to(door: Door, tmp_path: Path) -> None:
    deed = Deed("k1", "督查室", "POST /v1/ask", "老年食堂办了几个", 200, "r1")
    door.trail.add(deed)
    door.trail.add(deed)
    latest, total = door.trail.latest(limit=1)
    assert (total, latest[0].number, latest[0].detail) == (2, 2, "老年食堂办了几个")
    with sqlite3.connect(tmp_path / FILE) as file:
        for change in ("UPDATE deeds SET detail = ''", "DELETE FROM deeds"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                file.execute(change)


def test_a_damaged_file_lets_nobody_in(door: Door, tmp_path: Path) -> None:
    door.keys.create("督查室", Right.EDITOR)
    door.close()
    (tmp_path / FILE).write_bytes(b"nothing like a database" * 1000)
    broken = Door(tmp_path)
    with pytest.raises(LibraryDamaged, match="请从备份恢复"):
        _ = broken.is_locked
    broken.close()
