"""Sources without a library, for what needs none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reportqa.answering.generation.sources import Source
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.ranking import bundled_late
from reportqa.store import StoredPassage
from reportqa.types import Level, Passage, Report, Role

MakeSource = Callable[..., Source]


@pytest.fixture(scope="session")
def late() -> LateInteraction:
    return bundled_late()


@pytest.fixture(scope="session")
def source() -> MakeSource:
    """Makes a source of an invented report delivered in 2024, which has nothing else in it."""

    def make(number: int, text: str, place: str = "禾岭县", role: Role = Role.REVIEW) -> Source:
        heading = "一、2023年工作回顾" if role is Role.REVIEW else "二、2024年工作安排"
        text_before = f"{heading}\n"
        report = Report(
            f"r{number}",
            f"{place}2024年政府工作报告",
            place,
            Level.COUNTY,
            2024,
            2023,
            2024,
            "x.txt",
        )
        start = len(text_before)
        passage = Passage(0, start, start + len(text), text, role, 1, (heading,))
        stored = StoredPassage(number, report.id, passage, "", "", None)
        return Source(number, stored, report, text_before + text)

    return make
