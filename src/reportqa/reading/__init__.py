"""Reading: a file becomes its canonical text, with page anchors where it has pages."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import cast

from reportqa.errors import FileTooLarge, UnreadableFile
from reportqa.reading.base import MIB, Limits, Reader, SourceFile
from reportqa.reading.kinds import BY_SUFFIX, Kind, kind_of
from reportqa.types import Document

__all__ = ["SUPPORTED", "Limits", "kind", "read"]

SUPPORTED: frozenset[str] = frozenset(BY_SUFFIX)
"""The suffixes of the files that can be read, in lower case with their dot."""


def read(path: Path, *, limits: Limits | None = None) -> Document:
    """Read a file of any supported format; ``source`` is the file's own name.

    Raises ``UnsupportedFormat``, ``UnreadableFile``, ``FileTooLarge`` or ``NeedsOCR``.
    """
    limits = limits or Limits()
    file = _load(path, limits)
    found = kind_of(file, path.suffix.lower())
    # A module is loaded with its libraries only when a file asks for it.
    reader = cast(Reader, importlib.import_module(f"{__name__}.{found}"))
    document = reader.read(file, limits)
    if not document.text.strip():
        raise UnreadableFile(f"{file.name}：文件里没有文字")
    return document


def kind(path: Path) -> Kind:
    """What a file would be read as. Raises what ``read`` raises before it parses anything."""
    return kind_of(_load(path, Limits()), path.suffix.lower())


def _load(path: Path, limits: Limits) -> SourceFile:
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise FileTooLarge(
                f"{path.name}：文件有 {size / MIB:.0f} MiB，超过 "
                f"{limits.file_bytes / MIB:.0f} MiB 的上限；请拆分后再导入"
            )
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableFile(
            f"{path.name}：打不开（{reason}）；请确认文件还在、可以读取"
        ) from error
    if not data:
        raise UnreadableFile(f"{path.name}：文件是空的")
    return SourceFile(path.name, data)
