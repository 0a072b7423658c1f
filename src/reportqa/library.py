"""The one object that users hold: a library of reports in a folder.

What only a change needs (readers, structure, ingest) is imported when a change is made: a search
from the command line starts in half the time without.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from reportqa import embedding
from reportqa.embedding.base import Embedder, Fingerprint
from reportqa.errors import LibraryLocked, ModelMismatch, NotFound, QueryError
from reportqa.language.lexicon import PLAIN, Lexicon, read_lexicon, stamp
from reportqa.retrieval.ranking import Ranking, bundled_ranking, library_ranking
from reportqa.retrieval.search import search
from reportqa.store import Catalog, ReportPage, Snapshot, StoredPassage, Views
from reportqa.store.lock import writing
from reportqa.types import Filters, Mode, Overrides, Report, SearchResult, StructuredReport

if TYPE_CHECKING:
    from reportqa.answering.answer import Answer
    from reportqa.answering.comparing import Comparer
    from reportqa.answering.comparison import Comparison
    from reportqa.answering.generation.chat import ChatModel
    from reportqa.answering.generation.writing import Brief
    from reportqa.commitments.entry import Entry, Opinion
    from reportqa.commitments.ledger import Ledger
    from reportqa.commitments.proposals import Proposals
    from reportqa.ingest import Batch, IngestResult, Progress
    from reportqa.precedents.judging import Judge
    from reportqa.precedents.precedent import Precedents
    from reportqa.precedents.watch import Found
    from reportqa.precedents.whatsnew import WhatsNew
    from reportqa.remake import Embedded
    from reportqa.retrieval.cross_encoder import CrossEncoder
    from reportqa.sources import Gathered, Outcome
    from reportqa.store.reviews import Review
    from reportqa.store.watches import Match, Watch, Watches

PATIENCE = 3600.0
"""Seconds that a change of model, once begun, waits for whoever writes in between."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Held:
    """What is loaded once, for everybody who is shown a part of the library."""

    embedder: Embedder | None = None
    ranked: Ranking | None = None
    ranked_otherwise: Ranking | None = None
    judge: Judge | None = None
    proposals: Proposals | None = None
    cross_encoder: CrossEncoder | None = None
    lexicon: Lexicon = PLAIN
    lexicon_stamp: object = None
    has_own_words: bool = False
    shown: dict[frozenset[str], tuple[Snapshot, Snapshot]] = field(default_factory=dict)


class Library:
    """Reports in a folder, ingested once and searched by many threads and processes.

    Use it as a context manager::

        with Library.open("index") as library:
            library.ingest([Path("reports")])

    One writer at a time holds the folder's lock for as long as a change takes; readers never
    wait.
    """

    def __init__(
        self,
        folder: Path,
        catalog: Catalog,
        model: str | Path | Embedder | None,
        wait: float,
        reranker: str | None = None,
    ) -> None:
        self.folder = folder
        self.catalog = catalog
        self._model = model
        self._reranker = reranker
        self._wait = wait
        self._readable: frozenset[str] | None = None
        self._held = _Held()
        self._views = Views(folder, catalog, lambda: self.lexicon)

    @classmethod
    def open(
        cls,
        folder: str | Path,
        model: str | Path | Embedder | None = None,
        *,
        create: bool = True,
        wait: float = 2.0,
        reranker: str | None = None,
    ) -> Self:
        """Open the library in a folder; with ``create``, make it if it is not there.

        ``model`` is the name or folder of an embedding model, by default the one that the library
        was made with, or the bundled one for a new library. ``wait`` is how many seconds a change
        waits for another writer. ``reranker`` is the name or folder of a cross-encoder that reads
        the first hits of a hybrid search again, loaded when it is first needed. Raises
        ``NotFound``, ``LibraryDamaged``, ``LibraryLocked`` when a new or older catalog must be
        prepared beside a writer, and ``ModelMismatch`` when ``model`` is not the one that the
        library was embedded with.
        """
        folder = Path(folder)
        if not (folder / "catalog.db").exists():
            if not create:
                raise NotFound(
                    f"{folder}：这里没有资料库；请用 "
                    f"`reportqa ingest 文件夹 --library {folder}` 建立"
                )
            folder.mkdir(parents=True, exist_ok=True)
        catalog = Catalog.open(folder)
        try:
            if not catalog.is_current:
                with writing(folder, "准备资料库", wait):
                    catalog.prepare()
            library = cls(folder, catalog, model, wait, reranker)
            if model is not None:
                library.embedder  # noqa: B018  a mismatch is told now, not at the first search
        except BaseException:
            catalog.close()
            raise
        return library

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the catalog; what was committed stays."""
        self.catalog.close()

    def shown_to(self, readable: frozenset[str] | None) -> Self:
        """The same library, as whoever may read these collections sees it; ``None`` sees all.

        It shares all that is loaded, and is closed with the library that it comes from.
        """
        if readable == self._readable:
            return self
        shown = copy(self)
        shown.catalog = self.catalog.shown_to(readable)
        shown._readable = readable
        return shown

    @property
    def revision(self) -> int:
        """The number of changes committed so far, by any process."""
        return self.catalog.revision()

    @property
    def embedder(self) -> Embedder:
        """The library's model, loaded when it is first needed.

        Raises ``ModelMismatch`` when the library was embedded with another, and ``ModelError``.
        """
        return self._embedder_of(self.catalog.state().model)

    @property
    def cross_encoder(self) -> CrossEncoder | None:
        """The model that reads the first hits again, if one was named. Raises ``ModelError``."""
        if self._reranker is not None and self._held.cross_encoder is None:
            from reportqa.retrieval.cross_encoder import CrossEncoder

            self._held.cross_encoder = CrossEncoder(self._reranker)
        return self._held.cross_encoder

    @property
    def lexicon(self) -> Lexicon:
        """The words and synonyms of the library's own files, read again when one has changed.

        Raises ``BadWordList``.
        """
        held, seen = self._held, stamp(self.folder)
        if seen != held.lexicon_stamp:
            held.lexicon = read_lexicon(self.folder)
            held.lexicon_stamp = seen
            # What is kept of passages in memory has their words as they were cut before.
            held.ranked = held.ranked_otherwise = None
            held.has_own_words = False
        return held.lexicon

    def snapshot(self) -> Snapshot:
        """Both views and the passage table at one revision: what a search works on.

        Raises ``ModelMismatch`` when another process has since embedded the library anew with
        another model than the one that was asked for.
        """
        lexicon = self.lexicon
        if not self._held.has_own_words:
            self._try_own_words(lexicon)
        snapshot = self._views.current()
        if self._held.embedder is not None:
            self._embedder_of(snapshot.model)
        return snapshot if self._readable is None else self._part_of(snapshot, self._readable)

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        mode: Mode = Mode.HYBRID,
        filters: Filters | None = None,
        explain: bool = False,
    ) -> SearchResult:
        """Find the passages that answer a question best, at most ``k``, best first.

        A place or year in the question is preferred, a filter is obeyed; a filter's place may be
        any of its names (重庆, 重庆市). With ``explain`` each hit tells why it stands there.
        Raises ``QueryError`` for a query that is empty or too long, and ``ModelMismatch``.
        """
        snapshot = self.snapshot()
        embedder = None if mode is Mode.LEXICAL else self._embedder_of(snapshot.model)
        return search(
            snapshot,
            self.catalog,
            embedder,
            query,
            k=k,
            mode=mode,
            filters=filters or Filters(),
            ranking=self._ranking(embedder) if embedder and mode is Mode.HYBRID else None,
            cross_encoder=self.cross_encoder if mode is Mode.HYBRID else None,
            explain=explain,
        )

    def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        k: int = 5,
        llm: ChatModel | None = None,
    ) -> Answer:
        """Answer a question with verified quotes, or refuse it where the reports don't answer.

        At most ``k`` passages are quoted for it. ``llm`` words the answer where it is given, each
        sentence of it checked; a refusal, and an answer over many reports, stay as they are.
        Raises ``QueryError`` for a question that is empty or too long, and ``ModelMismatch``.
        """
        from reportqa.answering.asking import READ, answer, bundled_models
        from reportqa.answering.many import answer_many

        filters = filters or Filters()
        snapshot = self.snapshot()
        over_many = answer_many(self._comparer(), snapshot, question, filters)
        if over_many is not None:
            return over_many
        found = self.search(question, k=READ, filters=filters)
        reports = snapshot.table.reports
        models = bundled_models()
        quoted = answer(found, reports, filters, self.catalog, models, quotes=k)
        brief = self.brief(question, quoted, filters=filters) if llm is not None else None
        if llm is None or brief is None:
            return quoted
        from reportqa.answering.generation.writing import written

        return written(brief, llm, models.late)

    def brief(
        self, question: str, quoted: Answer, *, filters: Filters | None = None
    ) -> Brief | None:
        """What a language model may word an answer from; ``None`` where it is not to be asked.

        That is where the reports don't answer, and where every report is to be told of.
        ``question`` is whole; ``quoted`` is the answer to it.
        """
        from reportqa.answering.asking import READ
        from reportqa.answering.comparing import read_over_many
        from reportqa.answering.generation.sources import sources_of
        from reportqa.answering.generation.writing import Brief

        over_many = read_over_many(question, self.snapshot().table.reports)
        if not quoted.answerable or over_many is not None:
            return None
        found = self.search(question, k=READ, filters=filters)
        sources, planted = sources_of(found.hits, self.catalog)
        return Brief(question, quoted, sources, planted)

    def compare(
        self,
        topic: str,
        *,
        places: Collection[str] | None = None,
        years: Collection[int] | None = None,
        filters: Filters | None = None,
    ) -> Comparison:
        """Hold a topic against every report of some places and years: one row a report.

        Both default to those that the topic names, none meaning all. Years are as the topic means
        them: targets for 2025 stand in the report that plans 2025, results of 2018 in the one that
        reviews it; filters' years are of delivery. Raises ``QueryError`` and ``ModelMismatch``.
        """
        return self._comparer().compare(
            self.snapshot(), topic, places=places or (), years=years or (), filters=filters
        )

    def precedents(self, topic: str, *, filters: Filters | None = None) -> Precedents:
        """Find every report that planned or did something, oldest first.

        Raises ``QueryError`` for a topic that cannot be searched, and ``ModelMismatch``.
        """
        from reportqa.precedents.find import Finder

        embedder = self._reading_embedder()
        finder = Finder(self.catalog, embedder, self._ranking_over_all(embedder), self._judging())
        return finder.find(self.snapshot(), topic, filters=filters)

    def whats_new(self, place: str, year: int) -> WhatsNew:
        """What a place's report of a year says that none before did, and what it dropped.

        Raises ``NotFound`` where the library has no such report, and ``ModelMismatch``.
        """
        from reportqa.precedents.whatsnew import whats_new

        embedder = self._reading_embedder()
        return whats_new(self.snapshot(), self.catalog, embedder, place, year)

    def watch(
        self, topic: str, *, filters: Filters | None = None, webhook: str | None = None
    ) -> Watch:
        """Keep a topic in view: each ingest tells which new passages match.

        ``webhook`` is an address that is then told by HTTP. Raises ``QueryError`` for it
        and for a topic without words to search.
        """
        from reportqa.precedents.watch import checked_webhook
        from reportqa.retrieval.understanding import understand
        from reportqa.store.watches import Watch

        snapshot = self.snapshot()
        if not understand(topic, snapshot.table.reports, snapshot.lexicon).terms:
            raise QueryError("没有可查的词语：请写明要关注的内容。")
        kept = Watch(
            topic.strip(), filters or Filters(), checked_webhook(webhook), readable=self._readable
        )
        with self._writing("添加关注"):
            return self._watches().add(kept)

    def watches(self) -> list[Watch]:
        """Every topic that is watched, oldest first."""
        return [watch for watch in self._watches().all() if self._may_see(watch)]

    def watched(self, watch_id: str) -> Watch:
        """The watch with this id. Raises ``NotFound``."""
        from reportqa.store.watches import no_watch

        watch = self._watches().get(watch_id)
        if not self._may_see(watch):
            raise NotFound(no_watch(watch_id))
        return watch

    def watch_matches(self, watch_id: str, *, limit: int = 50, offset: int = 0) -> list[Match]:
        """What a watch found, the latest find first. Raises ``NotFound``."""
        self.watched(watch_id)
        found = self._watches().matches(watch_id, limit=limit, offset=offset)
        return [match for match in found if self.catalog.shows(match.report_id)]

    def unwatch(self, watch_id: str) -> None:
        """Forget a watch and what it found. Raises ``NotFound``."""
        self.watched(watch_id)
        with self._writing("删除关注"):
            self._watches().remove(watch_id)

    def run_watches(self, watch_id: str | None = None) -> list[Found]:
        """Look over the whole library for one watch or all; what is new is kept and told."""
        from reportqa.precedents import watch

        kept = self._watches()
        chosen = self.watches() if watch_id is None else [self.watched(watch_id)]
        with self._writing("查找关注的内容"):
            found = watch.run(kept, chosen, self._find)
        watch.notify(found)
        return found

    def commitments(
        self, place: str, *, made_in: int | None = None, checked_in: int | None = None
    ) -> Ledger:
        """List what a plan promised beside what the next report's review says of it.

        Years are of delivery. Without ``checked_in`` the report that reviews the year planned is
        taken, without both the latest two. Raises ``NotFound`` that names a missing year.
        """
        from reportqa.commitments import checking

        return checking.check(self._proposed(), place, made_in, checked_in)

    def ledgers(self, place: str) -> list[Ledger]:
        """Every ledger of a place, in order of years. Raises ``NotFound``."""
        from reportqa.commitments import checking

        return checking.ledgers(self._proposed(), place)

    def review_commitment(
        self, commitment_id: str, opinion: Opinion, *, checked_in: int | None = None
    ) -> Entry:
        """Add what a person says of a commitment to its trail, which nothing ever overwrites.

        Raises ``NotFound`` and ``QueryError``.
        """
        from reportqa.commitments import checking

        with self._writing("核对承诺"):
            return checking.judge_as_person(self._proposed(), commitment_id, opinion, checked_in)

    def commitment_trail(self, commitment_id: str) -> list[Review]:
        """All that people said of a commitment, oldest first."""
        from reportqa.commitments import checking

        if not self.catalog.shows(commitment_id.partition("-")[0]):
            return []
        return checking.trail(self.catalog, commitment_id)

    def _proposed(self) -> Proposals:
        from reportqa.commitments import checking

        if self._held.proposals is None:
            self._held.proposals = checking.proposals(self.catalog)
        return self._held.proposals.over(self.catalog)

    def ingest(
        self,
        paths: Iterable[str | Path],
        overrides: Overrides | None = None,
        *,
        uploaded: bool = False,
        progress: Progress | None = None,
    ) -> IngestResult:
        """Add the reports in files and folders; replace what changed, leave what did not.

        ``overrides`` are for all files and win over a ``meta.csv`` beside them. ``uploaded`` says
        that the files lie where they won't stay, so that only their names count. Goes on past bad
        files; raises ``LibraryLocked``, ``ModelMismatch`` or ``ModelError``.
        """
        from reportqa.ingest import Batch

        (result,) = self.ingest_each([Batch(paths, overrides, progress)], uploaded=uploaded)
        if isinstance(result, Exception):
            raise result
        return result

    def ingest_each(
        self, batches: Sequence[Batch], *, uploaded: bool = False
    ) -> list[IngestResult | Exception]:
        """Ingest several batches, each as if by itself, and make them findable at once.

        What goes wrong with one stands in the place of its result, and spoils no other. Raises
        ``LibraryLocked``, before anything is done.
        """
        from reportqa.ingest import IngestResult
        from reportqa.sources import gather

        def ingested(batch: Batch) -> IngestResult | Exception:
            gathered = gather(map(Path, batch.paths), batch.overrides, uploaded=uploaded)
            try:
                return IngestResult(self._run(gathered, batch.progress))
            except Exception as error:
                return error

        with self._writing("导入报告"):
            results = [ingested(batch) for batch in batches]
            warning = self._publish()
            found = [
                [] if isinstance(result, Exception) else self._run_watches_on(result.brought)
                for result in results
            ]
        return [
            result
            if isinstance(result, Exception)
            else self._told(replace(result, warning=warning), of_it)
            for result, of_it in zip(results, found, strict=True)
        ]

    def remove(self, report_id: str) -> None:
        """Remove a report for good, from the catalog and from both views. Raises ``NotFound``."""
        with self._writing("删除报告"):
            self.catalog.remove(report_id)
            self._publish()

    def correct(self, report_id: str, said: Overrides) -> Report:
        """Say what a report's place, level or years are; searches and filters follow at once.

        It is kept, and wins whenever the report's file is read again. Raises ``NotFound``, and
        ``QueryError`` where nothing is said.
        """
        from reportqa import correcting
        from reportqa.precedents import watch

        with self._writing("更正报告"):
            report = correcting.correct(self.catalog, self.embedder, self.lexicon, report_id, said)
            self._publish()
            found = self._run_watches_on({report_id})
        watch.notify(found)
        return report

    def reindex(self, model: str | Path | Embedder, *, progress: Embedded | None = None) -> None:
        """Embed all reports with another model, without reading a file again.

        The old embeddings serve until all the new ones are there. What was embedded by a run
        that did not end is not embedded again. Raises ``LibraryLocked`` and ``ModelError``.
        """
        from reportqa import remake
        from reportqa.store.prepared import Prepared

        embedder = _load(model)
        doing = "重新计算向量"
        if self.catalog.state().model != embedder.fingerprint:
            prepared = Prepared(self.catalog.database, embedder.fingerprint)
            with self._writing(doing):
                pass  # whoever writes now is told of at once; one who comes later is waited for
            remake.reembed(prepared, embedder, lambda: self._writing(doing, PATIENCE), progress)
            with self._writing(doing, PATIENCE):
                remake.reembed(prepared, embedder, nullcontext)
                prepared.swap()
                self._publish()
        self._held.embedder = embedder

    def back_up(self, target: str | Path) -> None:
        """Write the whole library to one file, consistent whatever is written meanwhile.

        Raises ``LibraryDamaged``, and ``OSError`` where the file cannot be written.
        """
        from reportqa.store import backup

        backup.back_up(self.catalog, self.folder, Path(target))

    @classmethod
    def restore(
        cls, source: str | Path, folder: str | Path, *, overwrite: bool = False, wait: float = 2.0
    ) -> Self:
        """Put the library of a backup into a folder, and open it.

        One that is there and holds reports is replaced only with ``overwrite``. Raises
        ``NotFound``, ``BackupDamaged``, ``LibraryLocked``, and ``LibraryError``.
        """
        from reportqa.store import backup

        backup.restore(Path(source), Path(folder), overwrite=overwrite, wait=wait)
        return cls.open(folder, create=False, wait=wait)

    def export(self, target: str | Path) -> int:
        """Write reports, reviews and watches as JSON Lines; the number of reports comes back."""
        from reportqa import exchange

        return exchange.export(self.catalog, Path(target))

    def import_from(self, source: str | Path, *, progress: Progress | None = None) -> IngestResult:
        """Add what ``export`` wrote: the same reports with the same ids, reviews and watches.

        Goes on past bad lines. Raises ``NotFound``, ``LibraryLocked``, ``ModelMismatch``.
        """
        from reportqa import exchange
        from reportqa.ingest import IngestResult

        exported = exchange.read(Path(source))
        with self._writing("导入报告"):
            outcomes = self._run(exported.reports, progress)
            result = IngestResult(outcomes, warning=self._publish())
            exchange.add_rest(self.catalog, exported)
        return result

    def reports(
        self, filters: Filters | None = None, *, limit: int = 50, offset: int = 0
    ) -> ReportPage:
        """Reports by place and year, a page at a time, and how many there are in all."""
        return self.catalog.reports(filters, limit=limit, offset=offset)

    def report(self, report_id: str) -> Report:
        """The report with this id. Raises ``NotFound``."""
        return self.catalog.report(report_id)

    def text(self, report_id: str) -> str:
        """The canonical text of a report, which all offsets point into. Raises ``NotFound``."""
        return self.catalog.text(report_id)

    def structured(self, report_id: str) -> StructuredReport:
        """A report with its text, sections and passages. Raises ``NotFound``."""
        return self.catalog.structured(report_id)

    def check(self, report_id: str) -> list[str]:
        """What could not be read of a report, in words; empty where all is well."""
        from reportqa.structure import check

        held = self.catalog.structured(report_id)
        roles = (section.role for section in held.sections)
        return check(held.report, roles, needs_ocr=held.needs_ocr)

    def passage(self, passage_id: str) -> StoredPassage:
        """The passage with this id. Raises ``NotFound``."""
        return self.catalog.passage(passage_id)

    def _run(self, gathered: Gathered, progress: Progress | None) -> tuple[Outcome, ...]:
        """Ingest what was gathered; call it under the writer lock, and publish then."""
        from reportqa.ingest import Ingest

        run = Ingest(self.catalog, lambda: self.embedder, self.lexicon, self._publish, progress)
        return run.run(gathered)

    def _part_of(self, snapshot: Snapshot, readable: frozenset[str]) -> Snapshot:
        """A snapshot as it is shown to some, made once for each that is current."""
        whole, part = self._held.shown.get(readable, (None, snapshot))
        if whole is not snapshot:
            part = snapshot.shown_to(readable)
            self._held.shown[readable] = (snapshot, part)
        return part

    def _embedder_of(self, made_with: Fingerprint | None) -> Embedder:
        """The model of some vectors; where none was asked for, it changes as the library does."""
        held = self._held.embedder
        is_other = held is not None and made_with not in (None, held.fingerprint)
        if held is None or (is_other and self._model is None):
            by_default = None if made_with is None else made_with.name
            held = self._held.embedder = _load(self._model or by_default)
        self._compare(made_with, held.fingerprint)
        return held

    def _ranking(self, embedder: Embedder) -> Ranking | None:
        """The learned order, for the model that it was trained with; another has other cosines."""
        if embedder.fingerprint.name != embedding.BUNDLED_FOLDER.name:
            return None
        if self._held.ranked is None:
            self._held.ranked = library_ranking(self.folder)
        return self._held.ranked

    def _ranking_over_all(self, embedder: Embedder) -> Ranking:
        """The order within each report, which what asks of all reports needs with any model."""
        ranking = self._ranking(embedder)
        if ranking is not None:
            return ranking
        if self._held.ranked_otherwise is None:
            self._held.ranked_otherwise = bundled_ranking()
        return self._held.ranked_otherwise

    def _watches(self) -> Watches:
        from reportqa.store.watches import Watches

        return Watches(self.catalog.database)

    def _find(self, watch: Watch) -> Precedents:
        return self.shown_to(watch.readable).precedents(watch.topic, filters=watch.filters)

    def _may_see(self, watch: Watch) -> bool:
        """Whether a watch finds nothing but what is shown here."""
        mine = self._readable
        return mine is None or (watch.readable is not None and watch.readable <= mine)

    def _run_watches_on(self, brought: Collection[str]) -> list[Found]:
        """What the watches find anew in some reports; an ingest never fails for them."""
        kept = self._watches()
        chosen = kept.all() if brought else []
        if not chosen:
            return []
        from reportqa.precedents import watch

        try:
            return watch.run(kept, chosen, self._find, brought)
        except Exception:
            logger.exception("the watches could not be run; `reportqa watch run` makes up for it")
            return []

    @staticmethod
    def _told(result: IngestResult, found: list[Found]) -> IngestResult:
        """Tell the webhooks, and say in the result what was found for whom."""
        if not found:
            return result
        from reportqa.precedents import watch

        return result.with_watched(watch.in_words(found) + watch.notify(found))

    def _judging(self) -> Judge:
        """What tells a topic's sentences, by the bundled model, whose cosines it was fitted on."""
        from reportqa.precedents.judging import Judge
        from reportqa.retrieval.ranking import bundled_late

        if self._held.judge is None:
            self._held.judge = Judge(bundled_late(), embedding.bundled(), self.folder)
        return self._held.judge

    def _reading_embedder(self) -> Embedder:
        """The embedder that this library's open embeddings were made with."""
        return self._held.embedder or self.embedder

    def _comparer(self) -> Comparer:
        from reportqa.answering.comparing import Comparer
        from reportqa.retrieval.ranking import bundled_late

        embedder = self._reading_embedder()
        ranking = self._ranking_over_all(embedder)
        return Comparer(self.catalog, embedder, embedding.bundled(), ranking, bundled_late())

    @contextmanager
    def _writing(self, doing: str, wait: float | None = None) -> Iterator[None]:
        with writing(self.folder, doing, self._wait if wait is None else wait):
            self._use_own_words()
            yield
            self.catalog.checkpoint()

    def _publish(self) -> str:
        """Bring the views up to date, or say why not: the catalog is right either way."""
        try:
            self._views.publish()
        except (OSError, ValueError) as error:
            logger.warning("the search index cannot be written", exc_info=True)
            return f"报告已存好，但检索索引写不进去（{error}）；下次检索时会自动补上"
        return ""

    def _try_own_words(self, lexicon: Lexicon) -> None:
        """Recut words that were cut with another dictionary, unless somebody else is writing."""
        dictionary = self.catalog.state().dictionary
        if dictionary is None:
            return
        if dictionary == lexicon.dictionary_hash:
            self._held.has_own_words = True
            return
        try:
            with self._writing("重新分词", wait=0):
                self._publish()
        except LibraryLocked:
            logger.debug("words stay as another dictionary cut them, as somebody is writing")

    def _use_own_words(self) -> None:
        dictionary = self.catalog.state().dictionary
        lexicon = self.lexicon
        if dictionary not in (None, lexicon.dictionary_hash):
            from reportqa import remake

            remake.retokenise(self.catalog, lexicon)
        self._held.has_own_words = True

    def _compare(self, made_with: Fingerprint | None, asked: Fingerprint) -> None:
        if made_with is not None and made_with != asked:
            raise ModelMismatch(
                f"{self.folder}：向量由 {made_with.name}（{made_with.revision}）算出，不是 "
                f"{asked.name}（{asked.revision}）；请运行 `reportqa reindex --model {asked.name} "
                f"--library {self.folder}` 重新计算，或改用 {made_with.name} 打开"
            )


def _load(model: str | Path | Embedder | None) -> Embedder:
    if model is None:
        return embedding.load()
    if isinstance(model, (str, Path)):
        return embedding.load(str(model))
    return model
