"""The one object that users hold: a library of reports in a folder.

What only a change needs (readers, structure, ingest) is imported when a change is made: a search
from the command line starts in half the time without.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from reportqa import embedding
from reportqa.embedding.base import Embedder, Fingerprint
from reportqa.errors import LibraryLocked, ModelMismatch, NotFound
from reportqa.language import words
from reportqa.retrieval.ranking import Ranking, bundled_ranking
from reportqa.retrieval.search import search
from reportqa.store import Catalog, ReportPage, Snapshot, StoredPassage, Views
from reportqa.store.lock import writing
from reportqa.types import Filters, Mode, Overrides, Report, SearchResult, StructuredReport

if TYPE_CHECKING:
    from reportqa.ingest import IngestResult, Progress

logger = logging.getLogger(__name__)


class Library:
    """Reports in a folder, ingested once and searched by many threads and processes.

    Use it as a context manager::

        with Library.open("index") as library:
            library.ingest([Path("reports")])

    One writer at a time holds the folder's lock for as long as a change takes; readers never
    wait.
    """

    def __init__(
        self, folder: Path, catalog: Catalog, model: str | Path | Embedder | None, wait: float
    ) -> None:
        self.folder = folder
        self.catalog = catalog
        self._model = model
        self._wait = wait
        self._embedder: Embedder | None = None
        self._ranked: Ranking | None = None
        self._views = Views(folder, catalog)
        self._has_own_words = False

    @classmethod
    def open(
        cls,
        folder: str | Path,
        model: str | Path | Embedder | None = None,
        *,
        create: bool = True,
        wait: float = 2.0,
    ) -> Self:
        """Open the library in a folder; with ``create``, make it if it is not there.

        ``model`` is the name or folder of an embedding model, by default the one that the library
        was made with, or the bundled one for a new library. ``wait`` is how many seconds a change
        waits for another writer. Raises ``NotFound``, ``LibraryDamaged``, ``LibraryLocked`` when
        a new or older catalog must be prepared beside a writer, and ``ModelMismatch`` when
        ``model`` is not the one that the library was embedded with.
        """
        folder = Path(folder)
        if not (folder / "catalog.db").exists():
            if not create:
                raise NotFound(
                    f"{folder}: no library here; make one with "
                    f"`reportqa ingest PATH --library {folder}`"
                )
            folder.mkdir(parents=True, exist_ok=True)
        catalog = Catalog.open(folder)
        try:
            if not catalog.is_current:
                with writing(folder, "preparing the library", wait):
                    catalog.prepare()
            library = cls(folder, catalog, model, wait)
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

    @property
    def revision(self) -> int:
        """The number of changes committed so far, by any process."""
        return self.catalog.revision()

    @property
    def embedder(self) -> Embedder:
        """The library's model, loaded when it is first needed.

        Raises ``ModelMismatch`` when the library was embedded with another, and ``ModelError``.
        """
        made_with = self.catalog.state().model
        if self._embedder is None:
            by_default = None if made_with is None else made_with.name
            self._embedder = _load(self._model or by_default)
        self._compare(made_with, self._embedder.fingerprint)
        return self._embedder

    def snapshot(self) -> Snapshot:
        """Both views and the passage table at one revision: what a search works on.

        Raises ``ModelMismatch`` when another process has since embedded the library anew.
        """
        if not self._has_own_words:
            self._try_own_words()
        snapshot = self._views.current()
        if self._embedder is not None:
            self._compare(snapshot.model, self._embedder.fingerprint)
        return snapshot

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        mode: Mode = Mode.HYBRID,
        filters: Filters | None = None,
    ) -> SearchResult:
        """Find the passages that answer a question best, at most ``k``, best first.

        A place or year in the question is preferred, a filter is obeyed; a filter's place may be
        any of its names (重庆, 重庆市). Raises ``QueryError`` for a query that is empty or too
        long, and ``ModelMismatch``.
        """
        snapshot = self.snapshot()
        # The snapshot has been compared with the model already, once that is loaded.
        embedder = None if mode is Mode.LEXICAL else (self._embedder or self.embedder)
        return search(
            snapshot,
            self.catalog,
            embedder,
            query,
            k=k,
            mode=mode,
            filters=filters or Filters(),
            ranking=self._ranking(embedder) if embedder and mode is Mode.HYBRID else None,
        )

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
        from reportqa.ingest import Ingest, IngestResult
        from reportqa.sources import gather

        gathered = gather(map(Path, paths), overrides, uploaded=uploaded)
        with self._writing("ingesting reports"):
            run = Ingest(self.catalog, lambda: self.embedder, self._publish, progress)
            return IngestResult(run.run(gathered), warning=self._publish())

    def remove(self, report_id: str) -> None:
        """Remove a report for good, from the catalog and from both views. Raises ``NotFound``."""
        with self._writing("removing a report"):
            self.catalog.remove(report_id)
            self._publish()

    def reindex(self, model: str | Path | Embedder) -> None:
        """Embed all reports with another model, without reading a file again."""
        from reportqa import remake

        embedder = _load(model)
        with self._writing("embedding all reports with another model"):
            remake.reembed(self.catalog, embedder)
            self._embedder = embedder
            self._publish()

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

    def _ranking(self, embedder: Embedder) -> Ranking | None:
        """The learned order, for the model that it was trained with; another has other cosines."""
        if embedder.fingerprint.name != embedding.BUNDLED_FOLDER.name:
            return None
        if self._ranked is None:
            self._ranked = bundled_ranking()
        return self._ranked

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
            return (
                f"the reports are safe, but the search index cannot be written ({error}); "
                "it is made good when the library is next searched"
            )
        return ""

    def _try_own_words(self) -> None:
        """Recut words that were cut with another dictionary, unless somebody else is writing."""
        dictionary = self.catalog.state().dictionary
        if dictionary is None:
            return
        if dictionary == words.dictionary_hash():
            self._has_own_words = True
            return
        try:
            with self._writing("cutting words with another dictionary", wait=0):
                self._publish()
        except LibraryLocked:
            logger.debug("words stay as another dictionary cut them, as somebody is writing")

    def _use_own_words(self) -> None:
        dictionary = self.catalog.state().dictionary
        if dictionary not in (None, words.dictionary_hash()):
            from reportqa import remake

            remake.retokenise(self.catalog)
        self._has_own_words = True

    def _compare(self, made_with: Fingerprint | None, asked: Fingerprint) -> None:
        if made_with is not None and made_with != asked:
            raise ModelMismatch(
                f"{self.folder}: was embedded with {made_with.name} ({made_with.revision}), not "
                f"with {asked.name} ({asked.revision}); run `reportqa reindex --model {asked.name} "
                f"--library {self.folder}` to embed it anew, or open it with {made_with.name}"
            )


def _load(model: str | Path | Embedder | None) -> Embedder:
    if model is None:
        return embedding.load()
    if isinstance(model, (str, Path)):
        return embedding.load(str(model))
    return model
