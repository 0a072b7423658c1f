"""The learned order: more candidates by late interaction, then trees over what speaks for each."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from operator import itemgetter
from pathlib import Path

import numpy as np

from reportqa.retrieval.candidates import Candidates, Floats, Query, find_words, weigh, within
from reportqa.retrieval.encoding import Encoded
from reportqa.retrieval.features import FEATURES, describe
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.own_trees import load_own
from reportqa.retrieval.rerank import Reranker
from reportqa.store import Catalog, Snapshot, StoredPassage
from reportqa.store.records import Keys, places_in, united
from reportqa.types import Understood

BY_HYBRID, BY_LATE, BY_LATE_NAMED = 40, 40, 20
"""Candidates by words and vectors, by late interaction, and by the latter within the reports whose
place or year the question names (docs/tuning.md)."""

SAID, NEAREST = 0.85, 3
"""The share of a question's weight whose words are looked for by late interaction, and how many of
the nearest words beside each. All of them cost three times as much among a million passages, and
find nothing more (docs/tuning.md)."""

REMEMBERED = 50_000
"""Passages that are kept in memory with their words, some 3 KB each; the oldest go first."""


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Candidates with all that speaks for them, rows in the order of ``found.keys``.

    ``features`` is float32 ``(n, len(FEATURES))``.
    """

    found: Candidates
    passages: list[StoredPassage]
    features: Floats


class Describer:
    """Gathers by late interaction and describes candidates of one library; for many threads."""

    def __init__(self, late: LateInteraction) -> None:
        self.late = late
        self._held: OrderedDict[int, Encoded] = OrderedDict()
        self._lock = threading.Lock()

    def describe(
        self,
        snapshot: Snapshot,
        catalog: Catalog,
        query: Query,
        found: Candidates,
        first: Floats,
        late: Keys,
    ) -> Described:
        """Add what ``by_late`` gave to the best of ``found``, and describe them all.

        ``first`` is a score of each of ``found``, float32 ``(n,)``; ``query`` must have a vector.
        """
        best = found.keys[np.argsort(-first, kind="stable")[:BY_HYBRID]]
        keys = united([best, late])
        return self.describe_these(snapshot, catalog, query, keys, found)

    def describe_these(
        self, snapshot: Snapshot, catalog: Catalog, query: Query, keys: Keys, found: Candidates
    ) -> Described:
        """Describe the passages with these keys, which rise; ``found`` has what is known of some.

        Those that the catalog has lost meanwhile are left out.
        """
        encoded = self._encode(catalog, keys)
        keys = np.fromiter((item.stored.key for item in encoded), np.int64, len(encoded))
        lexical, dense = np.full((2, len(keys)), np.nan, np.float32)
        is_known, places = places_in(found.keys, keys)
        lexical[is_known], dense[is_known] = found.lexical[places], found.dense[places]
        found = weigh(snapshot, query, keys, lexical, dense)
        passages = [item.stored for item in encoded]
        if not passages:
            return Described(found, passages, np.empty((0, len(FEATURES)), np.float32))
        matches = self.late.match(
            query.understood.terms,
            [item.body for item in encoded],
            [item.context for item in encoded],
            query.understood.expanded,
        )
        features = describe(query.text, query.understood, matches, found, encoded)
        return Described(found, passages, features)

    def groups(self, understood: Understood) -> list[dict[str, float]]:
        """Each word of a question with its nearest words and other names, for the word view."""
        return self.late.groups(understood.terms, understood.expanded)

    def by_late(self, snapshot: Snapshot, query: Query) -> Keys:
        """The keys of passages that late interaction brings up, some of them twice."""
        groups = _weightiest(self.groups(query.understood))
        wanted = [(query.selection, BY_LATE)]
        if query.preferred is not None:
            wanted.append((query.preferred, BY_LATE_NAMED))
        lists = find_words(snapshot, query, groups, wanted)
        keys = np.concatenate([found.keys for found in lists])
        return within(snapshot.table, query.selection, keys)

    def _encode(self, catalog: Catalog, keys: Keys) -> list[Encoded]:
        """The passages with these keys, in this order; a key names one passage for ever."""
        wanted = keys.tolist()
        with self._lock:
            held = {key: self._held[key] for key in wanted if key in self._held}
        missing = [key for key in wanted if key not in held]
        if missing:
            read = Encoded.of_each(catalog.passages(missing), self.late)
            fresh = {item.stored.key: item for item in read}
            held |= fresh
            with self._lock:
                self._held |= fresh
                while len(self._held) > REMEMBERED:
                    self._held.popitem(last=False)
        return [held[key] for key in wanted if key in held]


def _weightiest(groups: Sequence[Mapping[str, float]]) -> list[Mapping[str, float]]:
    """The groups that say most of a question, up to ``SAID`` of its weight, each cut short."""
    by_weight = sorted(groups, key=lambda group: max(group.values()), reverse=True)
    said = np.cumsum([max(group.values()) for group in by_weight])
    kept = by_weight[: int(np.searchsorted(said, SAID * said[-1])) + 1] if by_weight else []
    return [dict(nlargest(1 + NEAREST, group.items(), key=itemgetter(1))) for group in kept]


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """What a library orders its candidates with."""

    describer: Describer
    trees: Reranker


def bundled_ranking() -> Ranking:
    """Make a ranking of the bundled models, which are loaded once. Raises ModelError."""
    return Ranking(Describer(bundled_late()), bundled_trees())


def library_ranking(folder: Path) -> Ranking:
    """Make the ranking of the library in a folder: the bundled one, or with trees of its own."""
    return Ranking(Describer(bundled_late()), load_own(folder) or bundled_trees())


@cache
def bundled_late() -> LateInteraction:
    """The bundled late interaction, loaded once. Raises ModelError."""
    return LateInteraction.load()


@cache
def bundled_trees() -> Reranker:
    """The bundled trees, loaded once. Raises ModelError."""
    return Reranker.load()
