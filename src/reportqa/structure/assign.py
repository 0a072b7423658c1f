"""Gives the parts of a report their roles: review, plan, or neither."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.structure import roles
from reportqa.structure.headings import Kind
from reportqa.structure.tree import Node, below, tops
from reportqa.types import Role

_OVERVIEW_LEANING = 0.15
"""Text before the first heading that promises less than this tells of the year gone by."""

_STILL_PLAN_LEANING = -0.15
"""After the plan has begun, only a part that leans to deeds more than this goes back on it."""

_PROMISES_LEANING = 0.05
"""A part that no heading tells of promises when it leans above this (178 real reports)."""


def assign_roles(nodes: Sequence[Node], review_year: int | None, plan_year: int | None) -> None:
    """Set the role of every node but the opening, from its part's heading or else its words.

    A part named 回顾和…总体要求 is a review until a heading within it names the plan.
    """
    planning = reviewed = False
    parts = tops(nodes)
    for top in parts:
        members = list(below(nodes, top))
        words = "".join(nodes[index].text for index in members)
        heading = nodes[top].heading
        named = roles.of_heading(heading.title, review_year, plan_year) if heading else set()
        if heading is not None and heading.kind is Kind.APPENDIX:
            role = Role.PLAN if roles.lists_promises(words) else Role.OTHER
        elif named:
            role = next(iter(named)) if len(named) == 1 else Role.REVIEW
        else:
            first_of_many = top == parts[0] and len(parts) > 1
            role = _by_words(nodes[top], words, first_of_many, planning, reviewed)
        for index in members:
            node = nodes[index]
            own = (
                roles.of_heading(node.heading.title, review_year, plan_year)
                if node.heading and index != top
                else set()
            )
            if len(named) > 1 and own == {Role.PLAN}:
                role = Role.PLAN
            node.role = Role.PROBLEMS if own == {Role.PROBLEMS} and role is Role.REVIEW else role
        planning, reviewed = planning or role is Role.PLAN, reviewed or role is Role.REVIEW


def _by_words(top: Node, words: str, first_of_many: bool, planning: bool, reviewed: bool) -> Role:
    """Judge a part whose heading names no role by its words and by what came before it."""
    leaning = roles.leaning(words)
    if planning and leaning > _STILL_PLAN_LEANING:
        return Role.PLAN
    ahead = top.heading is not None and (roles.looks_ahead(top.heading.title) or leaning > 0)
    if reviewed and ahead:
        return Role.PLAN
    if leaning < 0 or (top.heading is None and first_of_many and leaning < _OVERVIEW_LEANING):
        return Role.REVIEW
    return Role.PLAN if leaning > _PROMISES_LEANING else Role.OTHER


def assign_by_words(nodes: Sequence[Node]) -> None:
    """Judge every part of a report without headings by itself; it has nothing else to tell by."""
    for node in nodes:
        if node.role in (Role.REVIEW, Role.PLAN, Role.OTHER):
            node.role = _by_words(node, node.text, False, False, False)
