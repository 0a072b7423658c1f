"""Pieces that several pages show: reports by name, roles, quotes with their place."""

from __future__ import annotations

import json
from collections.abc import Sequence

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from reportqa.citations import reader_address as reader_address
from reportqa.labels import LEVEL_NAMES, ROLE_NAMES
from reportqa.types import Report, Role
from reportqa.web.tongue import Tongue

ROLES = {role: (name, role.value) for role, name in ROLE_NAMES.items()}
LEVELS = {level: (name, level.value) for level, name in LEVEL_NAMES.items()}
"""In Chinese and in English."""


def report_name(report: Report, say: Tongue) -> str:
    """A report in a few words: 禾岭县 2024 年报告."""
    place = report.place or say("地区不详", "unknown place")
    year = report.delivered_year
    return say(
        f"{place} {year} 年报告" if year else f"{place}报告", f"{place} {year or ''}".strip()
    )


def role_badge(role: Role, say: Tongue) -> None:
    """A small sign of what a passage's section does: deed, promise, problem."""
    ui.label(say(*ROLES[role])).classes(f"role role-{role.value}")


def marked(text: str, start: int, spans: Sequence[tuple[int, int]], *, mark_id: str = "") -> None:
    """Show text as text, with spans of it marked.

    ``start`` is the offset of the text in its report, ``spans`` are offsets there too, rising and
    without overlap. The first mark gets the id ``mark_id``, if one is given.
    """
    at = 0
    for number, (first, last) in enumerate(spans):
        first, last = max(first - start, at), min(last - start, len(text))
        if first >= last:
            continue
        _plain(text[at:first])
        with ui.element("mark") as mark:
            _plain(text[first:last])
        if mark_id and number == 0:
            mark.props(f'id="{mark_id}"')
        at = last
    _plain(text[at:])


def _plain(text: str) -> None:
    if text:
        TextElement(tag="span", text=text)


def section_line(section: Sequence[str]) -> None:
    """The headings that a quote stands under."""
    if section:
        ui.label(" › ".join(section)).classes("section")


def copy_button(label: str, text: str, say: Tongue, *, small: bool = False) -> None:
    """A button that copies a text, and says that it has."""
    _copying(label, json.dumps(text), say, small=small)


def copy_link_button(say: Tongue, address: str = "") -> None:
    """A button that copies a link to share: to this page as it stands, or to an address here."""
    link = f"location.origin + {json.dumps(address)}" if address else "location.href"
    _copying(say("复制链接", "Copy link"), link, say)


def _copying(label: str, expression: str, say: Tongue, *, small: bool = False) -> None:
    ui.button(label).props(f"flat no-caps dense {'size=sm' if small else ''}").on(
        "click",
        lambda: ui.notify(say("已复制。", "Copied.")),
        js_handler=f"() => {{ reportqa.copy({expression}); emit(); }}",
    )
