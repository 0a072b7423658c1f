"""Parts what no heading parts: paragraphs after a list, problems, addresses, the turn to the plan.

A report's headings do not tell these apart, yet a problem is not a deed, and what follows the last
item of a list belongs to the part above it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from reportqa.structure import roles
from reportqa.structure.headings import Kind
from reportqa.structure.tree import Node, Paragraph, paragraphs
from reportqa.structure.turns import Cut
from reportqa.types import Role

_LEAD_LONGEST = 120
"""A shorter paragraph on problems only announces the list that follows it."""

_VOWS_TO_MEND = re.compile(r"(?:对|针对)于?(?:这些|以上|此|上述)|我们(?:一定|必须|要|将)")
_VOW_LONGEST = 200
"""A short paragraph after the problems that vows to mend them is about them still."""


def part(nodes: Sequence[Node], turns: Sequence[Cut], closing: Cut | None) -> list[Node]:
    """Cut nodes, which have their roles, where a paragraph does something else than its heading.

    The parts come in the order of the text, each with its role; the opening stays whole.
    """
    parting = _Parting(nodes, turns, closing)
    for index in range(len(nodes)):
        parting.add(index)
    return parting.parted


class _Parting:
    """The nodes parted so far, and under which of them the next are to stand."""

    def __init__(self, nodes: Sequence[Node], turns: Sequence[Cut], closing: Cut | None) -> None:
        self.parted: list[Node] = []
        self._nodes = nodes
        self._parents = {node.parent for node in nodes}
        self._lists: defaultdict[tuple[int | None, float], list[int]] = defaultdict(list)
        for index, node in enumerate(nodes):
            if node.heading is not None:
                self._lists[node.parent, node.rank].append(index)
        self._turns = frozenset(turns)
        self._closing = closing
        self._moved: dict[int, int] = {}
        self._leads: dict[int, int] = {}
        self._planning: set[int] = set()

    def add(self, index: int) -> None:
        """Part one node; those before it have been parted."""
        node, here = self._nodes[index], len(self.parted)
        head = replace(node, parent=self._parent(node), lines=[])
        top = here if head.parent is None else self._outermost(head.parent)
        if top in self._planning:
            head.role = Role.PLAN
        elif head.parent is not None and self.parted[head.parent].role is Role.PROBLEMS:
            head.role = Role.PROBLEMS
        self._moved[index] = here
        self.parted.append(head)
        if node.role is Role.OPENING:
            head.lines += node.lines
            return
        trailing, current, role = self._trailing(index), head, head.role
        for paragraph in paragraphs(node):
            cut = Cut(index, paragraph.start)
            addresses = roles.is_address(paragraph.words)
            if cut in self._turns:
                role = Role.PLAN
                self._planning.add(top)
            elif addresses and top not in self._planning:
                role = self.parted[top].role  # an address leaves a list of problems
            troubled = role is Role.REVIEW and roles.is_problems(paragraph.words)
            parts = cut in self._turns or cut == self._closing or addresses or troubled
            if paragraph.start == 0:
                head.role = role if cut in self._turns else head.role
            elif parts or _leaves_problems(current, head, paragraph.words):
                current = self._open(node, paragraph, top, Role.PROBLEMS if troubled else role)
            elif paragraph.start == trailing:
                current = self._open(node, paragraph, head.parent, role)
            current.lines += node.lines[paragraph.start : paragraph.end]
        if current is not head:
            self._lead(index, current)

    def _open(
        self, node: Node, paragraph: Paragraph, parent: int | None, role: Role | None
    ) -> Node:
        start = node.lines[paragraph.start].span_start
        self.parted.append(Node(start, None, node.rank, parent, role=role))
        return self.parted[-1]

    def _trailing(self, index: int) -> int | None:
        """Return where the paragraphs after the last item of a one-paragraph list begin.

        （八）…。 is one paragraph like its siblings; what follows it belongs to the part above.
        """
        node = self._nodes[index]
        if node.heading is None or node.heading.whole_line or node.parent is None:
            return None
        *earlier, last = self._lists[node.parent, node.rank]
        if not earlier or last != index or index in self._parents:
            return None
        if any(len(paragraphs(self._nodes[i])) > 1 for i in earlier):
            return None
        own = paragraphs(node)
        return own[1].start if len(own) > 1 else None

    def _lead(self, index: int, last: Node) -> None:
        """Let the list that follows stand under the paragraph that leads it.

        我们也清醒地看到，还存在不少问题： / 一是… / 二是… are one, wherever the paragraph stood.
        """
        announces = last.role is Role.PROBLEMS and len(last.text) <= _LEAD_LONGEST
        if announces or (last.role is not Role.PROBLEMS and last.parent != self._moved[index]):
            self._leads[index] = len(self.parted) - 1

    def _parent(self, node: Node) -> int | None:
        if node.parent is None:
            return None
        below_all = node.heading is not None and node.heading.kind > Kind.BRACKETED
        lead = self._leads.get(node.parent) if below_all else None
        return self._moved[node.parent] if lead is None else lead

    def _outermost(self, index: int) -> int:
        while (parent := self.parted[index].parent) is not None:
            index = parent
        return index


def _leaves_problems(current: Node, head: Node, words: str) -> bool:
    """Say whether a paragraph after the one on problems goes back to what the section is about."""
    if current is head or current.role is not Role.PROBLEMS:
        return False
    if current.lines[-1].content.endswith(("：", ":")):
        return False
    return len(words) > _VOW_LONGEST or not _VOWS_TO_MEND.match(words)
