"""Uploads on their way into the library."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING

from pydantic import Field

from reportqa.api.models.base import Answer
from reportqa.sources import Outcome, Status

if TYPE_CHECKING:
    from reportqa.ingest import IngestResult


class OutcomeOut(Answer):
    """What became of one file."""

    source: str
    status: Status
    reason: str
    report_id: str | None
    notices: Sequence[str]


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class IngestOut(Answer):
    """What became of the files of an ingest."""

    outcomes: Sequence[OutcomeOut]
    warning: str = Field(description="What is wrong with the search index; empty if nothing is.")
    watched: Sequence[str] = Field((), description="What was found for watched topics, in words.")


class JobOut(IngestOut):
    """An upload on its way into the library."""

    id: str
    state: JobState
    done: int = Field(description="Files dealt with so far.")
    total: int = Field(description="Files in all.")
    error: str | None = Field(description="Why the job as a whole failed.")


def ingest_out(result: IngestResult) -> IngestOut:
    """Translate the result of an ingest."""
    outcomes = [outcome_out(outcome) for outcome in result.outcomes]
    return IngestOut(outcomes=outcomes, warning=result.warning, watched=result.watched)


def outcome_out(outcome: Outcome) -> OutcomeOut:
    """Translate the outcome of a file, its path left out."""
    return OutcomeOut(
        source=PurePath(outcome.file).name,
        status=outcome.status,
        reason=outcome.reason,
        report_id=outcome.report_id,
        notices=outcome.notices,
    )
