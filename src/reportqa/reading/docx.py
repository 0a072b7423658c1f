"""Word's .docx: paragraphs and tables in order, automatic numbers written out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from reportqa.errors import FileTooLarge, UnreadableFile
from reportqa.reading.base import MIB, Limits, SourceFile
from reportqa.reading.kinds import BAD_ZIP
from reportqa.reading.numbering import Numbering
from reportqa.types import Document

# lxml elements; lxml carries no types.
Element = Any

_SMALL = MIB  # parts below it cannot hurt, however well they are packed
_TEXT = {qn("w:t"), qn("m:t")}
_BREAKS = {qn("w:br"), qn("w:cr")}
# Deleted text, the old place of moved text, field codes, and the fallback twin of a text box.
_LEFT_OUT = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:instrText"),
    qn("w:pPr"),
    qn("w:rPr"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_NOTES = {
    qn("w:footnoteReference"): RELATIONSHIP_TYPE.FOOTNOTES,
    qn("w:endnoteReference"): RELATIONSHIP_TYPE.ENDNOTES,
}
CELL_SEPARATOR = " | "


def read(file: SourceFile, limits: Limits) -> Document:
    """Read a Word file, one paragraph or table row a line.

    Insertions are kept and deletions left out; text boxes follow the paragraph that they hang
    on; foot- and endnotes leave ``[1]`` in the text and stand at its end.
    """
    _check_archive(file, limits)
    try:
        document = docx.Document(io.BytesIO(file.data))
        body = _Body(document.part)
        lines = [*body.blocks(document.element.body), *body.notes]
        title = document.core_properties.title
    except Exception as error:  # python-docx lets errors of zipfile, lxml and its own through
        raise UnreadableFile(
            f"{file.name}：不能作为 Word 文件打开（{type(error).__name__}）；"
            "请用 Word 打开后另存一份"
        ) from error
    return Document(source=file.name, text="\n".join(lines), title=title or None)


def _check_archive(file: SourceFile, limits: Limits) -> None:
    """Refuse bombs before anything is parsed: by unpacked size, by ratio, by XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > limits.unpacked_bytes or any(
                part.file_size > max(_SMALL, limits.expansion * part.compress_size)
                for part in parts
            ):
                raise FileTooLarge(
                    f"{file.name}：解压后远大于一份文档应有的大小；"
                    "如确是报告，请用 Word 打开后另存一份"
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(file.name, archive.read(part))
    except BAD_ZIP as error:
        raise UnreadableFile(
            f"{file.name}：不能作为 Word 文件打开（{error}）；请用 Word 打开后另存一份"
        ) from error


def _refuse_entities(name: str, xml: bytes) -> None:
    # Word writes no document type; only they can declare entities.
    if b"<!DOCTYPE" in xml or "<!DOCTYPE".encode("utf-16-le") in xml:
        raise UnreadableFile(f"{name}：含有 Word 文件不会有的 XML 实体；请不要打开它")


class _Body:
    """Walks a document's XML; holds the list counters and the notes met on the way."""

    def __init__(self, part: Any) -> None:
        self._part = part
        self._numbering = Numbering(part)
        self._note_texts = {tag: self._read_notes(kind) for tag, kind in _NOTES.items()}
        self.notes: list[str] = []

    def blocks(self, parent: Element) -> Iterator[str]:
        """The lines of everything under ``parent``, in order."""
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                # Content controls, tracked insertions and custom XML wrap whole blocks.
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        boxes: list[Element] = []
        text = "".join(self._inline(paragraph, boxes))
        if text.strip():
            yield from (self._numbering.label(paragraph) + text).split("\n")
        for box in boxes:
            yield from self.blocks(box)

    def _inline(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        for child in parent:
            if child.tag in _TEXT:
                yield child.text or ""
            elif child.tag == qn("w:tab"):
                yield "\t"
            elif child.tag in _BREAKS:
                yield "\n" if child.get(qn("w:type")) in (None, "textWrapping") else ""
            elif child.tag == qn("w:noBreakHyphen"):
                yield "-"
            elif child.tag in _NOTES:
                yield self._note(child)
            elif child.tag == qn("w:txbxContent"):
                boxes.append(child)
            elif child.tag not in _LEFT_OUT:
                yield from self._inline(child, boxes)

    def _table(self, table: Element) -> Iterator[str]:
        rows = table.iterchildren(qn("w:tr"), qn("w:sdt"))
        for row in rows:
            cells = [self._cell(cell) for cell in row.iter(qn("w:tc")) if _owner(cell) is table]
            if any(cells):
                yield CELL_SEPARATOR.join(cells)

    def _cell(self, cell: Element) -> str:
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merge is not None and merge.get(qn("w:val")) != "restart":
            return ""
        return " ".join(line.strip() for line in self.blocks(cell) if line.strip())

    def _note(self, reference: Element) -> str:
        text = self._note_texts[reference.tag].get(reference.get(qn("w:id")), "")
        if not text:
            return ""
        self.notes.append(f"[{len(self.notes) + 1}]{text}")
        return f"[{len(self.notes)}]"

    def _read_notes(self, kind: str) -> dict[str, str]:
        try:
            root = parse_xml(self._part.part_related_by(kind).blob)
        except KeyError:
            return {}
        return {note.get(qn("w:id")): _plain(note.iter(qn("w:t"))) for note in root}


def _owner(cell: Element) -> Element:
    """The table that a cell belongs to; nested tables have cells of their own."""
    return next(cell.iterancestors(qn("w:tbl")))


def _plain(texts: Iterable[Element]) -> str:
    return "".join(text.text or "" for text in texts).strip()
