"""What goes into the catalog and what comes out of it, beside the nouns of ``types``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Fingerprint
from reportqa.types import Overrides, Passage, Report, Role, StructuredReport

Keys = NDArray[np.int64]
HalfVectors = NDArray[np.float16]

ROLES = tuple(Role)
"""Roles by the numbers that arrays have for them."""


@dataclass(frozen=True, slots=True)
class State:
    """Which library this is, where it stands, and what its passages were made with.

    ``revision`` rises by one with each committed change. ``model`` and ``dictionary`` are
    ``None`` until the first report comes.
    """

    library: str
    revision: int
    model: Fingerprint | None
    dictionary: str | None


class Origin(NamedTuple):
    """Where a report came from: what tells whether it must be read again.

    ``file_hash`` is the SHA-256 of the file's bytes; ``overrides`` the metadata given beside it,
    as JSON; ``structure_version`` that of the rules that read its structure.
    """

    origin: str
    file_hash: str
    overrides: str
    structure_version: str


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A report ready to be put into the catalog, with what the views need of each passage.

    ``tokens`` and ``context_tokens`` hold a space-joined string a passage; ``embeddings`` is
    float16 ``(len(passages), dimension)``, rows of unit length. ``correction`` is what a person
    said of the report after it came.
    """

    structured: StructuredReport
    origin: Origin
    tokens: tuple[str, ...]
    context_tokens: tuple[str, ...]
    embeddings: HalfVectors
    correction: Overrides = field(default_factory=Overrides)


@dataclass(frozen=True, slots=True, eq=False)
class StoredPassage:
    """A passage as the catalog keeps it.

    ``words`` and ``context_words`` are its tokens and those of its context, space-joined;
    ``page`` counts from 1, ``None`` without pages.
    """

    key: int
    report_id: str
    passage: Passage
    words: str
    context_words: str
    page: int | None

    @property
    def id(self) -> str:
        """The public id: the report's id and the passage's index in it."""
        return f"{self.report_id}-{self.passage.index}"

    @property
    def tokens(self) -> list[str]:
        """The words of its text."""
        return self.words.split()

    @property
    def context_tokens(self) -> list[str]:
        """The words of its context: place, year and headings."""
        return self.context_words.split()


class ReportPage(NamedTuple):
    """Some of the reports that were asked for, and how many there are in all."""

    reports: tuple[Report, ...]
    total: int


class WordRow(NamedTuple):
    """What the word view holds of a passage; the tokens are space-joined."""

    key: int
    report_id: str
    role: str
    tokens: str
    context_tokens: str


class Ranked(NamedTuple):
    """Passages best first: ``keys`` int64 ``(n,)``, ``scores`` float32 ``(n,)``, higher is better.

    Equal scores are in the order of their keys.
    """

    keys: Keys
    scores: NDArray[np.float32]

    @classmethod
    def of(cls, keys: Iterable[int], scores: Iterable[float]) -> Ranked:
        """Sort keys by falling score, then by key."""
        key_array = np.fromiter(keys, np.int64)
        score_array = np.fromiter(scores, np.float32)
        order = np.lexsort((key_array, -score_array))
        return cls(key_array[order], score_array[order])

    def only(self, is_kept: NDArray[np.bool_], most: int) -> Ranked:
        """The best ``most`` of those that are kept, bool ``(n,)``."""
        places = np.flatnonzero(is_kept)[:most]
        return Ranked(self.keys[places], self.scores[places])


def changed(before: Keys, now: Keys) -> tuple[Keys, bool]:
    """What keys came between two times, and whether any went; all rise, and are given out once."""
    if len(now) >= len(before) and np.array_equal(now[: len(before)], before):
        return now[len(before) :], False
    is_lost = len(np.setdiff1d(before, now, assume_unique=True)) > 0
    return np.setdiff1d(now, before, assume_unique=True), is_lost


def united(parts: Sequence[Keys]) -> Keys:
    """The keys of all parts, rising, each once.

    As ``numpy.unique``, which imports masked arrays where it is first called: a fortieth of a
    search from the command line.
    """
    keys = np.sort(np.concatenate(parts))
    is_first = np.ones(len(keys), np.bool_)
    is_first[1:] = keys[1:] != keys[:-1]
    return keys[is_first]


def places_in(held: Keys, keys: Keys) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which of some keys are held, bool ``(len(keys),)``, and where those stand; ``held`` rises."""
    places = np.searchsorted(held, keys)
    is_held = places < len(held)
    is_held[is_held] = held[places[is_held]] == keys[is_held]
    return is_held, places[is_held]
