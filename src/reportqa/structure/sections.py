"""Text → the tree of sections, each with its role; joined, the sections are the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from reportqa.structure import roles
from reportqa.structure.headings import Heading, Kind, numbered, plain
from reportqa.structure.lines import Line
from reportqa.types import Role, Section

_OPENING_LINES = 25
_OPENING_CHARACTERS = 1800
_ENDS_SENTENCE = re.compile(r"[。！？；：:;!?…][”’」』）)]*$")
_OPEN_END = re.compile(r"[、，,“（(《]$")
_CONTINUES = re.compile(r"^[，。、；：”’）)》！？,;:!?]")
_SENTENCE_LINE = re.compile(r"^[^。！？；：，]{4,24}。$|^[^。！？；：]{4,24}。$")
_PROSE_AT_LEAST = 25
_SENTENCE_LINES_AT_LEAST = 5
"""Short sentences on lines of their own are headings only where a report makes a habit of it."""


_OVERVIEW_LEANING = 0.15
"""Text before the first heading that promises less than this tells of the year gone by."""


@dataclass(slots=True)
class _Node:
    """A section in the making: its heading, its paragraphs, and the node it stands under."""

    start: int
    heading: Heading | None
    rank: float
    parent: int | None
    paragraphs: list[Line] = field(default_factory=list)
    role: Role | None = None


def opening_end(lines: Sequence[Line]) -> int:
    """Return how many lines the opening takes: title, date, speaker, address, 请予审议.

    0 where a report begins with its first section.
    """
    last_address = 0
    for position, line in enumerate(lines[:_OPENING_LINES]):
        if line.start > _OPENING_CHARACTERS:
            break
        if roles.is_salutation(line.content):
            last_address = position + 1
        if position and _is_first_heading(line):
            return position
        if roles.ends_opening(line.content) and not numbered(line.content):
            return position + 1
    if lines and _is_first_heading(lines[0]):
        return 0
    return last_address


def _is_first_heading(line: Line) -> bool:
    heading = numbered(line.content)
    return (
        heading is not None
        and heading.kind in (Kind.PART, Kind.IDEOGRAPHIC)
        and heading.number == 1
    )


def find_headings(lines: Sequence[Line], first: int) -> dict[int, Heading]:
    """Find the headings among ``lines[first:]``, by the position of their line."""
    found: dict[int, Heading] = {}
    short_sentences: dict[int, Heading] = {}
    body = [(i, line) for i, line in enumerate(lines) if i >= first and not line.junk]
    taken = -1
    for order, (position, line) in enumerate(body):
        if order <= taken:
            continue
        before = body[order - 1][1].content if order else ""
        after = body[order + 1][1].content if order + 1 < len(body) else ""
        follows_prose = bool(before) and not _ENDS_SENTENCE.search(before)
        follows_heading = order > 0 and (body[order - 1][0] in found or order - 1 == taken)
        broken = follows_prose and not follows_heading
        heading = numbered(line.content)
        if heading is not None:
            # A line that web markup broke off mid-sentence can begin with a number: 2.5万亩.
            if not (broken and (heading.kind > Kind.BRACKETED or not heading.title)):
                following = [later.content for _, later in body[order + 1 : order + 5]]
                found[position], lines_taken = _complete(heading, following)
                taken = order + lines_taken
            continue
        if broken or _CONTINUES.match(line.content) or not _can_follow_heading(after):
            continue
        heading = plain(line.content)
        if heading is not None and (
            heading.kind is Kind.APPENDIX or not roles.is_address(line.content)
        ):
            found[position] = heading
        elif _SENTENCE_LINE.match(line.content) and len(after) > 60 and not follows_heading:
            title = line.content.rstrip("。")
            short_sentences[position] = Heading(Kind.PLAIN, 0, "", title, True)
    if len(short_sentences) >= _SENTENCE_LINES_AT_LEAST:
        found |= short_sentences
    return _promote(dict(sorted(found.items())))


def _can_follow_heading(content: str) -> bool:
    """Say whether a line can be the first under a plain heading: a number, or a line of prose.

    A short scrap instead shows that markup has broken a paragraph into pieces.
    """
    if _CONTINUES.match(content):
        return False
    return len(content) >= _PROSE_AT_LEAST or numbered(content) is not None


def _complete(heading: Heading, following: Sequence[str]) -> tuple[Heading, int]:
    """Give a heading that was broken over lines its whole title, and tell how many it took.

    二、“ / 十四五 / ”时期发展的总体思路 is one heading.
    """
    title, count = heading.title, 0
    for content in following:
        unbalanced = title.count("“") > title.count("”")
        if not heading.whole_line or not (unbalanced or _OPEN_END.search(title)):
            break
        title, count = title + content, count + 1
    if count and count < len(following) and _CONTINUES.match(following[count]):
        title, count = title + following[count], count + 1
    return replace(heading, title=title), count


def _promote(found: dict[int, Heading]) -> dict[int, Heading]:
    """Raise plain headings that stand above a numbered list, or name a half of the report.

    2004年工作回顾 without a number stands above the 一、二、三 that follow it.
    """
    positions = list(found)
    listed = any(heading.kind is Kind.IDEOGRAPHIC for heading in found.values())
    raised = False
    for order, position in enumerate(positions):
        heading = found[position]
        if heading.kind is not Kind.PLAIN:
            continue
        later = [found[p] for p in positions[order + 1 :]]
        following = next((h.number for h in later if h.kind is Kind.IDEOGRAPHIC), None)
        earlier = any(found[p].kind is Kind.IDEOGRAPHIC for p in positions[:order])
        heads_list = (
            bool(later)
            and later[0].number == 1
            and (
                later[0].kind is Kind.IDEOGRAPHIC
                or (later[0].kind is Kind.BRACKETED and not listed)
            )
        )
        if (
            (roles.names_half(heading.title) and (following == 1 or not earlier))
            or heads_list
            or (raised and following is None and earlier)
        ):
            found[position] = replace(heading, kind=Kind.MAJOR)
            raised = True
    return found


def _rank(heading: Heading, stack: Sequence[tuple[float, Heading]]) -> float:
    """Return where a heading stands in the order of ranks, given the headings open above it."""
    same = [(rank, h) for rank, h in stack if h.kind is heading.kind]
    if heading.kind is not Kind.IDEOGRAPHIC or not same:
        return same[-1][0] if same else float(heading.kind)
    fitting = [(rank, h) for rank, h in same if h.number + 1 == heading.number]
    alike = [(rank, h) for rank, h in fitting if h.whole_line == heading.whole_line]
    if alike or fitting:
        return (alike or fitting)[-1][0]
    restarts = heading.number == 1 and heading.title != same[-1][1].title
    # 一、 within 一、: a list of its own below whatever is open.
    return stack[-1][0] + 0.01 if restarts else same[-1][0]


def _grow(lines: Sequence[Line], first: int, headings: dict[int, Heading]) -> list[_Node]:
    nodes = [_Node(0, None, -1.0, None, list(lines[:first]), Role.OPENING)] if first else []
    stack: list[tuple[float, Heading, int]] = []
    for position in range(first, len(lines)):
        line, heading = lines[position], headings.get(position)
        if heading is not None:
            rank = _rank(heading, [(r, h) for r, h, _ in stack])
            while stack and stack[-1][0] >= rank:
                stack.pop()
            parent = stack[-1][2] if stack else None
            nodes.append(_Node(line.span_start, heading, rank, parent, [line]))
            stack.append((rank, heading, len(nodes) - 1))
        elif not nodes or (nodes[-1].role is Role.OPENING and position == first):
            nodes.append(_Node(line.span_start, None, 0.0, None, [line]))
        else:
            nodes[-1].paragraphs.append(line)
    return nodes


def _paragraph_starts(paragraphs: Sequence[Line]) -> list[int]:
    """Positions at which a new paragraph begins, lines that markup broke being joined."""
    starts = []
    for i, line in enumerate(paragraphs):
        before = paragraphs[i - 1].content if i else ""
        if i and roles.is_salutation(before) and len(before) <= 10:
            continue  # 各位代表！ on a line of its own belongs to what is said next
        if i == 0 or (_ENDS_SENTENCE.search(before) and not _CONTINUES.match(line.content)):
            starts.append(i)
    return starts


def _trailing(nodes: Sequence[_Node], index: int) -> int | None:
    """Where the paragraphs after the last item of a list of one-paragraph items begin.

    （八）…。 is one paragraph like its siblings; what follows it belongs to the part above.
    """
    node = nodes[index]
    if node.heading is None or node.heading.whole_line or node.parent is None:
        return None
    siblings = [n for n in nodes if n.parent == node.parent and n.rank == node.rank and n.heading]
    if len(siblings) < 2 or siblings[-1] is not node:
        return None
    if any(len(_paragraph_starts(n.paragraphs)) > 1 for n in siblings[:-1]):
        return None
    if any(n.parent == index for n in nodes):
        return None
    starts = _paragraph_starts(node.paragraphs)
    return starts[1] if len(starts) > 1 else None


def _split(nodes: list[_Node]) -> list[_Node]:
    """Part what no heading parts: paragraphs after a list, problems, addresses to the house."""
    grown: list[_Node] = []
    moved: dict[int, int] = {}
    for index, node in enumerate(nodes):
        moved[index] = len(grown)
        parent = None if node.parent is None else moved[node.parent]
        head = replace(node, parent=parent, paragraphs=[])
        grown.append(head)
        trailing = _trailing(nodes, index)
        starts = set(_paragraph_starts(node.paragraphs))
        outer = parent
        while outer is not None and grown[outer].parent is not None:
            outer = grown[outer].parent
        current = head
        for position, line in enumerate(node.paragraphs):
            cut = position > 0 and position in starts and node.role is not Role.OPENING
            if cut and (
                position == trailing
                or roles.is_problems(line.content)
                or roles.is_address(line.content)
                or (current.role is Role.PROBLEMS and current is not head)
            ):
                above = parent if (trailing is not None and position >= trailing) else moved[index]
                if outer is not None and (
                    roles.is_address(line.content) or roles.is_problems(line.content)
                ):
                    above = outer
                current = _Node(line.span_start, None, node.rank, above)
                if roles.is_problems(line.content):
                    current.role = Role.PROBLEMS
                grown.append(current)
            current.paragraphs.append(line)
    return grown


def _text_of(node: _Node) -> str:
    return "".join(line.content for line in node.paragraphs if not line.junk)


def _below(nodes: Sequence[_Node], top: int) -> Iterator[int]:
    inside = {top}
    yield top
    for index in range(top + 1, len(nodes)):
        if nodes[index].parent in inside:
            inside.add(index)
            yield index


def _assign_roles(nodes: list[_Node], review_year: int | None, plan_year: int | None) -> None:
    planning = reviewed = False
    tops = [i for i, n in enumerate(nodes) if n.parent is None and n.role is not Role.OPENING]
    for top in tops:
        members = list(_below(nodes, top))
        heading = nodes[top].heading
        named = roles.of_heading(heading.title, review_year, plan_year) if heading else set()
        leaning = roles.leaning("".join(_text_of(nodes[i]) for i in members))
        if heading is not None and heading.kind is Kind.APPENDIX:
            role = Role.OTHER
        elif len(named) == 1:
            role = next(iter(named))
        elif named:
            role = Role.REVIEW
        elif (planning and leaning > -0.15) or (
            heading is not None and reviewed and (roles.looks_ahead(heading.title) or leaning > 0)
        ):
            role = Role.PLAN
        elif heading is None and top == tops[0] and len(tops) > 1 and leaning < _OVERVIEW_LEANING:
            role = Role.REVIEW
        else:
            role = Role.REVIEW if leaning < 0 else (Role.PLAN if leaning > 0.05 else Role.OTHER)
        planning, reviewed = planning or role is Role.PLAN, reviewed or role is Role.REVIEW
        mixed = len(named) == 2
        for index in members:
            node = nodes[index]
            own = (
                roles.of_heading(node.heading.title, review_year, plan_year)
                if node.heading and index != top
                else set()
            )
            if (
                mixed
                and role is Role.REVIEW
                and (own == {Role.PLAN} or _turns_to_plan(node, plan_year, index == top))
            ):
                role, planning = Role.PLAN, True
            if node.role is Role.PROBLEMS and role is Role.REVIEW:
                continue
            node.role = Role.PROBLEMS if own == {Role.PROBLEMS} and role is Role.REVIEW else role
    _assign_closing(nodes)


def _turns_to_plan(node: _Node, plan_year: int | None, is_top: bool) -> bool:
    text = _text_of(node)
    if is_top or not text:
        return False
    year = rf"|{plan_year}年" if plan_year else ""
    return (
        bool(re.match(rf"(?:[（(].{{1,3}}[)）])?(?:今年{year}|新的一年|今后)", text))
        and roles.leaning(text) > 0
    )


def _assign_closing(nodes: list[_Node]) -> None:
    """Mark the last paragraphs that appeal to the house; appendices may follow them."""
    body = [i for i, n in enumerate(nodes) if n.role is not Role.OTHER or n.heading is None]
    for index in reversed(body[-3:]):
        node = nodes[index]
        if (
            node.heading is None
            and node.role is not Role.OPENING
            and roles.is_closing(_text_of(node))
        ):
            if len(_text_of(node)) <= 1200:
                node.role = Role.CLOSING
        else:
            break


def build_sections(
    text: str, lines: Sequence[Line], review_year: int | None, plan_year: int | None
) -> tuple[Section, ...]:
    """Build the tree of sections of ``text``.

    Sections come in the order of the text and partition it: the first starts at 0, each ends
    where the next starts, the last ends with the text. The years, where known, help to tell the
    role of headings that name only a year.
    """
    first = opening_end(lines)
    nodes = _split(_grow(lines, first, find_headings(lines, first)))
    if not nodes:
        return (Section(0, 0, len(text), 0, Role.OTHER),) if text else ()
    nodes[0].start = 0
    _separate_closing(nodes)
    _assign_roles(nodes, review_year, plan_year)
    sections: list[Section] = []
    for index, node in enumerate(nodes):
        end = nodes[index + 1].start if index + 1 < len(nodes) else len(text)
        above = sections[node.parent] if node.parent is not None else None
        label = _label(node.heading)
        path = (*(above.path if above else ()), *((label,) if label else ()))
        depth = (above.depth if above else 0) + (1 if node.heading or above else 0)
        role = node.role or Role.OTHER
        mark = node.heading.mark if node.heading else ""
        sections.append(
            Section(index, node.start, end, depth, role, label, mark, node.parent, path)
        )
    return tuple(sections)


def _label(heading: Heading | None) -> str:
    """Return a heading as it is shown, number and words, at most 60 characters."""
    if heading is None:
        return ""
    if heading.kind is Kind.DASH:
        return heading.title
    return f"{heading.mark}{heading.title}"


def _separate_closing(nodes: list[_Node]) -> None:
    """Part a closing appeal from the section whose last paragraph it is."""
    for index in range(len(nodes) - 1, max(-1, len(nodes) - 6), -1):
        node = nodes[index]
        if node.heading is not None and node.heading.kind is Kind.APPENDIX:
            continue
        starts = _paragraph_starts(node.paragraphs)
        if len(starts) < 2 or node.role is Role.OPENING:
            return
        last = node.paragraphs[starts[-1] :]
        if roles.is_closing("".join(line.content for line in last)):
            parent = node.parent if node.heading is None else index
            del node.paragraphs[starts[-1] :]
            closing = _Node(last[0].span_start, None, node.rank, parent, last)
            nodes.insert(index + 1, closing)
            for later in nodes[index + 2 :]:
                if later.parent is not None and later.parent > index:
                    later.parent += 1
        return
