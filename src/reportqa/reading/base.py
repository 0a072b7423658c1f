"""What a reader of one format is, and the limits that every reader keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from reportqa.types import Document

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be; beyond it, reading raises ``FileTooLarge``. Sizes are bytes.

    ``file_bytes`` bounds the file as it lies on disk, ``unpacked_bytes`` the sum of its parts
    after decompression, and ``expansion`` how many times its packed size a part may unpack to
    (the XML of real Word files stays below 50; a zip bomb comes near deflate's bound of 1032).
    ``pixels`` bounds a picture that is to be recognised.
    """

    file_bytes: int = 200 * MIB
    unpacked_bytes: int = 500 * MIB
    expansion: int = 200
    pixels: int = 100_000_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was found: its own name and its bytes, read once."""

    name: str
    data: bytes


class Reader(Protocol):
    """Reads one format. Each module of this package that is named after a format is a reader."""

    def read(self, file: SourceFile, limits: Limits) -> Document:
        """Turn the file into a document; raises a ``ReadingError`` where that cannot be done."""
        ...
