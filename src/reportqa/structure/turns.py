"""Where a report turns from deeds to promises, or to its appeal, without a heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.structure import roles
from reportqa.structure.headings import Kind
from reportqa.structure.tree import Node, below, paragraphs, tops
from reportqa.types import Role

_TURN_LEANING = 0.1
"""What follows a turn to the plan promises more than this (178 real reports; see roles.leaning)."""

_CLOSING_LONGEST = 800
"""The last appeal to the house is not longer; one before the last is short."""

_EARLIER_CLOSING_LONGEST = 250

_CHEER_LONGEST = 40
"""A cheer on a line of its own (…万岁！) ends the appeal before it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a node is to be cut: its index, and the position of a line among its lines."""

    node: int
    line: int


def find_turns(nodes: Sequence[Node], plan_year: int | None) -> list[Cut]:
    """Find, in each review, the paragraph from which on it speaks of the year to come.

    Some reviews end in a paragraph on the year ahead; in a part named 工作回顾和总体要求, or where
    the heading of the plan is missing, half of it is plan.
    """
    reviews = (top for top in tops(nodes) if nodes[top].role is Role.REVIEW)
    turns = (_find_turn(nodes, below(nodes, top), plan_year) for top in reviews)
    return [turn for turn in turns if turn is not None]


def _find_turn(nodes: Sequence[Node], review: range, plan_year: int | None) -> Cut | None:
    """Find the first paragraph that names the time to come and from which on a review promises."""
    spoken = [(index, paragraph) for index in review for paragraph in paragraphs(nodes[index])]
    able = [
        place
        for place, (index, paragraph) in enumerate(spoken)
        if (paragraph.start > 0 or nodes[index].heading is None)
        and roles.begins_plan(paragraph.words, plan_year)
    ]
    balance = parts = 0
    found = None
    for place in reversed(range(able[0], len(spoken)) if able else ()):
        index, paragraph = spoken[place]
        more_balance, more_parts = roles.weigh(paragraph.words)
        balance, parts = balance + more_balance, parts + more_parts
        if able[-1] == place:
            able.pop()
            if balance / max(1, parts) > _TURN_LEANING:
                found = Cut(index, paragraph.start)
    return found


def find_closing(nodes: Sequence[Node]) -> Cut | None:
    """Find the closing appeal where it is the last paragraph of the body's last node."""
    body = _body(nodes)
    if not body or body[-1].role is Role.OPENING:
        return None
    last = paragraphs(body[-1])[-1]
    closes = last.start > 0 and roles.is_closing(last.words)
    return Cut(len(body) - 1, last.start) if closes else None


def mark_closing(nodes: Sequence[Node]) -> None:
    """Give the last paragraphs that appeal to the house their role."""
    longest = _CLOSING_LONGEST
    for place, node in enumerate(reversed(_body(nodes)[-3:])):
        words = node.text
        appeals = roles.is_closing(words) or (place == 0 and roles.is_farewell(words))
        if node.heading is not None or node.role is Role.OPENING or not appeals:
            return
        if len(words) > longest:
            return
        node.role = Role.CLOSING
        if len(words) > _CHEER_LONGEST:
            longest = _EARLIER_CLOSING_LONGEST


def _body(nodes: Sequence[Node]) -> Sequence[Node]:
    """Return the nodes before the first appendix."""
    appended = (i for i, n in enumerate(nodes) if n.heading and n.heading.kind is Kind.APPENDIX)
    return nodes[: next(appended, len(nodes))]
