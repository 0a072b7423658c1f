"""The word view: BM25 over tantivy, fed with words that are cut already.

A view that only grows shares the files of the one before it, which tantivy never changes. One
that loses passages is made anew from the catalog: tantivy would keep the words of what was
removed, on disk and in the statistics of BM25, until it happens to merge. So is one that has grown
to more than twice what it was made with: what is added stands in segments of its own, each of which
is searched by itself, which costs a search of some forty words as much as all the passages in it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import tantivy

from reportqa.store.files import share
from reportqa.store.records import Keys, Ranked, State, WordRow, changed
from reportqa.store.scan import Scan
from reportqa.types import Role

READ = 50_000
"""Passages that the rarest words of a question may have together. Among a million passages 98 of
100 hits stay the same by it, the first always, in six tenths of the time (docs/performance.md)."""

LARGE = 200_000
"""Passages from which on the rarest words lead. Among 100,000 the engine is faster with all words
side by side, 1.6 ms and not 2.2, as it then passes over most of what has only the commonest."""

_FEW = 2_000
"""Whoever wants more hits than this, which a search never does, wants all passages that have any
of the words."""

REMEMBERED = 16_384
"""Words of which a view remembers how common they are, and how to ask for them."""

_MADE_WITH = "made_with.json"

_HEAP_BYTES = 50_000_000
_Group = Mapping[str, float]
_Query = tantivy.Query


class WordView:
    """The words of passages and of their context, searched by weighted groups of terms."""

    NAME: ClassVar[str] = "words"

    def __init__(self, keys: Keys, index: Any, folder: Path | None) -> None:
        self.keys = keys
        self._folder = folder
        self._schema = index.schema
        # By hand, as a reader that reloads by itself watches the folder with a thread of its own.
        index.config_reader("manual")
        index.reload()
        self._searcher = index.searcher()
        self._most = _counting(self._searcher)
        self._term = _asking(self._schema)

    @classmethod
    def identity(cls, state: State) -> dict[str, str]:
        """Words are of use while they are cut with the same dictionary."""
        return {
            "engine": "tantivy, schema 1",
            "library": state.library,
            "dictionary": state.dictionary or "",
        }

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open the view in a folder."""
        keys = np.load(folder / "keys.npy", allow_pickle=False)
        return cls(keys, tantivy.Index.open(str(folder)), folder)

    @classmethod
    def build(cls, scan: Scan, keys: Keys, folder: Path | None) -> Self:
        """Make the view from the words in the catalog."""
        index = tantivy.Index(_schema(), path=None if folder is None else str(folder))
        if folder is not None:
            (folder / _MADE_WITH).write_text(str(len(keys)), "ascii")
        return cls._made(index, scan.words(keys), keys, folder)

    def follow(self, scan: Scan, keys: Keys, folder: Path) -> Self:
        """Make the view of these passages, adding to this one if nothing is to be taken away."""
        fresh, is_lost = changed(self.keys, keys)
        if self._folder is None or is_lost or len(keys) > 2 * self._made_with(self._folder):
            return self.build(scan, keys, folder)
        for path in self._folder.iterdir():
            if path.suffix == ".json":
                shutil.copyfile(path, folder / path.name)
            elif path.suffix not in (".lock", ".npy"):
                share(path, folder / path.name)
        # A view of an earlier program does not say it yet.
        (folder / _MADE_WITH).write_text(str(self._made_with(self._folder)), "ascii")
        return self._made(tantivy.Index.open(str(folder)), scan.words(fresh), keys, folder)

    def search(
        self,
        groups: Sequence[Mapping[str, float]],
        k: int,
        *,
        reports: Iterable[str] | None = None,
        role: Role | None = None,
        context_boost: float = 1.0,
    ) -> Ranked:
        """The ``k`` passages that score highest, or fewer if fewer have any of the terms.

        Each group maps terms to weights above 0; a term of several words, space-joined, is had
        by a passage that has them all. It counts with the best of its terms in the passage
        and, times ``context_boost``, its heaviest term in the context (place, year,
        headings); all of it adds up. ``reports`` limits the search to these ids, ``role`` to
        sections of one role.
        """
        k = min(k, len(self.keys))
        groups = [group for group in groups if group]
        if k <= 0 or not groups:
            return Ranked.of((), ())
        limits = []
        if reports is not None:
            limits.append(_Query.term_set_query(self._schema, "report", list(reports)))
        if role is not None:
            limits.append(_Query.term_query(self._schema, "role", role.value, "basic"))
        is_large = len(self.keys) >= LARGE and k <= _FEW
        leading, others = self._parted(groups) if is_large else (groups, [])
        query = _any_of(self._parts(leading, context_boost))
        if others:
            more = [(tantivy.Occur.Should, part) for part in self._parts(others, context_boost)]
            query = _Query.boolean_query([(tantivy.Occur.Must, query), *more])
        if limits:
            must = [query, *(_Query.const_score_query(limit, 0.0) for limit in limits)]
            query = _Query.boolean_query([(tantivy.Occur.Must, part) for part in must])
        hits = self._searcher.search(query, k, count=False).hits
        keys = self._searcher.fast_field_values("key", [address for _, address in hits])
        return Ranked.of(keys, (score for score, _ in hits))

    def _made_with(self, folder: Path) -> int:
        """How many passages the view had when it was last made whole."""
        told = folder / _MADE_WITH
        return int(told.read_text("ascii")) if told.exists() else len(self.keys)

    def _parted(self, groups: Sequence[_Group]) -> tuple[list[_Group], list[_Group]]:
        """Divide groups into the rarest, one of which a passage must have, and the rest.

        The rest still count where they stand: only passages that have nothing but the commonest
        words of a question are passed over.
        """
        sizes = [sum(map(self._most, group)) for group in groups]
        order = sorted(range(len(groups)), key=sizes.__getitem__)
        met = np.cumsum([sizes[place] for place in order])
        few, many = np.searchsorted(met, READ // 10), np.searchsorted(met, READ, side="right")
        # A word that is nowhere, or next to nowhere, must not keep the others from finding.
        count = max(int(few) + 1, int(many))
        return [groups[at] for at in order[:count]], [groups[at] for at in order[count:]]

    def document_frequency(self, term: str) -> int:
        """How many passages have a term in their text."""
        return int(self._searcher.doc_freq("body", term))

    def _parts(self, groups: Iterable[_Group], context_boost: float) -> Iterator[Any]:
        """What counts where it stands: for each group its terms in the text, and in the context.

        Tantivy passes over passages that cannot be among the best only where single words are
        asked for side by side; it scores all that have one of several alternatives.
        """
        for group in groups:
            terms = [_weighted(self._term("body", term), weight) for term, weight in group.items()]
            yield terms[0] if len(terms) == 1 else _Query.disjunction_max_query(terms)
            if context_boost > 0:
                heaviest = max(group, key=group.__getitem__)
                weight = group[heaviest] * context_boost
                yield _weighted(self._term("context", heaviest), weight)

    @classmethod
    def _made(cls, index: Any, rows: Iterable[WordRow], keys: Keys, folder: Path | None) -> Self:
        # One thread, so that the same catalog always makes the same segments and scores.
        writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        for row in rows:
            writer.add_document(_document(row))
        writer.commit()
        writer.wait_merging_threads()
        if folder is not None:
            np.save(folder / "keys.npy", keys, allow_pickle=False)
        view = cls(keys, index, folder)
        if folder is not None:
            # Not part of the view: whoever opens it next makes them again.
            for lock in folder.glob(".tantivy-*.lock"):
                lock.unlink()
            # Tantivy keeps these to its owner; who may read the library may read them.
            for path in folder.glob("*.json"):
                shutil.copymode(folder / "keys.npy", path)
        return view


def _counting(searcher: Any) -> Callable[[str], int]:
    """How many passages have a term at most, in their text or their context.

    Remembered, as what follows: a search asks for the same words several times, and people for
    the same words again.
    """

    @lru_cache(REMEMBERED)
    def most(term: str) -> int:
        return min(
            int(searcher.doc_freq("body", word) + searcher.doc_freq("context", word))
            for word in term.split(" ")
        )

    return most


def _asking(schema: Any) -> Callable[[str, str], Any]:
    """The query for a term in a field."""

    @lru_cache(REMEMBERED)
    def query(field: str, term: str) -> Any:
        one, *further = (_Query.term_query(schema, field, word, "freq") for word in term.split(" "))
        if not further:
            return one
        return _Query.boolean_query([(tantivy.Occur.Must, word) for word in (one, *further)])

    return query


def _any_of(queries: Iterable[Any]) -> Any:
    return _Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _weighted(query: Any, weight: float) -> Any:
    return query if weight == 1.0 else _Query.boost_query(query, weight)


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", fast=True)
    builder.add_text_field("report", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("role", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("context", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _document(row: WordRow) -> Any:
    document = tantivy.Document()
    document.add_unsigned("key", row.key)
    document.add_text("report", row.report_id)
    document.add_text("role", row.role)
    document.add_text("body", row.tokens)
    document.add_text("context", row.context_tokens)
    return document
