"""What a person says of a report that is in the library already: its place, level and years."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np

from reportqa import structure
from reportqa.embedding.base import Embedder
from reportqa.errors import NotFound, QueryError
from reportqa.ingest import embedded_texts, tokens_of
from reportqa.language.lexicon import Lexicon
from reportqa.store import Catalog, Entry
from reportqa.store.rows import overrides_of
from reportqa.types import Document, Overrides, Report, StructuredReport


def correct(
    catalog: Catalog, embedder: Embedder, lexicon: Lexicon, report_id: str, said: Overrides
) -> Report:
    """Read a report anew from the text that the catalog has, with what a person says of it.

    What is said now wins over what was said before, and that over what came with the file. Call
    it under the writer lock. Raises ``NotFound``, and ``QueryError`` where nothing is said.
    """
    if not said.said:
        raise QueryError("没有写明要更正什么：请给出地区、年份或层级。")
    held = catalog.structured(report_id)
    origin = catalog.origin_of(report_id)
    if origin is None:
        raise NotFound(f"没有编号为 {report_id} 的报告；它可能已被删除或替换")
    correction = said.over(catalog.correction_of(report_id))
    given = correction.over(overrides_of(json.loads(origin.overrides)))
    given = replace(given, collection=held.report.collection)
    structured = _read_again(held, given)
    vectors = embedder.embed_passages(embedded_texts(structured)).astype(np.float16)
    body, context = tokens_of(structured.report, structured.passages, lexicon)
    entry = Entry(structured, origin, body, context, vectors, correction)
    catalog.correct(entry, embedder.fingerprint)
    return structured.report


def _read_again(held: StructuredReport, given: Overrides) -> StructuredReport:
    """The same text with other metadata; the title that its file had is in the evidence."""
    report = held.report
    title = structure.title_of_file(report.evidence)
    document = Document(report.source, held.text, held.page_starts, held.needs_ocr, title)
    return structure.parse(document, origin=held.origin, overrides=given)
