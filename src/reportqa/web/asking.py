"""What a reader may limit a question to, and a question without one of its names."""

from __future__ import annotations

import re

from nicegui import ui

from reportqa.language.places import stem
from reportqa.types import Filters, Role
from reportqa.web.parts import LEVELS, ROLES
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue


class Choice:
    """Limits on a question, chosen among what the library holds."""

    def __init__(self, say: Tongue) -> None:
        self._say = say

    async def draw(self, service: Service) -> None:
        """Draw the choices, folded away until somebody wants them."""
        say = self._say
        reports = (await service.run(lambda library: library.snapshot().table)).reports
        places = list(dict.fromkeys(r.place for r in reports if r.place))
        years = sorted({r.delivered_year for r in reports if r.delivered_year}, reverse=True)
        levels = [level for level in LEVELS if any(r.level is level for r in reports)]
        roles = (Role.REVIEW, Role.PLAN, Role.PROBLEMS)
        with (
            ui.expansion(say("限定范围", "Limit to")).classes("limits no-print"),
            ui.row(),
        ):
            self._place = _select(places, say("地区", "Place"))
            self._level = _select({x: say(*LEVELS[x]) for x in levels}, say("层级", "Level"))
            self._from = _select(years, say("从哪年的报告", "From"))
            self._to = _select(years, say("到哪年的报告", "To"))
            self._role = _select({x: say(*ROLES[x]) for x in roles}, say("部分", "Part"))

    @property
    def filters(self) -> Filters:
        """What is chosen now."""
        return Filters(
            place=self._place.value,
            level=self._level.value,
            year_from=self._from.value,
            year_to=self._to.value,
            role=self._role.value,
        )


def without(question: str, name: str) -> str:
    """A question without a place or a year that it names: 禾岭县2024年修了多少路 → 修了多少路."""
    if name.isdecimal():
        return re.sub(rf"{name}年?", "", question).strip()
    return re.sub(f"{re.escape(name)}|{re.escape(stem(name))}", "", question).strip()


def _select(options: object, label: str) -> ui.select:
    return ui.select(options, label=label, clearable=True, with_input=False).classes("choice")  # type: ignore[arg-type]
