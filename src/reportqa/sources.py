"""Which files an ingest takes, and what is said about them beside them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from reportqa import reading
from reportqa.types import Document, Level, Overrides

META = "meta.csv"
# fmt: off
DOCUMENTS = frozenset((
    ".caj", ".csv", ".djvu", ".doc", ".docm", ".docx", ".epub", ".et", ".htm", ".html", ".jpeg",
    ".jpg", ".key", ".md", ".mht", ".mhtml", ".numbers", ".odp", ".ods", ".odt", ".ofd",
    ".pages", ".pdf", ".png", ".ppt", ".pptx", ".rar", ".rtf", ".tif", ".tiff", ".txt", ".wps",
    ".xls", ".xlsx", ".xml", ".zip", ".7z",
))
# fmt: on
"""Suffixes of files that somebody may have meant as a report; others are passed over in silence."""


class Status(StrEnum):
    """What became of a file."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, and why.

    ``report_id`` is the report that now stands for the file: its own, or for a duplicate the one
    that was there already. ``notices`` are things that its owner should know.
    """

    file: str
    status: Status
    reason: str = ""
    report_id: str | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadBefore:
    """What was read from a file before, elsewhere, and what a person said of it since then.

    ``file_hash`` is of that file; ``document`` raises ``ReadingError``.
    """

    file_hash: str
    document: Callable[[], Document]
    correction: Overrides


@dataclass(frozen=True, slots=True)
class Source:
    """A file to ingest. ``origin`` is its absolute path, or ``upload:`` and its name.

    With ``read_before`` the file itself is not opened, and need not be there.
    """

    path: Path
    origin: str
    overrides: Overrides = field(default_factory=Overrides)
    read_before: ReadBefore | None = None

    @property
    def given(self) -> str:
        """The overrides as JSON, to tell whether they have changed."""
        return json.dumps(self.overrides.said, ensure_ascii=False, sort_keys=True)


@dataclass(slots=True)
class Gathered:
    """The files to ingest, and the outcomes of those that were settled while looking."""

    sources: list[Source] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


def gather(
    paths: Iterable[Path], overrides: Overrides | None = None, *, uploaded: bool = False
) -> Gathered:
    """List the files under some paths, each with what is known of it.

    Folders are walked in order of names. Hidden files, ``README*`` and ``meta.csv`` are passed
    over, and files that no reader takes are named as skipped where they look like documents. What
    ``overrides`` says wins over ``meta.csv``. Never raises for what it finds.
    """
    gathered = Gathered()
    tables: dict[Path, _Table] = {}
    seen: set[Path] = set()
    origins: set[str] = set()
    for path, is_named in _files(paths, gathered):
        real = path.resolve()
        if real in seen:
            continue
        seen.add(real)
        suffix = path.suffix.lower()
        if not is_named and suffix not in reading.SUPPORTED:
            if suffix in DOCUMENTS:
                reason = f"不支持 {suffix} 文件；请另存为 .docx、.pdf 或 .txt"
                gathered.outcomes.append(Outcome(str(path), Status.SKIPPED, reason))
            continue
        if real.parent not in tables:
            tables[real.parent] = _read_table(real.parent / META)
            gathered.outcomes += tables[real.parent].outcomes
        said = tables[real.parent].rows.get(path.name, Overrides())
        if isinstance(said, str):
            gathered.outcomes.append(Outcome(str(path), Status.FAILED, said))
            continue
        if overrides is not None:
            said = overrides.over(said)
        origin = _uploaded(path.name, said.collection) if uploaded else str(real)
        if origin in origins:
            reason = "同一批里还有同名的文件；请各用各的名字"
            gathered.outcomes.append(Outcome(str(path), Status.FAILED, reason))
            continue
        origins.add(origin)
        gathered.sources.append(Source(path, origin, said))
    return gathered


def _uploaded(name: str, collection: str | None) -> str:
    """What an upload is known by: two offices may each have a file of the same name."""
    return f"upload:{name}" if collection is None else f"upload:{collection}/{name}"


def _files(paths: Iterable[Path], gathered: Gathered) -> Iterator[tuple[Path, bool]]:
    """Each file, and whether it was named itself rather than found in a folder."""
    for path in paths:
        try:
            if path.is_dir():
                yield from ((found, False) for found in _walk(path))
            elif path.exists():
                yield path, True
            else:
                gathered.outcomes.append(
                    Outcome(str(path), Status.FAILED, "没有这个文件或文件夹；请检查路径")
                )
        except OSError as error:
            reason = f"无法列出（{error.strerror}）；请检查读取权限"
            gathered.outcomes.append(Outcome(str(path), Status.FAILED, reason))


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _walk(path)
        elif not path.name.upper().startswith("README") and path.name != META:
            yield path


@dataclass(slots=True)
class _Table:
    """What a ``meta.csv`` says of each file, or why what it says cannot be used."""

    rows: dict[str, Overrides | str] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)


def _read_table(path: Path) -> _Table:
    table = _Table()
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return table
    except OSError as error:
        table.outcomes.append(Outcome(str(path), Status.FAILED, f"无法读取（{error.strerror}）"))
        return table
    try:
        rows = csv.DictReader(io.StringIO(_decode(content), newline=""))
        if "file" not in (rows.fieldnames or ()):
            raise ValueError("没有名为 file 的列")
        for row in rows:
            name = (row["file"] or "").strip()
            try:
                table.rows[name] = _overrides(row)
            except ValueError as error:
                table.rows[name] = f"{META} 第 {rows.line_num} 行：{error}"
                continue
            if name and not (path.parent / name).exists():
                reason = f"{META} 第 {rows.line_num} 行：所写的文件不存在"
                table.outcomes.append(Outcome(str(path.parent / name), Status.FAILED, reason))
    except (ValueError, csv.Error) as error:
        reason = f"不能使用（{error}）；旁边的文件已照常读取"
        table.outcomes.append(Outcome(str(path), Status.FAILED, reason))
    return table


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _overrides(row: Mapping[str, str | None]) -> Overrides:
    cells = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
    level = cells.get("level", "")
    if level and level not in set(Level):
        raise ValueError(f"{level!r} 不是层级；可写 {'、'.join(Level)}")
    return Overrides(
        place=cells.get("place") or None,
        delivered_year=_year(cells.get("year", "")),
        level=Level(level) if level else None,
        title=cells.get("title") or None,
        review_year=_year(cells.get("review_year", "")),
        plan_year=_year(cells.get("plan_year", "")),
        collection=cells.get("collection") or None,
    )


def _year(cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdecimal() and len(cell) == 4):
        raise ValueError(f"{cell!r} 不是年份；请写四位数字")
    return int(cell)
