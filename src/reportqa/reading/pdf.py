"""PDF: the text layer where it is sound, OCR for the pages where it is not."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from reportqa.errors import NeedsOCR, UnreadableFile
from reportqa.reading import ocr
from reportqa.reading.base import Limits, SourceFile
from reportqa.reading.layout import Line, flow, join_rows, without_running_lines
from reportqa.reading.quality import is_garbled
from reportqa.types import Document

# PDFium keeps global state and may be called by one thread at a time.
_PDFIUM = threading.Lock()
# The resolution at which OCR reads type of 10 points and up well.
_OCR_DPI = 200
_POINTS_PER_INCH = 72
# Fewer printed characters than these, over a picture, are a stamp or a page number on a scan.
_SCAN_CHARACTERS = 30
_SCAN_SHARE = 0.4
_LETTER_SHAPES = 200


def read(file: SourceFile, limits: Limits) -> Document:
    """Read a PDF, page by page; raises ``NeedsOCR`` where no page has text and OCR is missing."""
    with _opened(file) as document:
        pages, needs_ocr, title = _read_pages(document)
    if needs_ocr and ocr.is_installed():
        for number in needs_ocr:
            pages[number - 1] = _recognise_page(file, number, limits)
        needs_ocr = []
    text, page_starts = flow(pages)
    if needs_ocr and not text.strip():
        raise NeedsOCR(
            f"{file.name}：没有一页有可用的文字层；请先运行 `{ocr.INSTALL}` 安装文字识别，再导入"
        )
    return Document(
        source=file.name,
        text=text,
        page_starts=page_starts,
        needs_ocr=tuple(needs_ocr),
        title=title or None,
    )


@contextmanager
def _opened(file: SourceFile) -> Iterator[Any]:
    """The document, for this thread alone; what PDFium cannot read becomes ``UnreadableFile``."""
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(file.data)
            try:
                yield document
            finally:
                document.close()
        except pypdfium2.PdfiumError as error:
            if error.err_code == pdfium.FPDF_ERR_PASSWORD:
                problem = "文件有密码；请去掉密码后再导入"
            else:
                problem = f"不能作为 PDF 读取（{error}）；请重新打印成 PDF"
            raise UnreadableFile(f"{file.name}：{problem}") from error


def _read_pages(document: Any) -> tuple[list[list[Line]], list[int], str]:
    """The lines of each page, none where its layer is of no use, and the numbers of those pages."""
    pages: list[list[Line]] = []
    drawn: list[float] = []
    for index in range(len(document)):
        page = document[index]
        pages.append(_page_lines(page))
        drawn.append(_drawn_share(page))
        page.close()
    bodies = ["".join(line.text for line in body) for body in without_running_lines(pages)]
    needs_ocr = []
    for index, (body, page_lines) in enumerate(zip(bodies, pages, strict=True)):
        is_scan = drawn[index] > (_SCAN_SHARE if body else 0) and len(body) < _SCAN_CHARACTERS
        if is_scan or is_garbled("".join(line.text for line in page_lines)):
            needs_ocr.append(index + 1)
            pages[index] = []
    if not any(bodies):
        needs_ocr = list(range(1, len(pages) + 1))
    return pages, needs_ocr, document.get_metadata_value("Title").strip()


def _drawn_share(page: Any) -> float:
    """The share of a page that its largest picture covers; 1 where letters are drawn shapes."""
    width, height = page.get_size()
    share = 0.0
    shapes = 0
    for item in page.get_objects(max_depth=2):
        if item.type == pdfium.FPDF_PAGEOBJ_PATH:
            shapes += 1
        elif item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            share = max(share, (right - left) * (top - bottom) / (width * height))
    return 1.0 if shapes > _LETTER_SHAPES else share


def _page_lines(page: Any) -> list[Line]:
    """The lines of a page's text layer, in the order in which it gives them."""
    height = page.get_height()
    textpage = page.get_textpage()
    box = pdfium.FS_RECTF()
    lines: list[Line] = []
    line = _LineBuilder(height)
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage.raw, index)
        if code in (0x0A, 0x0D):
            line = _finish(line, lines, height)
            continue
        # The loose box holds the advance and the height of the type, not of the glyph's ink.
        pdfium.FPDFText_GetLooseCharBox(textpage.raw, index, box)
        line.add(_character(code), (box.left, box.right, box.bottom, box.top))
    _finish(line, lines, height)
    textpage.close()
    return join_rows(lines)


def _character(code: int) -> str:
    # PDFium writes U+0002 for a hyphen at a line's end, and 0 for a glyph without a meaning.
    if code == 0x02:
        return "-"
    return chr(code) if 0 < code < 0x110000 else "\ufffd"


class _LineBuilder:
    """Gathers the characters of one line and the box around them."""

    def __init__(self, page_height: float) -> None:
        self._page_height = page_height
        self._characters: list[str] = []
        self._boxes: list[tuple[float, float, float, float]] = []

    def add(self, character: str, box: tuple[float, float, float, float]) -> None:
        """Add a character with its box (left, right, bottom, top) from the page's lower left."""
        self._characters.append(character)
        if not character.isspace():
            self._boxes.append(box)

    def build(self) -> Line | None:
        """The line, or ``None`` where nothing is printed."""
        if not self._boxes:
            return None
        lefts, rights, bottoms, tops = zip(*self._boxes, strict=True)
        top = max(tops)
        # Characters beyond the basic plane come as two halves.
        halves = "".join(self._characters).encode("utf-16-le", "surrogatepass")
        return Line(
            text=halves.decode("utf-16-le", "replace").strip(),
            left=min(lefts),
            right=max(rights),
            top=self._page_height - top,
            size=max(top - min(bottoms), 1.0),
        )


def _finish(line: _LineBuilder, lines: list[Line], page_height: float) -> _LineBuilder:
    built = line.build()
    if built is not None:
        lines.append(built)
    return _LineBuilder(page_height)


def _recognise_page(file: SourceFile, number: int, limits: Limits) -> list[Line]:
    """The lines of a page (from 1) by OCR; a page of poster size is drawn smaller."""
    with _opened(file) as document:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_OCR_DPI / _POINTS_PER_INCH, math.sqrt(limits.pixels / (width * height)))
        pixels = page.render(scale=scale, rev_byteorder=True).to_numpy().copy()
    return ocr.recognise(pixels, points_per_pixel=1 / scale)
