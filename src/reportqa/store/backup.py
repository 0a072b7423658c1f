"""A library in one file: its catalog at one moment and its own models, with their checksums.

The views are left out, as they are made again from the catalog without embedding anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from reportqa.errors import BackupDamaged, LibraryDamaged, LibraryError, NotFound
from reportqa.store.catalog import Catalog
from reportqa.store.generations import sync_folder
from reportqa.store.lock import writing

FORMAT = 1
_CATALOG, _MODELS, _MANIFEST = "catalog.db", "models", "backup.json"

# What the parts of a damaged archive raise: its directory, its streams, and the JSON within.
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, KeyError, TypeError, AttributeError,
)  # fmt: skip


def back_up(catalog: Catalog, folder: Path, target: Path) -> None:
    """Write the library in ``folder`` to one file, consistent whatever is written meanwhile.

    A file that was there is replaced once the new one is whole. Raises ``LibraryDamaged`` for a
    catalog that is damaged: the backup before it is worth more.
    """
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as scratch:
        copy = Path(scratch) / _CATALOG
        catalog.database.copy(copy)
        _check(copy)
        parts = {_CATALOG: copy}
        for path in sorted((folder / _MODELS).rglob("*")):
            if path.is_file():
                parts[path.relative_to(folder).as_posix()] = path
        manifest = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": {name: _sum(path) for name, path in parts.items()},
        }
        whole = Path(scratch) / "whole"
        with whole.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
                for name, path in parts.items():
                    archive.write(path, name)
            file.flush()
            os.fsync(file.fileno())
        whole.replace(target)
    sync_folder(target.parent)


def restore(source: Path, folder: Path, *, overwrite: bool = False, wait: float = 2.0) -> None:
    """Put the library of a backup into a folder, all or nothing.

    A library there that holds reports, or cannot be read, is replaced only with ``overwrite``;
    one that cannot be read is put aside. Whoever has it open goes on with what was restored, but
    for a damaged one. Raises ``NotFound``, ``BackupDamaged``, ``LibraryError``.
    """
    if not source.is_file():
        raise NotFound(f"{source}：没有这个备份文件；请核对路径")
    folder.mkdir(parents=True, exist_ok=True)
    with (
        writing(folder, "restoring a backup", wait),
        tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as scratch,
    ):
        fresh = Path(scratch)
        _unpack(source, fresh)
        _check(fresh / _CATALOG)
        with closing(Catalog.open(fresh)) as catalog:
            catalog.prepare()
        _put_in_place(fresh, folder, overwrite=overwrite)
        shutil.rmtree(folder / _MODELS, ignore_errors=True)
        if (fresh / _MODELS).exists():
            (fresh / _MODELS).rename(folder / _MODELS)
        sync_folder(folder)


def _unpack(source: Path, fresh: Path) -> None:
    """Take the files out of a backup, each with the checksum that it had."""
    damaged = BackupDamaged(f"{source.name}：备份已损坏，或不是备份文件；请换一份")
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            if manifest["format"] != FORMAT:
                raise BackupDamaged(
                    f"{source.name}：由更新版本的 reportqa 写成；请安装该版本再恢复"
                )
            for name, expected in manifest["files"].items():
                if ".." in PurePosixPath(name).parts or not name.startswith((_CATALOG, _MODELS)):
                    raise damaged
                if _sum(Path(archive.extract(name, fresh))) != expected:
                    raise damaged
    except _UNREADABLE as error:
        raise damaged from error


def _put_in_place(fresh: Path, folder: Path, *, overwrite: bool) -> None:
    live = folder / _CATALOG
    try:
        held = _held(folder) if live.exists() else 0
    except LibraryDamaged:
        held = None
    if held != 0 and not overwrite:
        has = "一个无法读取的目录库" if held is None else f" {held} 份报告"
        raise LibraryError(f"{folder}：已有{has}；要用备份替换，请加 --overwrite")
    if held is not None and live.exists():
        with closing(Catalog.open(fresh)) as restored, closing(Catalog.open(folder)) as catalog:
            if not catalog.is_current:
                catalog.prepare()
            _renumber(restored, catalog)
            restored.checkpoint()
            catalog.database.become(fresh / _CATALOG)
            catalog.checkpoint()
        return
    for end in ("-wal", "-shm", ""):
        part = folder / f"{_CATALOG}{end}"
        if part.exists():
            part.replace(folder / f"damaged-{_CATALOG}{end}")
    for view in ("vectors", "words"):
        shutil.rmtree(folder / view, ignore_errors=True)
    (fresh / _CATALOG).replace(live)


def _held(folder: Path) -> int:
    with closing(Catalog.open(folder)) as catalog:
        return catalog.reports(limit=1).total if catalog.database.version() else 0


def _renumber(restored: Catalog, live: Catalog) -> None:
    """Give all passages keys that the live catalog never used, and a revision after its own.

    A key names one passage for ever: views, and processes that have the library open, rest on it.
    """
    last = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'passages'"
    [[used]], revision = live.database.rows(last), live.revision()
    own = restored.revision()
    with restored.database.writing() as connection:
        shift = max(used, *connection.execute(last).fetchone())
        connection.execute("DELETE FROM prepared")
        connection.execute('UPDATE passages SET "key" = "key" + ?', (shift,))
        connection.execute(
            "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'passages'", (shift,)
        )
        connection.execute("UPDATE state SET revision = ?", (max(own, revision) + 1,))


def _check(catalog: Path) -> None:
    with closing(Catalog.open(catalog.parent)) as opened:
        wrong = opened.check()
    if wrong:
        raise LibraryDamaged(f"{catalog.name}：文件已损坏（{wrong[0]}）；请用以前完好的备份恢复")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
