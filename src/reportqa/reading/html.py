"""Web pages: the part that holds the prose, one paragraph or table row a line.

Written here because general extractors drop paragraphs that repeat (“各位代表！”, a heading printed
twice), and a report may lose nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from reportqa.errors import UnreadableFile
from reportqa.reading import webpage
from reportqa.reading.base import Limits, SourceFile
from reportqa.reading.text import decode
from reportqa.types import Document

# lxml elements; lxml carries no types.
Element = Any

_UNSEEN_TAGS = (
    "script style noscript template iframe object svg select button input textarea head nav footer"
)
_BLOCK_TAGS = (
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure form h1 "
    "h2 h3 h4 h5 h6 header hr html li main ol p pre section table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
# A line of source that is wrapped inside a Chinese paragraph is no space.
_WRAP = re.compile(r"(?<=[^\x00-\xff])\s*\n\s*(?=[^\x00-\xff])")
_PUNCTUATION = re.compile(r"[，。；：、！？]")
_SHARE = 0.85  # of the prose, that an element must hold to be looked into instead of its parent
_LAYOUT_CELL = 300  # characters, above which a table arranges the page and holds no data
_LINK_SHARE = 0.6
# Near its own bound of 2,048 libxml2 was seen never to end gathering the text of an element.
_DEEPEST = 1000


def read(file: SourceFile, limits: Limits) -> Document:
    """Read the page's article; menus, scripts and link lists stay out, ``<title>`` is the title."""
    declared = _CHARSET.search(file.data[:4096])
    source = _DECLARATION.sub("", decode(file, declared[1].decode("ascii") if declared else None))
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        page = lxml.html.document_fromstring(source, parser=parser)
        _refuse_depth(page)
        title = _SPACES.sub(" ", page.findtext(".//title") or "").strip()
        _remove_unseen(page)
        lines = [line for line in _lines(_article(page)) if line]
    except (etree.ParserError, ValueError, RecursionError) as error:
        raise UnreadableFile(f"{file.name}：里面没有可读的网页；请重新保存，或存为文本") from error
    return Document(source=file.name, text="\n".join(webpage.body(lines)), title=title or None)


def _refuse_depth(page: Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(page, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise ValueError("nested too deep")


def _remove_unseen(page: Element) -> None:
    for element in list(page.iter(*_UNSEEN_TAGS.split())):
        element.drop_tree()
    for element in page.xpath("//*[@style or @hidden]"):
        hidden = "hidden" in element.attrib or _HIDDEN.search(element.get("style", ""))
        if hidden and element.getparent() is not None:
            element.drop_tree()


def _article(page: Element) -> Element:
    """The smallest element that holds nearly all of the page's prose."""
    prose = _prose_of(page)
    body = page.find("body")
    node = page if body is None else body
    while True:
        least = _SHARE * prose[node]
        inner = next((child for child in node if prose.get(child, 0) >= max(least, 1)), None)
        if inner is None or not _has_paragraphs(inner):
            return node
        node = inner


def _prose_of(page: Element) -> dict[Element, int]:
    """How many punctuation marks outside of links each element holds."""
    prose: dict[Element, int] = {}
    for _, element in etree.iterwalk(page, events=("end",)):
        own = 0 if element.tag == "a" else len(_PUNCTUATION.findall(element.text or ""))
        within = sum(
            (0 if child.tag == "a" else prose[child]) + len(_PUNCTUATION.findall(child.tail or ""))
            for child in element
        )
        prose[element] = own + within
    return prose


def _has_paragraphs(element: Element) -> bool:
    return any(child.tag in _BLOCKS for child in element) or len(element.findall(".//br")) >= 3


def _lines(article: Element) -> Iterator[str]:
    """The visible lines, stripped; they may be empty."""
    pieces: list[str] = []
    _collect(article, pieces)
    for line in "".join(pieces).split("\v"):
        yield _SPACES.sub(" ", _WRAP.sub("", line)).strip()


def _collect(element: Element, pieces: list[str]) -> None:
    r"""Write the text under ``element`` to ``pieces``, with ``\v`` where a line ends."""
    if element.tag == "br":
        pieces.append("\v")
        return
    if element.tag == "table" and not _arranges_page(element):
        pieces.append("\v" + "\v".join(_rows(element)) + "\v")
        return
    edge = "\v" if element.tag in _BLOCKS else ""
    pieces.append(edge + (element.text or "").replace("\v", " "))
    for child in element:
        if not _is_link_list(child):
            _collect(child, pieces)
        pieces.append((child.tail or "").replace("\v", " "))
    pieces.append(edge)


def _arranges_page(table: Element) -> bool:
    """Whether a table lays out the page: cells hold prose or tables, or each row is one cell."""
    cells = list(table.iter("td", "th"))
    return (
        any(cell.find(".//table") is not None for cell in cells)
        or any(len(cell.text_content()) > _LAYOUT_CELL for cell in cells)
        or all(len(row.findall("td") + row.findall("th")) < 2 for row in table.iter("tr"))
    )


def _rows(table: Element) -> Iterator[str]:
    for row in table.iter("tr"):
        cells = [" ".join(cell.text_content().split()) for cell in row.iterchildren("td", "th")]
        if any(cells):
            yield " | ".join(cells)


def _is_link_list(element: Element) -> bool:
    if element.tag not in ("ul", "ol", "dl", "div", "table"):
        return False
    links = [len(link.text_content().strip()) for link in element.iter("a")]
    text = "".join(element.text_content().split())
    return len(links) > 1 and sum(links) > _LINK_SHARE * len(text) and "。" not in text
