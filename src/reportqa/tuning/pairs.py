"""An office's own questions: written pairs, or a log of what people asked and opened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from reportqa.errors import NotFound, UnreadableFile
from reportqa.evaluation.sets import lines_of
from reportqa.library import Library
from reportqa.tuning.examples import Case, Graded

SHAPES = (
    '每行应为 {"question": …, "file": …, "quote": …}、{"question": …, "report_id": …, '
    '"quote": …} 或 {"question": …, "passage_id": …}'
)


@dataclass(frozen=True, slots=True)
class Pairs:
    """The questions of a file, each with all of its answers, and what became of its lines.

    ``unknown`` are the numbers of the lines whose report, passage or quote the library does not
    hold, from 1.
    """

    cases: tuple[Case, ...]
    lines: int
    unknown: tuple[int, ...]


def read_pairs(path: Path, library: Library) -> Pairs:
    """Read JSON Lines of pairs and look their answers up in a library.

    A line names its answer by ``file`` or ``report_id`` and a verbatim ``quote``, or by the
    ``passage_id`` that was opened; it may have a list of ``gold`` instead, as for `reportqa
    evaluate`. Lines of the same question are one question. Raises UnreadableFile with the line
    that is wrong.
    """
    lines = lines_of(path)
    finder = _Finder(library)
    answers: dict[str, dict[Graded, None]] = {}
    unknown = []
    for number, line in lines:
        try:
            row = json.loads(line)
            question = row["question"].strip()
            found = [one for named in row.get("gold", [row]) for one in finder.find(named)]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableFile(
                f"{path.name} 第 {number} 行：不是问题和答案（{error!r}）；{SHAPES}"
            ) from error
        if question and found:
            answers.setdefault(question, {}).update(dict.fromkeys(found))
        else:
            unknown.append(number)
    cases = tuple(Case(question, tuple(found)) for question, found in answers.items())
    return Pairs(cases, len(lines), tuple(unknown))


class _Finder:
    """Finds what lines name in a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._by_stem: dict[str, list[str]] = {}
        self._texts: dict[str, str] = {}
        for report in library.snapshot().table.reports:
            self._by_stem.setdefault(PurePath(report.source).stem, []).append(report.id)

    def find(self, named: dict[str, Any]) -> Iterator[Graded]:
        """The answers that a line names; none where the library does not hold it."""
        if "passage_id" in named:
            try:
                stored = self._library.passage(named["passage_id"])
            except NotFound:
                return
            passage = stored.passage
            yield Graded(stored.report_id, passage.start, passage.end, passage.text)
            return
        quote: str = named["quote"].strip()
        ids = [named["report_id"]] if "report_id" in named else self._of_file(named["file"])
        for report_id in ids:
            start = self._text(report_id).find(quote) if quote else -1
            if start >= 0:
                yield Graded(report_id, start, start + len(quote), quote)

    def _of_file(self, name: str) -> list[str]:
        return self._by_stem.get(PurePath(name).stem, [])

    def _text(self, report_id: str) -> str:
        if report_id not in self._texts:
            try:
                self._texts[report_id] = self._library.text(report_id)
            except NotFound:
                self._texts[report_id] = ""
        return self._texts[report_id]
