"""What the machine says of a plan's commitments, kept while a library is open."""

from __future__ import annotations

from collections import OrderedDict
from copy import copy
from threading import Lock

from reportqa.commitments.entry import Entry
from reportqa.commitments.extract import extract
from reportqa.commitments.ledger import propose
from reportqa.commitments.match import Matcher
from reportqa.commitments.pairs import Pair
from reportqa.store import Catalog
from reportqa.types import Report

MOST = 80
"""Pairs of reports kept at once: a place's reports of all years since 1954. A pair of 20,000
characters each takes 0.5 MB."""


class Proposals:
    """The proposed entries of pairs of reports, without what people said of them.

    A report's id names one immutable text, so what was proposed for two reports stays true for as
    long as what is known of them does; that is what proposals are kept by. The least lately used
    ones are given up. Many threads may ask at once.
    """

    def __init__(self, catalog: Catalog, matcher: Matcher, most: int) -> None:
        self.catalog = catalog
        self._matcher = matcher
        self._most = most
        self._kept: OrderedDict[tuple[Report, Report | None], tuple[Entry, ...]] = OrderedDict()
        self._lock = Lock()

    def over(self, catalog: Catalog) -> Proposals:
        """The same for a catalog that shows fewer of these reports; what is kept is shared."""
        shared = copy(self)
        shared.catalog = catalog
        return shared

    def of(self, pair: Pair) -> tuple[Entry, ...]:
        """The entries of a pair in the order of the plan's text. Raises ``NotFound``."""
        key = pair.made, pair.checked
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = self.catalog.structured(pair.made.id)
        checked = self.catalog.structured(pair.checked.id) if pair.checked else None
        entries = tuple(propose(extract(made), made, checked, self._matcher))
        with self._lock:
            self._kept[key] = entries
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return entries
