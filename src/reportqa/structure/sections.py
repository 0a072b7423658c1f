"""Text → the tree of sections, each with its role; joined, the sections are the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportqa.structure.assign import assign_by_words, assign_roles
from reportqa.structure.headings import Heading, Kind
from reportqa.structure.lines import Line
from reportqa.structure.parting import part
from reportqa.structure.tree import Node, grow
from reportqa.structure.turns import find_closing, find_turns, mark_closing
from reportqa.types import Role, Section


def build_sections(
    text: str,
    lines: Sequence[Line],
    first: int,
    headings: Mapping[int, Heading],
    review_year: int | None,
    plan_year: int | None,
) -> tuple[Section, ...]:
    """Build the tree of sections of ``text``.

    The opening takes the ``first`` of its ``lines``; ``headings`` stand at positions among them.
    The years, where known, help to tell the role of headings that name only a year. Sections come
    in the order of the text and partition it: the first starts at 0, each ends where the next
    starts, the last ends with the text.
    """
    if not lines:
        return (Section(0, 0, len(text), 0, Role.OTHER),) if text else ()
    nodes = grow(lines, first, headings)
    assign_roles(nodes, review_year, plan_year)
    nodes = part(nodes, find_turns(nodes, plan_year), find_closing(nodes))
    if not headings:
        assign_by_words(nodes)
    mark_closing(nodes)
    return _sections(nodes, len(text))


def _sections(nodes: Sequence[Node], length: int) -> tuple[Section, ...]:
    ends = [*(node.start for node in nodes[1:]), length]
    sections: list[Section] = []
    for index, (node, end) in enumerate(zip(nodes, ends, strict=True)):
        above = sections[node.parent] if node.parent is not None else None
        label = _label(node.heading)
        path = (*(above.path if above else ()), *((label,) if label else ()))
        depth = (above.depth if above else 0) + (1 if node.heading or above else 0)
        mark = node.heading.mark if node.heading else ""
        role = node.role or Role.OTHER
        sections.append(
            Section(index, node.start, end, depth, role, label, mark, node.parent, path)
        )
    return tuple(sections)


def _label(heading: Heading | None) -> str:
    """Return a heading as it is shown: number and words; a dash is no number."""
    if heading is None:
        return ""
    if heading.kind is Kind.DASH:
        return heading.title
    # 一、 ends in a mark of its own, 第一部分 does not.
    space = " " if heading.kind is Kind.PART and heading.title else ""
    return f"{heading.mark}{space}{heading.title}"
