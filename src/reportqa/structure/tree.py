"""The tree that a report's headings make: which heading stands under which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reportqa.structure import roles
from reportqa.structure.headings import Heading, Kind
from reportqa.structure.lines import Line, continues, ends_sentence
from reportqa.types import Role

_BELOW_ALL = 0.01
"""A list that starts anew under an open item ranks this much below it."""

_SALUTATION_LONGEST = 10
"""各位代表、同志们！ is not longer."""


@dataclass(slots=True)
class Node:
    """A section in the making: its heading, its lines, and the node it stands under.

    ``rank`` orders headings, a lower one standing above a higher one; ``parent`` is an index into
    the list of nodes, which keeps the order of the text.
    """

    start: int
    heading: Heading | None
    rank: float
    parent: int | None
    lines: list[Line] = field(default_factory=list)
    role: Role | None = None

    @property
    def text(self) -> str:
        """The words of the node, without junk and line breaks."""
        return "".join(line.content for line in self.lines if not line.junk)


def grow(lines: Sequence[Line], first: int, headings: Mapping[int, Heading]) -> list[Node]:
    """Make one node of the opening and one of every heading with the lines under it."""
    nodes = [Node(0, None, -1.0, None, list(lines[:first]), Role.OPENING)] if first else []
    stack: list[tuple[float, Heading, int]] = []
    for position in range(first, len(lines)):
        line, heading = lines[position], headings.get(position)
        if heading is not None:
            rank = _rank(heading, [(r, h) for r, h, _ in stack])
            while stack and stack[-1][0] >= rank:
                stack.pop()
            parent = stack[-1][2] if stack else None
            nodes.append(Node(line.span_start, heading, rank, parent, [line]))
            stack.append((rank, heading, len(nodes) - 1))
        elif position == first:
            nodes.append(Node(line.span_start, None, 0.0, None, [line]))
        else:
            nodes[-1].lines.append(line)
    if nodes:
        nodes[0].start = 0
    return nodes


def _rank(heading: Heading, above: Sequence[tuple[float, Heading]]) -> float:
    """Return where a heading stands in the order of ranks, given the headings open above it."""
    same = [(rank, h) for rank, h in above if h.kind is heading.kind]
    if heading.kind is not Kind.IDEOGRAPHIC:
        return same[-1][0] if same else float(heading.kind)
    if not same:
        # （二） above 一、: some reports number their parts the other way round.
        reversed_order = heading.number == 1 and any(h.kind is Kind.BRACKETED for _, h in above)
        return above[-1][0] + _BELOW_ALL if reversed_order else float(heading.kind)
    fitting = [(rank, h) for rank, h in same if h.number + 1 == heading.number]
    alike = [(rank, h) for rank, h in fitting if h.whole_line == heading.whole_line]
    if alike or fitting:
        return (alike or fitting)[-1][0]
    # 一、 within 一、: a list of its own below whatever is open; one holds no other.
    restarts = heading.number == 1 and heading.title != same[-1][1].title and len(same) == 1
    return above[-1][0] + _BELOW_ALL if restarts else same[-1][0]


def below(nodes: Sequence[Node], top: int) -> range:
    """Return the indexes of ``top``, which stands under no other, and of all nodes under it."""
    later = range(top + 1, len(nodes))
    return range(top, next((i for i in later if nodes[i].parent is None), len(nodes)))


def tops(nodes: Sequence[Node]) -> list[int]:
    """List the nodes that stand under no other, the opening left out."""
    return [i for i, n in enumerate(nodes) if n.parent is None and n.role is not Role.OPENING]


class Paragraph(NamedTuple):
    """Where a paragraph's lines stand among its node's, half-open, and its words without junk."""

    start: int
    end: int
    words: str


def paragraphs(node: Node) -> list[Paragraph]:
    """List a node's paragraphs, lines that markup broke and salutations joined to what follows."""
    lines = node.lines
    starts = [i for i in range(len(lines)) if i == 0 or _begins(lines[i - 1], lines[i])]
    return [
        Paragraph(start, end, "".join(line.content for line in lines[start:end] if not line.junk))
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def _begins(before: Line, line: Line) -> bool:
    """Say whether a paragraph begins with a line: 各位代表！ alone belongs to what is said next."""
    if len(before.content) <= _SALUTATION_LONGEST and roles.is_salutation(before.content):
        return False
    return ends_sentence(before.content) and not continues(line.content)
