"""What happens while an answer is given, in order: the parts of a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from reportqa.answering.answer import Answer, Mark
from reportqa.types import Understood


@dataclass(frozen=True, slots=True)
class Begun:
    """The question has been understood and searched."""

    question: str
    understood: Understood


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation, before the first sentence that bears its mark."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the model's that has been checked; ``markers`` name citations given before."""

    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence of the model's that did not pass: why, and no more of it than names it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; it stands in place of all that came before."""

    answer: Answer


Event: TypeAlias = Begun | Cited | Said | Removed | Finished


def quoted_events(answer: Answer) -> Iterator[Event]:
    """The events of an answer that no model is asked for: its citations, then the whole."""
    yield Begun(answer.question, answer.understood)
    for mark in answer.marks:
        yield Cited(mark)
    yield Finished(answer)
