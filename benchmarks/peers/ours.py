"""reportqa itself: from files, as its users have it, each half of its search, and each view."""

from __future__ import annotations

from pathlib import Path

from benchmarks.peers.base import Material, cut, embed_query
from reportqa import Library, Mode
from reportqa.retrieval.candidates import CONTEXT_BOOST
from reportqa.store import Ranked, Snapshot


class Ours:
    """The whole search. Raises RuntimeError where a passage of the material is not held."""

    mode = Mode.HYBRID

    def __init__(self, folder: Path) -> None:
        self._library = Library.open(folder)

    def ingest(self, material: Material) -> None:
        """Read, cut, embed and index the reports; at once where the library holds them already."""
        self._library.ingest([material.reports])
        given, held = sum(1 for _ in material.passages()), self._library.catalog.size()
        if given != held:
            raise RuntimeError(f"the library holds {held} passages, not the {given} of the others")

    def search(self, query: str, k: int) -> list[str]:
        """The public ids of passages are those of the material."""
        return [hit.passage_id for hit in self._library.search(query, k=k, mode=self.mode).hits]


class OursDense(Ours):
    """The vectors alone, over the library that ``Ours`` made."""

    mode = Mode.DENSE

    def ingest(self, material: Material) -> None:
        """Load the views."""
        del material
        self._library.snapshot()


class OursLexical(OursDense):
    """The words alone, over the library that ``Ours`` made."""

    mode = Mode.LEXICAL


class _View:
    """A view by itself, over the library that ``Ours`` made: no question is understood, none of
    the passages read.
    """

    def __init__(self, folder: Path) -> None:
        self._library = Library.open(folder)

    def ingest(self, material: Material) -> None:
        """Load the views, and the ids of the passages that their keys stand for."""
        del material
        self._snapshot = self._library.snapshot()
        with self._library.catalog.scan() as scan:
            self._ids = {
                key: f"{report.id}-{passage.index}"
                for report, passages in scan.passages()
                for key, passage in passages
            }

    def search(self, query: str, k: int) -> list[str]:
        """As the engine below is asked."""
        return [self._ids[key] for key in self._ranked(self._snapshot, query, k).keys.tolist()]

    def _ranked(self, snapshot: Snapshot, query: str, k: int) -> Ranked:
        raise NotImplementedError


class OurVectorView(_View):
    """The vector view."""

    def _ranked(self, snapshot: Snapshot, query: str, k: int) -> Ranked:
        return snapshot.vectors.search(embed_query(query), k)


class OurWordView(_View):
    """The word view, with the words of the context in a field of their own, as search has them."""

    def _ranked(self, snapshot: Snapshot, query: str, k: int) -> Ranked:
        groups = [{word: 1.0} for word in dict.fromkeys(cut(query))]
        return snapshot.words.search(groups, k, context_boost=CONTEXT_BOOST)
