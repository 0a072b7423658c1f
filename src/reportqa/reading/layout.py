"""From printed lines to paragraphs: what stands at a page's edges goes, what was wrapped joins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line and its box, from the left and the top of its page; ``size`` is its type's.

    Lengths are points in a PDF and pixels in a picture; only their relations matter here.
    """

    text: str
    left: float
    right: float
    top: float
    size: float


Page = Sequence[Line]

# “— 3 —”, “- 3 -”, “第 3 页”, “第3页 共20页”, “3/20”, “3”
_DASH = "[-—–―－·•]"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}*第?[0-9０-９]{{1,4}}页?((共|/|／)[0-9０-９]{{1,4}}页?)?{_DASH}*"
)
_BARE_NUMBER = re.compile(r"[0-9０-９]{1,4}")
_HEADING = re.compile(
    r"[（(]?[一二三四五六七八九十百]{1,4}([、.．]|[）)])|第[一二三四五六七八九十]{1,3}[章节部]"
    r"|[（(]?\d{1,2}([、．]|\.(?!\d)|[）)])|——|[●■◆]|各位代表[：:！!]|[\[〔【]\d{1,3}[\]〕】]"
)
_SENTENCE_END = re.compile(r"[。！？!?；;：:]['’”\"）)]*$")
_WORD = re.compile(r"[A-Za-z0-9.,%+\-]+")
_EDGE_LINES = 2
_RUNNING_SHARE = 0.4  # heads of odd and even pages differ: each is on half of them


def flow(pages: Sequence[Page]) -> tuple[str, tuple[int, ...]]:
    """Join the pages' lines to paragraphs, one a line; with it the offset where each page begins.

    Running heads, running feet and page numbers are left out. A paragraph that goes on over a
    page break stays whole, and the page begins inside of it.
    """
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    previous: Line | None = None
    margin = 0.0
    for page in without_running_lines(pages):
        left, right = _margins(page)
        for number, line in enumerate(page):
            same_page = number > 0
            if previous is None:
                joint = ""
            elif _begins_paragraph(line, previous, left, margin, same_page=same_page):
                joint = "\n"
            else:
                joint = " " if _between_words(previous.text, line.text) else ""
            length += len(joint)
            if not same_page:
                starts.append(length)
            parts += (joint, line.text)
            length += len(line.text)
            previous, margin = line, right
        if not page:
            starts.append(length)
    return "".join(parts), tuple(starts)


def join_rows(lines: Sequence[Line]) -> list[Line]:
    """Join pieces that stand side by side: the cells of a table's row, words set far apart."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda line: line.left)) for row in rows]


def _beside(one: Line, other: Line) -> bool:
    level = abs(one.top - other.top) < 0.5 * min(one.size, other.size)
    return level and (other.left >= one.right or one.left >= other.right)


def _joined(row: Sequence[Line]) -> Line:
    return Line(
        text=" ".join(piece.text for piece in row),
        left=row[0].left,
        right=row[-1].right,
        top=min(piece.top for piece in row),
        size=max(piece.size for piece in row),
    )


def without_running_lines(pages: Sequence[Page]) -> list[list[Line]]:
    """The pages without page numbers, and without lines that repeat at one height of the edge."""
    seen = Counter(key for page in pages for key in {_place(line) for line in _edges(page)})
    enough = max(2, _RUNNING_SHARE * len(pages))
    kept = []
    for page in pages:
        running = {
            id(line)
            for line in _edges(page)
            if seen[_place(line)] >= enough or _is_page_number(line)
        }
        kept.append([line for line in page if id(line) not in running])
    return kept


def _edges(page: Page) -> Iterator[Line]:
    yield from page[:_EDGE_LINES]
    yield from page[max(_EDGE_LINES, len(page) - _EDGE_LINES) :]


def _place(line: Line) -> tuple[str, int]:
    """What a running line has in common with its like on other pages: words and height."""
    return re.sub(r"[0-9０-９]+", "#", "".join(line.text.split())), round(line.top / 10)


def _is_page_number(line: Line) -> bool:
    # A bare number may be a cell of a table: only its repetition at one height tells.
    text = "".join(line.text.split())
    return bool(_PAGE_NUMBER.fullmatch(text)) and not _BARE_NUMBER.fullmatch(text)


def _margins(page: Page) -> tuple[float, float]:
    """The left and right edge of the type area; a lone line that sticks out does not count."""
    if not page:
        return 0.0, 0.0
    size = median(line.size for line in page)
    lefts = Counter(round(line.left / size * 2) for line in page)
    common = [place for place, count in lefts.items() if count >= max(1, len(page) // 10)]
    return min(common) * size / 2, max(line.right for line in page)


def _begins_paragraph(
    line: Line, previous: Line, left: float, right: float, *, same_page: bool
) -> bool:
    """Whether a line begins a paragraph; ``right`` is the margin of the previous line's page."""
    size = max(line.size, previous.size)
    other_type = abs(line.size - previous.size) > 0.25 * size
    apart = same_page and line.top - previous.top > 3 * size
    indented = line.left - left > 1.2 * size
    # A line is short when what follows would have fitted; punctuation may pull one more with it.
    word = _WORD.match(line.text)
    short = right - previous.right > (1.2 + (0.6 * len(word[0]) if word else 1.0)) * size
    heading = bool(_HEADING.match(line.text) and _SENTENCE_END.search(previous.text))
    return other_type or apart or indented or short or heading


def _between_words(before: str, after: str) -> bool:
    """Whether a line break stands between two words of a language that has spaces."""
    return bool(re.search(r"[A-Za-z,.;]$", before) and re.match(r"[A-Za-z]", after))
