"""Files → catalog: what to read, what it replaces, and one transaction a report."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np

from reportqa import structure
from reportqa.embedding.base import Embedder, Fingerprint
from reportqa.errors import LibraryError, ModelError, ReadingError
from reportqa.language.lexicon import Lexicon
from reportqa.reading.apart import Apart
from reportqa.sources import Gathered, Outcome, Source, Status
from reportqa.stages import stage
from reportqa.store import Catalog, Entry, Origin
from reportqa.store.records import HalfVectors
from reportqa.types import Document, Filters, Overrides, Passage, Report, StructuredReport

EMBED_PASSAGES = 1024
"""So many passages, of however many reports, are embedded together."""

PUBLISH_PASSAGES = 2048
"""After so many new passages, or a tenth of the library if that is more, they become findable."""

Progress = Callable[[Outcome, int, int], None]
"""Called with each file's outcome once it is safe on disk, how many are done, and of how many."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Batch:
    """Files and folders to ingest, and who is told of it; ``overrides`` are for all of them."""

    paths: Iterable[str | Path]
    overrides: Overrides | None = None
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of each file; ``warning`` says what is wrong with the search index, if it is.

    ``watched`` says in words what was found for watched topics, and whom it could not be told.
    """

    outcomes: tuple[Outcome, ...]
    warning: str = ""
    watched: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Status, int]:
        """How many files had each outcome, those that none had left out."""
        found = Counter(outcome.status for outcome in self.outcomes)
        return {status: found[status] for status in Status if found[status]}

    @property
    def brought(self) -> frozenset[str]:
        """The ids of the reports that are new in the library."""
        is_new = (Status.ADDED, Status.REPLACED)
        return frozenset(o.report_id for o in self.outcomes if o.report_id and o.status in is_new)

    def with_watched(self, watched: Sequence[str]) -> IngestResult:
        """The same with what was found for watched topics."""
        return replace(self, watched=tuple(watched))


@dataclass(frozen=True, slots=True)
class _Pending:
    """A report that waits to be embedded and committed."""

    structured: StructuredReport
    source: Source
    origin: Origin
    status: Status
    replaces: tuple[str, ...] = ()
    reason: str = ""
    correction: Overrides = field(default_factory=Overrides)

    @property
    def touched(self) -> set[str]:
        """The ids that its commit makes or unmakes."""
        return {self.structured.report.id, *self.replaces}


class Ingest:
    """One run over some files.

    ``embedder`` gives the model, and is not asked while nothing needs it; ``lexicon`` cuts the
    words; ``publish`` makes what is committed findable.
    """

    def __init__(
        self,
        catalog: Catalog,
        embedder: Callable[[], Embedder],
        lexicon: Lexicon,
        publish: Callable[[], object],
        progress: Progress | None = None,
    ) -> None:
        self._catalog = catalog
        self._lexicon = lexicon
        self._embedder = embedder
        self._publish = publish
        self._progress = progress or (lambda outcome, done, total: None)
        self._apart = Apart()
        self._thread = ThreadPoolExecutor(1, "embedding")
        self._pending: list[_Pending] = []
        self._embedding: list[_Pending] = []
        self._vectors: Future[HalfVectors] | None = None
        self._unpublished = 0
        self._outcomes: list[Outcome] = []
        self._total = 0

    def run(self, gathered: Gathered) -> tuple[Outcome, ...]:
        """Ingest the files, past those that cannot be.

        Raises ``LibraryError`` or ``ModelError`` when the library or the model fails; the reports
        whose outcome was told by then are safe.
        """
        with self._apart, self._thread:
            return self._run(gathered)

    def _run(self, gathered: Gathered) -> tuple[Outcome, ...]:
        self._total = len(gathered.sources) + len(gathered.outcomes)
        for outcome in gathered.outcomes:
            self._settle(outcome)
        doubles = [source for source in gathered.sources if self._take(source)]
        self._flush()
        # What a double repeats may have been replaced since it was met, so it is looked at again;
        # a report whose file is itself a double of another has left that file.
        leaving = {source.origin for source in doubles}
        for source in doubles:
            leaving.discard(source.origin)
            doubled = self._take(source, leaving)
            if doubled:
                self._settle_double(source, doubled)
        self._flush()
        return tuple(self._outcomes)

    def _take(self, source: Source, leaving: Collection[str] = ()) -> str | None:
        """Take a file in; if it doubles the report of another file, only give that report's id.

        ``leaving`` are origins whose files no longer hold the reports that came from them.
        """
        try:
            return self._decide(source, leaving)
        except (LibraryError, ModelError):
            raise
        except ReadingError as error:
            self._fail(source, str(error))
        except FileNotFoundError:
            self._fail(source, "列出文件夹时还在，现在不见了")
        except OSError as error:
            self._fail(source, f"无法读取（{error.strerror}）；请检查读取权限")
        except Exception as error:
            logger.exception("%s cannot be ingested", source.path)
            self._fail(source, f"无法处理（{type(error).__name__}: {error}）")
        return None

    def _decide(self, source: Source, leaving: Collection[str]) -> str | None:
        origin = Origin(source.origin, _sum(source), source.given, structure.STRUCTURE_VERSION)
        known = self._catalog.find_origin(source.origin)
        if known is not None and known[1] == origin:
            self._settle(Outcome(str(source.path), Status.UNCHANGED, report_id=known[0]))
            return None
        document = self._document(source)
        correction = self._catalog.correction_of(structure.report_id(document.text))
        if known is not None:
            correction = correction.over(self._catalog.correction_of(known[0]))
        if source.read_before is not None:
            correction = correction.over(source.read_before.correction)
        said = correction.over(source.overrides)
        if said.collection is None:
            # Whose a report is stays when its file comes again; leaving it out opens nothing.
            same = {structure.report_id(document.text), *([] if known is None else [known[0]])}
            said = replace(said, collection=self._catalog.collection_of(same))
        with stage("ingest: structure"):
            structured = structure.parse(document, origin=source.origin, overrides=said)
        if not structured.passages:
            self._fail(source, _why_empty(structured))
            return None

        report_id = structured.report.id
        earlier = () if known is None else (known[0],)
        if any(waiting.touched & {report_id, *earlier} for waiting in self._waiting):
            # What waits decides what this file finds, so it is settled first.
            self._flush()
            known = self._catalog.find_origin(source.origin)
            earlier = () if known is None else (known[0],)
        there = self._catalog.origin_of(report_id)
        if there is None:
            twin = self._twin(structured, {source.origin, *leaving})
            if twin is not None:
                return twin
            status = Status.REPLACED if earlier else Status.ADDED
            self._add(_Pending(structured, source, origin, status, earlier, correction=correction))
            return None
        is_elsewhere = there.origin != source.origin
        if is_elsewhere and there.origin not in leaving and not _is_gone(there.origin):
            return report_id
        reason = f"移到了这里，原为 {Path(there.origin).name}" if is_elsewhere else ""
        if not (is_elsewhere and earlier) and self._is_as_held(structured):
            self._catalog.relocate(report_id, origin, structured.report.source)
            self._settle(Outcome(str(source.path), Status.UNCHANGED, reason, report_id))
            return None
        replaces = tuple({report_id, *earlier})
        reason = reason or "文字相同，地区、年份等有改动"
        self._add(
            _Pending(structured, source, origin, Status.REPLACED, replaces, reason, correction)
        )
        return None

    def _document(self, source: Source) -> Document:
        if source.read_before is not None:
            return source.read_before.document()
        with stage("ingest: read"):
            return self._apart.read(source.path)

    def _twin(self, structured: StructuredReport, leaving: Collection[str]) -> str | None:
        """The report that says the same but for white space: a .txt beside its .docx."""
        same = _of_same_year(structured.report)
        if same is None:
            return None
        if any(_of_same_year(item.structured.report) == same for item in self._waiting):
            self._flush()
        said = _unspaced(structured.text)
        for report in self._catalog.reports(same).reports:
            origin = self._catalog.origin_of(report.id)
            if origin is None or origin.origin in leaving or _is_gone(origin.origin):
                continue
            if _unspaced(self._catalog.text(report.id)) == said:
                return report.id
        return None

    def _is_as_held(self, structured: StructuredReport) -> bool:
        """Whether the catalog holds just this, but for where it comes from."""
        held = self._catalog.structured(structured.report.id)
        report = replace(held.report, source=structured.report.source)
        return replace(held, report=report, origin=structured.origin) == structured

    def _settle_double(self, source: Source, doubled: str) -> None:
        """Name the report that a file doubles; what came from the file before is removed."""
        notices: tuple[str, ...] = ()
        earlier = self._catalog.find_origin(source.origin)
        if earlier is not None:
            self._catalog.remove(earlier[0])
            notices = ("这个文件原来的报告已删除",)
        reason = f"与 {self._catalog.report(doubled).source} 文字相同"
        self._settle(Outcome(str(source.path), Status.DUPLICATE, reason, doubled, notices))

    def _add(self, pending: _Pending) -> None:
        self._pending.append(pending)
        if sum(len(item.structured.passages) for item in self._pending) >= EMBED_PASSAGES:
            self._advance()

    @property
    def _waiting(self) -> list[_Pending]:
        """What is not committed yet."""
        return [*self._embedding, *self._pending]

    def _flush(self) -> None:
        """Commit all that waits."""
        while self._waiting:
            self._advance()

    def _advance(self) -> None:
        """Have what was added last embedded beside us, while we commit what is embedded."""
        embedded, vectors = self._embedding, self._vectors
        self._embedding, self._pending = self._pending, []
        self._vectors = None
        if self._embedding:
            texts = [text for item in self._embedding for text in embedded_texts(item.structured)]
            telling = copy_context()
            self._vectors = self._thread.submit(telling.run, _embedded, self._embedder(), texts)
        if vectors is not None:
            self._commit_all(embedded, vectors.result(), self._embedder().fingerprint)

    def _commit_all(
        self, embedded: Sequence[_Pending], vectors: HalfVectors, model: Fingerprint
    ) -> None:
        first = 0
        for item in embedded:
            last = first + len(item.structured.passages)
            with stage("ingest: commit"):
                self._commit(item, vectors[first:last], model)
            first = last
        if self._unpublished >= max(PUBLISH_PASSAGES, self._catalog.size() // 10):
            with stage("ingest: publish"):
                self._publish()
            self._unpublished = 0

    def _commit(self, item: _Pending, vectors: HalfVectors, model: Fingerprint) -> None:
        structured = item.structured
        body, context = tokens_of(structured.report, structured.passages, self._lexicon)
        entry = Entry(structured, item.origin, body, context, vectors, item.correction)
        notices = tuple(self._notices(item))
        try:
            self._catalog.put(
                entry,
                model,
                self._lexicon.dictionary_hash,
                replaces=item.replaces,
            )
        except ValueError as error:
            logger.exception("%s cannot be stored", item.source.path)
            self._fail(item.source, f"无法存入（{error}）")
            return
        self._unpublished += len(structured.passages)
        self._settle(
            Outcome(str(item.source.path), item.status, item.reason, structured.report.id, notices)
        )

    def _notices(self, item: _Pending) -> Iterator[str]:
        report, same = item.structured.report, _of_same_year(item.structured.report)
        if item.structured.needs_ocr:
            pages = "、".join(map(str, item.structured.needs_ocr))
            yield f"第 {pages} 页没有可用的文字层，未导入，需要文字识别（OCR）"
        if same is None:
            return
        for other in self._catalog.reports(same).reports:
            if other.id not in item.touched:
                year = report.delivered_year
                yield (f"与 {other.source} 同为{report.place} {year} 年的报告，两份都保留")

    def _fail(self, source: Source, reason: str) -> None:
        self._settle(Outcome(str(source.path), Status.FAILED, reason))

    def _settle(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._progress(outcome, len(self._outcomes), self._total)


def _embedded(embedder: Embedder, texts: Sequence[str]) -> HalfVectors:
    with stage("ingest: embed"):
        return embedder.embed_passages(texts).astype(np.float16)


def _sum(source: Source) -> str:
    if source.read_before is not None:
        return source.read_before.file_hash
    with source.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _of_same_year(report: Report) -> Filters | None:
    """What finds the reports of a report's place and year; ``None`` where it does not tell."""
    if report.place is None or report.delivered_year is None:
        return None
    year = report.delivered_year
    return Filters(place=report.place, year_from=year, year_to=year)


def _unspaced(text: str) -> str:
    return "".join(text.split())


def embedded_texts(structured: StructuredReport) -> list[str]:
    """What is embedded of each passage: its context, then its words."""
    report = structured.report
    return [structure.in_context(report, passage) for passage in structured.passages]


def tokens_of(
    report: Report, passages: Sequence[Passage], lexicon: Lexicon
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of passages and those of their contexts, space-joined, one string a passage."""

    @cache
    def cut(text: str) -> str:
        return " ".join(lexicon.tokenize(text))

    return (
        tuple(" ".join(lexicon.tokenize(passage.text)) for passage in passages),
        tuple(cut(structure.context(report, passage)) for passage in passages),
    )


def _is_gone(origin: str) -> bool:
    """Whether a report came from a file that is no longer there; an upload stays."""
    return not origin.startswith("upload:") and not Path(origin).exists()


def _why_empty(structured: StructuredReport) -> str:
    if structured.needs_ocr:
        return "没有可用的文字层，需要文字识别：`pip install 'reportqa[ocr]'`"
    return "里面没有可以当作报告的文字"
