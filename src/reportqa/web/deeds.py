"""What a sentence tells of, by the part of the report that it stands in."""

from __future__ import annotations

from nicegui import ui

from reportqa.labels import done_name
from reportqa.types import Role
from reportqa.web.tongue import Tongue

KINDS = (Role.REVIEW, Role.PLAN, Role.PROBLEMS, Role.OTHER)
"""A deed, a plan, a problem, and what is none of these."""

_ENGLISH = {
    Role.REVIEW: "done",
    Role.PLAN: "planned",
    Role.PROBLEMS: "problem",
    Role.OTHER: "other",
}


def kind_of(role: Role) -> Role:
    """The one of ``KINDS`` that a part of a report counts as."""
    return role if role in KINDS else Role.OTHER


def kind_name(role: Role) -> tuple[str, str]:
    """Its name in Chinese and in English: 做过, 计划, 问题, 其他."""
    return done_name(role), _ENGLISH[kind_of(role)]


def kind_badge(role: Role, say: Tongue) -> None:
    """A small sign of it."""
    ui.label(say(*kind_name(role))).classes(f"role role-{role.value}")
