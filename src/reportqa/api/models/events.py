"""The small events of a stream; its citations and its answer are those of ``ask.py``."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.api.models.base import Answer
from reportqa.api.models.search import UnderstoodOut


class BegunOut(Answer):
    """The question, and how it was understood."""

    question: str
    understood: UnderstoodOut


class SaidOut(Answer):
    """A sentence that has been checked, and the marks of its citations."""

    text: str
    markers: Sequence[int]


class RemovedOut(Answer):
    """Why a sentence did not pass."""

    reason: str
