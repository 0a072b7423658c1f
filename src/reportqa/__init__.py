"""Semantic search and question answering over Chinese government work reports.

::

    from reportqa import Library

    with Library.open("index") as library:
        library.ingest(["reports"])
        for hit in library.search("去年新建了多少个公园？").hits:
            print(hit.report.title, hit.section, hit.text)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportqa.library import Library
    from reportqa.types import (
        Filters,
        Hit,
        Level,
        Mode,
        Overrides,
        Report,
        Role,
        SearchResult,
    )

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


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for.

    So the command line can say how numpy is to run before anything imports it.
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "reportqa.library" if name == "Library" else "reportqa.types"
    return getattr(import_module(home), name)
