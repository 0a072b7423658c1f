"""Reading: a file becomes its canonical text, with page anchors where it has pages."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import cast

from reportqa.errors import FileTooLarge, UnreadableFile
from reportqa.reading.base import MIB, Limits, Reader, SourceFile
from reportqa.reading.kinds import BY_SUFFIX, kind_of
from reportqa.types import Document

__all__ = ["SUPPORTED", "Limits", "read"]

SUPPORTED: frozenset[str] = frozenset(BY_SUFFIX)
"""The suffixes of the files that can be read, in lower case with their dot."""


def read(path: Path, *, limits: Limits | None = None) -> Document:
    """Read a file of any supported format; ``source`` is the file's own name.

    Raises ``UnsupportedFormat``, ``UnreadableFile``, ``FileTooLarge`` or ``NeedsOCR``.
    """
    limits = limits or Limits()
    file = _load(path, limits)
    kind = kind_of(file, path.suffix.lower())
    # A module is loaded with its libraries only when a file asks for it.
    reader = cast(Reader, importlib.import_module(f"{__name__}.{kind}"))
    document = reader.read(file, limits)
    if not document.text.strip():
        raise UnreadableFile(f"{file.name}: there is no text in this file")
    return document


def _load(path: Path, limits: Limits) -> SourceFile:
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise FileTooLarge(
                f"{path.name}: {size / MIB:.0f} MiB is over the limit of "
                f"{limits.file_bytes / MIB:.0f} MiB; split it or raise the limit"
            )
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableFile(
            f"{path.name}: cannot be opened ({reason}); check that it is still there"
        ) from error
    if not data:
        raise UnreadableFile(f"{path.name}: the file is empty")
    return SourceFile(path.name, data)
