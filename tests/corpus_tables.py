"""What was planted in the sample corpus, read from the tables of ``corpus/README.md``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

README = Path(__file__).resolve().parent.parent / "corpus" / "README.md"

Row = dict[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PlantedReport:
    """One file of the corpus and what its structure must turn out to be.

    ``title`` is the first line of the text; ``delivered_on`` is an ISO date.
    """

    file: str
    place: str
    level: str
    delivered_year: int
    review_year: int
    plan_year: int
    delivered_on: str
    meeting: str
    speaker: str
    title: str


@dataclass(frozen=True, slots=True)
class PlantedCommitment:
    """A promise and its fate; ``made_in`` and ``checked_in`` are years of delivery.

    ``comparator`` is one of ``>= <= about range = none``; ``target``, ``target_high`` and
    ``actual`` are in ``unit``; ``evidence`` is empty where the outcome is ``not_reported``.
    """

    id: str
    place: str
    made_in: int
    indicator: str
    commitment: str
    comparator: str
    target: Decimal | None
    target_high: Decimal | None
    unit: str
    checked_in: int
    outcome: str
    evidence: str
    actual: Decimal | None
    note: str


@dataclass(frozen=True, slots=True)
class PlantedPrecedent:
    """A passage about a policy; ``year`` is of delivery, ``role`` is ``review`` or ``plan``."""

    topic: str
    place: str
    year: int
    role: str
    quote: str
    earliest: bool


@dataclass(frozen=True, slots=True)
class PlantedRedaction:
    """A value printed as × or xx; ``year`` is of delivery."""

    place: str
    year: int
    quote: str


@dataclass(frozen=True, slots=True)
class PlantedQuestion:
    """A question and where it is answered; no ``answers`` when the corpus does not answer it.

    ``kind`` is one of ``paraphrase``, ``keyword``, ``multi``, ``unanswerable``; ``answers`` are
    pairs of file and verbatim quote.
    """

    id: str
    kind: str
    question: str
    answers: tuple[tuple[str, str], ...]


def planted_reports() -> list[PlantedReport]:
    """The files of the corpus."""
    return _rows("Reports", _report)


def planted_commitments() -> list[PlantedCommitment]:
    """The promises that the next year's report is checked for."""
    return _rows("Commitments", _commitment)


def planted_precedents() -> list[PlantedPrecedent]:
    """The policies that spread, topic by topic, oldest first."""
    return _rows("Precedents", _precedent)


def planted_redactions() -> list[PlantedRedaction]:
    """The values that are not given."""
    return _rows("Redacted values", _redaction)


def planted_questions() -> list[PlantedQuestion]:
    """The questions, each with all of its answers."""
    by_id: dict[str, list[Row]] = {}
    for row in _table("Questions"):
        by_id.setdefault(row["id"], []).append(row)
    return [_question(rows) for rows in by_id.values()]


def file_of(place: str, delivered_year: int) -> str:
    """Name of the file that holds the report of a place and a year of delivery."""
    return next(
        report.file
        for report in planted_reports()
        if (report.place, report.delivered_year) == (place, delivered_year)
    )


def _rows(section: str, build: Callable[[Row], T]) -> list[T]:
    return [build(row) for row in _table(section)]


def _table(section: str) -> list[Row]:
    lines = README.read_text(encoding="utf-8").splitlines()
    body = lines[lines.index(f"## {section}") + 1 :]
    end = next((i for i, line in enumerate(body) if line.startswith("## ")), len(body))
    head, _, *rows = [_cells(line) for line in body[:end] if line.startswith("|")]
    return [dict(zip(head, row, strict=True)) for row in rows]


def _cells(line: str) -> list[str]:
    return [cell.strip(" ") for cell in line.strip(" ")[1:-1].split("|")]


def _number(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def _report(row: Row) -> PlantedReport:
    return PlantedReport(
        file=row["file"],
        place=row["place"],
        level=row["level"],
        delivered_year=int(row["delivered_year"]),
        review_year=int(row["review_year"]),
        plan_year=int(row["plan_year"]),
        delivered_on=row["delivered_on"],
        meeting=row["meeting"],
        speaker=row["speaker"],
        title=row["title"],
    )


def _commitment(row: Row) -> PlantedCommitment:
    return PlantedCommitment(
        id=row["id"],
        place=row["place"],
        made_in=int(row["made_in"]),
        indicator=row["indicator"],
        commitment=row["commitment"],
        comparator=row["comparator"],
        target=_number(row["target"]),
        target_high=_number(row["target_high"]),
        unit=row["unit"],
        checked_in=int(row["checked_in"]),
        outcome=row["outcome"],
        evidence=row["evidence"],
        actual=_number(row["actual"]),
        note=row["note"],
    )


def _precedent(row: Row) -> PlantedPrecedent:
    return PlantedPrecedent(
        topic=row["topic"],
        place=row["place"],
        year=int(row["year"]),
        role=row["role"],
        quote=row["quote"],
        earliest=row["earliest"] == "yes",
    )


def _redaction(row: Row) -> PlantedRedaction:
    return PlantedRedaction(place=row["place"], year=int(row["year"]), quote=row["quote"])


def _question(rows: Sequence[Row]) -> PlantedQuestion:
    first = rows[0]
    return PlantedQuestion(
        id=first["id"],
        kind=first["kind"],
        question=first["question"],
        answers=tuple((row["file"], row["quote"]) for row in rows if row["file"]),
    )
