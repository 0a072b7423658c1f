"""The nouns of the house: frozen values that pass between its rooms.

Offsets are characters into a report's canonical text, half-open: ``text[start:end]``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """The level of the government that reports, from the State Council down."""

    COUNTRY = "country"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


class Role(StrEnum):
    """What a section of a report does; it decides whether a sentence is a deed or a promise."""

    OPENING = "opening"
    REVIEW = "review"
    PROBLEMS = "problems"
    PLAN = "plan"
    CLOSING = "closing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Document:
    """What reading makes of a file: its canonical text and where its pages begin.

    ``page_starts[i]`` is the offset at which page ``i + 1`` begins, in rising order; it is empty
    for files without pages. ``needs_ocr`` lists the pages (from 1) whose text layer is missing or
    garbled and whose text is therefore left out. ``title`` is what the file's own metadata says.
    """

    source: str
    text: str
    page_starts: tuple[int, ...] = ()
    needs_ocr: tuple[int, ...] = ()
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user says of a file; each value given wins over what the file says."""

    place: str | None = None
    delivered_year: int | None = None
    level: Level | None = None
    title: str | None = None
    review_year: int | None = None
    plan_year: int | None = None
    collection: str | None = None

    @property
    def said(self) -> dict[str, Any]:
        """The values that are given, by name."""
        values = ((item.name, getattr(self, item.name)) for item in fields(self))
        return {name: value for name, value in values if value is not None}

    def over(self, other: Overrides) -> Overrides:
        """These values, and those of ``other`` where nothing is given here."""
        return replace(other, **self.said)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value of a report's metadata was found.

    ``where`` is one of ``given`` (by the user), ``file name``, ``title``, ``first lines``,
    ``heading``, ``text``, ``derived``; ``quote`` is what was read there.
    """

    field: str
    value: str
    where: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report without its text. ``delivered_on`` is an ISO date; years are calendar years.

    ``collection`` names those who may read it; ``None`` is everybody who may read the library.
    """

    id: str
    title: str
    place: str | None
    level: Level | None
    delivered_year: int | None
    review_year: int | None
    plan_year: int | None
    source: str
    meeting: str | None = None
    speaker: str | None = None
    delivered_on: str | None = None
    characters: int = 0
    evidence: tuple[Evidence, ...] = ()
    collection: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text up to the next heading of any depth.

    The sections of a report, joined in order, are its text. ``depth`` is 0 for the text before
    the first heading, 1 for 一、, 2 for （一） and so on; ``parent`` is the index of the section
    that this one stands under. ``path`` holds the headings from the top down to this one.
    """

    index: int
    start: int
    end: int
    depth: int
    role: Role
    heading: str = ""
    number: str = ""
    parent: int | None = None
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of sentences within one section; ``text == report_text[start:end]`` always."""

    index: int
    start: int
    end: int
    text: str
    role: Role
    section_index: int
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StructuredReport:
    """A report with its canonical text, its sections and its passages, as the catalog keeps it.

    ``origin`` tells two files of one name apart: the absolute path, or ``upload:`` and the name.
    """

    report: Report
    text: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    origin: str
    page_starts: tuple[int, ...] = ()
    needs_ocr: tuple[int, ...] = ()

    def page_of(self, offset: int) -> int | None:
        """The page, from 1, on which a character stands; ``None`` without pages."""
        return bisect_right(self.page_starts, offset) or None


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits on a search; ``None`` leaves a side open.

    Years are of delivery, both ends included.
    """

    place: str | None = None
    level: Level | None = None
    year_from: int | None = None
    year_to: int | None = None
    role: Role | None = None
    report_id: str | None = None


class Mode(StrEnum):
    """Which half of the search is used."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class Understood:
    """How a question was read.

    ``places`` are names as the library's reports bear them; ``years`` are calendar years that the
    question speaks of, not years of delivery; ``phrases`` must appear verbatim; ``terms`` are the
    words that are searched, in the question's order, without those that only ask. ``expanded``
    gives for names in the question what else they are called, which is searched, too.
    """

    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    role: Role | None = None
    phrases: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    expanded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """What one thing makes of a score: ``gain`` adds to it, or takes from it below 0.

    ``name`` is a feature of the learned order or a part of the first score, ``meaning`` says what
    that is, ``value`` is its value for the passage.
    """

    name: str
    meaning: str
    value: float
    gain: float


@dataclass(frozen=True, slots=True)
class WordMet:
    """A word of a question and the word of a passage that it meets; ``None`` where none is near.

    ``cosine`` is 1 for the same word, and less the further off the other is.
    """

    word: str
    met: str | None
    cosine: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit stands where it stands.

    ``scores`` has ``lexical`` (BM25), ``dense`` (cosine), ``late`` (late interaction) and
    ``cross_encoder``, as far as each was computed; ``ranks`` the places by those, by the ``first``
    score and by the ``learned`` one, from 1 among all candidates of the search, before
    near-identical passages are folded. What decides is the cross-encoder among those that it read,
    else ``learned_score``, or ``first_score`` where that is ``None``; the latter is ``None`` for a
    passage that only late interaction brought up.

    ``named`` tells for ``place``, ``year`` and ``role``, where the question names them, how much
    higher the passage stands than it would if it missed them, or how much lower for missing them.
    ``reasons``, strongest first, are the parts of the first score, or for a learned score what it
    makes to have this value of a feature instead of that of a middling candidate: these do not
    add up.
    """

    scores: dict[str, float]
    ranks: dict[str, int]
    first_score: float | None
    learned_score: float | None
    named: dict[str, float]
    reasons: tuple[Reason, ...]
    words: tuple[WordMet, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found. ``score`` is higher for better hits of one search.

    ``folded`` counts near-identical passages that this hit stands for.
    """

    rank: int
    score: float
    passage_id: str
    text: str
    start: int
    end: int
    role: Role
    section: tuple[str, ...]
    report: Report
    page: int | None = None
    folded: int = 0
    scores: dict[str, float] = field(default_factory=dict)
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote with its place in a report: ``text[start:end] == quote``, always.

    ``citations.cite`` makes them; nothing else should. ``section`` holds the headings from the top
    down; ``page`` counts from 1, ``None`` without pages.
    """

    quote: str
    start: int
    end: int
    role: Role
    section: tuple[str, ...]
    passage_id: str
    report: Report
    page: int | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found; ``notes`` say in words what a person should know of it.

    A note is there, for example, where the library is empty or holds no report of a place named.
    """

    query: str
    understood: Understood
    hits: tuple[Hit, ...]
    took_ms: float
    notes: tuple[str, ...] = ()
