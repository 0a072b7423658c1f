"""The catalog, which is the truth of a library, and the views that are made from it."""

from reportqa.store.catalog import Catalog
from reportqa.store.records import Entry, Origin, Ranked, ReportPage, State, StoredPassage
from reportqa.store.table import PassageTable, Selection
from reportqa.store.vectors import VectorView
from reportqa.store.views import Snapshot, Views
from reportqa.store.words import WordView

__all__ = [
    "Catalog",
    "Entry",
    "Origin",
    "PassageTable",
    "Ranked",
    "ReportPage",
    "Selection",
    "Snapshot",
    "State",
    "StoredPassage",
    "VectorView",
    "Views",
    "WordView",
]
