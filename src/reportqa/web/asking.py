"""What a reader may limit a question to, and a question without one of its names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nicegui import ui

from reportqa.language.places import stem
from reportqa.language.years import find_years
from reportqa.types import Filters, Level, Role
from reportqa.web.parts import LEVELS, ROLES
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

ASKED_FOR = (Role.REVIEW, Role.PLAN, Role.PROBLEMS)
"""The parts of a report that a question may be limited to."""


class Choice:
    """Limits on a question, chosen among what the library holds."""

    def __init__(self, say: Tongue) -> None:
        self._say = say

    async def draw(self, service: Service, said: Mapping[str, str]) -> None:
        """Draw the choices, folded away until somebody wants them.

        ``said`` are limits as ``address`` writes them; what the library does not hold is left out.
        """
        say = self._say
        reports = (await service.run(lambda library: library.snapshot().table)).reports
        places = sorted({r.place for r in reports if r.place})
        years = sorted({r.delivered_year for r in reports if r.delivered_year}, reverse=True)
        levels = [level for level in LEVELS if any(r.level is level for r in reports)]
        with (
            ui.expansion().classes("limits no-print") as self._fold,
            ui.row(),
        ):
            self._place = self._select(places, say("地区", "Place"), said.get("place"))
            self._level = self._select(
                {x: say(*LEVELS[x]) for x in levels}, say("层级", "Level"), said.get("level")
            )
            self._from = self._select(years, say("从哪年的报告", "From"), said.get("from"))
            self._to = self._select(years, say("到哪年的报告", "To"), said.get("to"))
            self._role = self._select(
                {x: say(*ROLES[x]) for x in ASKED_FOR}, say("部分", "Part"), said.get("role")
            )
        self._tell()

    @property
    def filters(self) -> Filters:
        """What is chosen now; two years mean the span between them, whichever came first."""
        years = [year for year in (self._from.value, self._to.value) if year]
        is_span = len(years) == 2
        return Filters(
            place=self._place.value,
            level=self._level.value,
            year_from=min(years) if is_span else self._from.value,
            year_to=max(years) if is_span else self._to.value,
            role=self._role.value,
        )

    @property
    def address(self) -> dict[str, str]:
        """What is chosen now, as the page's address has it."""
        chosen = {
            "place": self._place.value,
            "level": self._level.value,
            "from": self._from.value,
            "to": self._to.value,
            "role": self._role.value,
        }
        return {name: str(value) for name, value in chosen.items() if value}

    def _tell(self) -> None:
        """Say on the fold how many limits there are, so that none works unseen."""
        count = len(self.address)
        limits = self._say("限定范围", "Limit to")
        self._fold.text = limits + (self._say(f"（{count} 项）", f" ({count})") if count else "")

    def _select(
        self,
        options: list[str] | list[int] | dict[Level, str] | dict[Role, str],
        label: str,
        said: str | None,
    ) -> ui.select:
        held = next((option for option in options if str(option) == said), None)
        return ui.select(
            options, label=label, value=held, clearable=True, with_input=len(options) > 20,
            on_change=self._tell,
        ).classes("choice")  # fmt: skip


def without(question: str, name: str) -> str:
    """A question without a place or a year that it names; as it was where it names it otherwise.

    >>> without("禾岭县和澜川市2024年修了多少路？", "禾岭县")
    '澜川市2024年修了多少路？'
    >>> without("禾岭县2024年的路修了多少？", "2024")
    '禾岭县路修了多少？'
    """
    if name.isdecimal():
        spans = [(y.start, y.end) for y in find_years(question, bare=True) if y.year == int(name)]
        for start, end in reversed(spans):
            question = question[:start] + question[end:].removeprefix("的")
        return question
    named = f"(?:{re.escape(name)}|{re.escape(stem(name))})"
    return re.sub(f"[和与及、]{named}|{named}[和与及、的]?", "", question)
