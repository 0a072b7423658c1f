"""Every exception that reportqa raises on purpose.

    ReportQAError
    ├── ReadingError             a file cannot be turned into text
    │   ├── UnsupportedFormat    nobody here reads this kind of file
    │   ├── UnreadableFile       damaged, encrypted, empty, or not what its name says
    │   ├── FileTooLarge         over the limit, before or after decompression
    │   └── NeedsOCR             pages without a usable text layer, and no OCR at hand
    ├── LibraryError             the library folder
    │   ├── LibraryLocked        another process is writing
    │   ├── LibraryDamaged       the catalog itself cannot be read
    │   ├── ModelMismatch        embedded with another model than the one that was asked for
    │   ├── BadWordList          its userdict.txt or synonyms.tsv has a line that makes no sense
    │   └── NotFound             no such report, passage or job
    ├── ModelError               a model cannot be loaded
    ├── QueryError               a question that cannot be searched
    ├── AccessDenied             the key does not open this
    └── CitationError            a quote that is not what the report says there

Each message says what was wrong, where, and what to do next, in one or two lines.
"""

from __future__ import annotations

from typing import Self


class ReportQAError(Exception):
    """Base of all errors that reportqa raises on purpose."""


class ReadingError(ReportQAError):
    """A file cannot be turned into text."""


class UnsupportedFormat(ReadingError):
    """Nobody here reads this kind of file."""


class UnreadableFile(ReadingError):
    """The file is damaged, encrypted, empty, or not what its name says."""


class FileTooLarge(ReadingError):
    """The file is over the size limit, before or after decompression."""


class NeedsOCR(ReadingError):
    """The file has no usable text layer, and no OCR is at hand."""


class LibraryError(ReportQAError):
    """The library folder cannot do what was asked."""


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""


class LibraryDamaged(LibraryError):
    """The catalog cannot be read."""


class BackupDamaged(LibraryError):
    """The file is no backup, or no longer what was written."""


class ModelMismatch(LibraryError):
    """The library was embedded with another model than the one asked for."""


class BadWordList(LibraryError):
    """The library's own ``userdict.txt`` or ``synonyms.tsv`` cannot be read."""


class NotFound(LibraryError):
    """No report, passage or job has this id."""


class ModelError(ReportQAError):
    """A model cannot be loaded."""

    @classmethod
    def damaged(cls, folder: str, what: str, error: Exception) -> Self:
        """A bundled model that cannot be read; ``folder`` is its folder's name."""
        return cls(f"{folder}：{what}读不出来（{error}）；请重新安装软件")

    @classmethod
    def outdated(cls, folder: str, what: str) -> Self:
        """A model that was trained on other features than those of this program."""
        return cls(f"{folder}：{what}不是为这个版本训练的；请重新训练，或重新安装软件")


class QueryError(ReportQAError):
    """The question cannot be searched as it stands."""


class AccessDenied(ReportQAError):
    """The key of whoever asks does not open this."""


class CitationError(ReportQAError):
    """A quote is not what its report says at that place."""
