"""The views of a library: loaded, checked, brought up to date, and made anew where they must be."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from reportqa.embedding.base import Fingerprint
from reportqa.errors import LibraryLocked
from reportqa.language.lexicon import PLAIN, Lexicon
from reportqa.store import generations
from reportqa.store.catalog import Catalog
from reportqa.store.generations import Manifest
from reportqa.store.lock import writing
from reportqa.store.records import State
from reportqa.store.scan import Scan
from reportqa.store.table import PassageTable
from reportqa.store.vectors import VectorView
from reportqa.store.view import View
from reportqa.store.words import WordView

V = TypeVar("V", bound=View)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What a search works on: fixed once made, whatever is committed meanwhile.

    Rows of ``table`` and of ``vectors`` are the same passages in the same order. A passage that
    the catalog has lost since is still in a snapshot, and ``Catalog.passages`` leaves it out.
    ``lexicon`` cuts questions as ``words`` were cut.
    """

    revision: int
    model: Fingerprint | None
    vectors: VectorView
    words: WordView
    table: PassageTable
    lexicon: Lexicon

    def shown_to(self, readable: Collection[str]) -> Snapshot:
        """The same, as whoever may read these collections sees it: the rest is as if removed."""
        return replace(self, table=self.table.shown_to(readable))


@dataclass(frozen=True, slots=True, eq=False)
class _Held(Generic[V]):
    """A view in hand; without a manifest it lives in memory only."""

    view: V
    revision: int
    identity: Mapping[str, str]
    manifest: Manifest | None


class Views:
    """Keeps one snapshot for all threads of a process, and the views on disk for the next one."""

    def __init__(
        self, folder: Path, catalog: Catalog, lexicon: Callable[[], Lexicon] = lambda: PLAIN
    ) -> None:
        self._folder = folder
        self._catalog = catalog
        self._lexicon = lexicon
        self._held: dict[str, _Held[Any]] = {}
        self._snapshot: Snapshot | None = None
        self._refreshing = threading.Lock()

    def current(self) -> Snapshot:
        """The newest snapshot that can be had without waiting for anybody.

        Views that are behind, missing or damaged are mended first, if no one is writing. Beside
        a writer, the views that it published last serve, or ones made in memory.
        """
        snapshot = self._snapshot
        if snapshot is not None and snapshot.revision == self._catalog.revision():
            return snapshot
        # Whoever comes while another thread refreshes has an older snapshot to go on with.
        if not self._refreshing.acquire(blocking=snapshot is None):
            assert snapshot is not None
            return snapshot
        try:
            return self._refresh()
        finally:
            self._refreshing.release()

    def publish(self) -> Snapshot:
        """Bring both views on disk up to the catalog; call it under the writer lock.

        Raises ``OSError`` or ``ValueError`` when a view cannot be written; the ones before stay.
        """
        with self._catalog.scan() as scan:
            state = scan.state()
            vectors = self._follow(VectorView, scan, state)
            words = self._follow(WordView, scan, state)
            return self._take(scan, state, vectors, words)

    def _refresh(self) -> Snapshot:
        state = self._catalog.state()
        published = (self._published(VectorView, state), self._published(WordView, state))
        if not all(held and held.revision == state.revision for held in published):
            try:
                with writing(self._folder, "更新检索索引"):
                    return self.publish()
            except LibraryLocked:
                logger.debug("another writer will publish the views")
            except (OSError, ValueError):
                logger.warning("the search index cannot be written", exc_info=True)
        with self._catalog.scan() as scan:
            state = scan.state()
            vectors = self._any(VectorView, scan, state)
            words = self._any(WordView, scan, state)
            return self._take(scan, state, vectors, words)

    def _take(
        self, scan: Scan, state: State, vectors: _Held[VectorView], words: _Held[WordView]
    ) -> Snapshot:
        before = self._snapshot
        revision, lexicon = min(vectors.revision, words.revision), self._lexicon()
        is_same = (
            before is not None
            and before.revision == revision
            and before.vectors is vectors.view
            and before.words is words.view
            and before.lexicon is lexicon
        )
        if before is not None and is_same:
            return before
        table = PassageTable.of(scan, vectors.view.keys, before.table if before else None)
        self._snapshot = Snapshot(revision, state.model, vectors.view, words.view, table, lexicon)
        return self._snapshot

    def _published(self, kind: type[V], state: State) -> _Held[V] | None:
        """The view on disk; ``None`` when it is missing, damaged or made with something else."""
        home = self._folder / kind.NAME
        identity = kind.identity(state)
        manifest = generations.read(home)
        while manifest is not None and manifest.identity == identity:
            held = self._held.get(kind.NAME)
            if held is not None and held.manifest == manifest:
                return held
            if generations.intact(home, manifest):
                try:
                    view = kind.load(home / manifest.directory)
                    return self._hold(view, manifest.revision, identity, manifest)
                except (OSError, ValueError):
                    logger.warning("the %s view cannot be loaded", kind.NAME, exc_info=True)
            # A writer may have put another generation in its place this moment.
            read_again = generations.read(home)
            if read_again == manifest:
                logger.warning("the %s view is damaged", kind.NAME)
                return None
            manifest = read_again
        return None

    def _follow(self, kind: type[V], scan: Scan, state: State) -> _Held[V]:
        home = self._folder / kind.NAME
        before = self._published(kind, state)
        if before is not None and before.manifest is not None:
            if not generations.intact(home, before.manifest):
                before = None
            elif before.revision == state.revision:
                return before
        keys = scan.keys(None if before is None else before.view.keys)
        identity = kind.identity(state)

        def build(folder: Path) -> V:
            if before is None:
                return kind.build(scan, keys, folder)
            return before.view.follow(scan, keys, folder)

        manifest, view = generations.publish(home, state.revision, identity, len(keys), build)
        return self._hold(view, state.revision, identity, manifest)

    def _any(self, kind: type[V], scan: Scan, state: State) -> _Held[V]:
        identity = kind.identity(state)
        published = self._published(kind, state)
        if published is not None:
            return published
        held = self._held.get(kind.NAME)
        if held is not None and held.manifest is None and held.identity == identity:
            return held
        view = kind.build(scan, scan.keys(), None)
        return self._hold(view, state.revision, identity, None)

    def _hold(
        self, view: V, revision: int, identity: Mapping[str, str], manifest: Manifest | None
    ) -> _Held[V]:
        held = _Held(view, revision, identity, manifest)
        self._held[view.NAME] = held
        return held
