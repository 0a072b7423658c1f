"""Semantic search and question answering over Chinese government work reports.

::

    from reportqa import Library

    with Library.open("index") as library:
        library.ingest(["reports"])
        for hit in library.search("去年新建了多少个公园？").hits:
            print(hit.report.title, hit.section, hit.text)
"""

from reportqa.library import Library
from reportqa.types import Filters, Hit, Level, Mode, Overrides, Report, Role, SearchResult

__version__ = "0.1.0"

__all__ = [
    "Filters",
    "Hit",
    "Level",
    "Library",
    "Mode",
    "Overrides",
    "Report",
    "Role",
    "SearchResult",
    "__version__",
]
