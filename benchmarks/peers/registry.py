"""The peers in the order of the table; what one needs is imported when it is made."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.peers.base import Peer


@dataclass(frozen=True, slots=True)
class Entry:
    """A peer: its name in the table, its class, and the package that must be there for it.

    ``searches`` names the peer whose folder it searches, having taken in nothing itself.
    """

    name: str
    module: str
    kind: str
    package: str
    searches: str | None = None

    @property
    def is_installed(self) -> bool:
        """Whether it can be made here."""
        return find_spec(self.package) is not None

    def make(self, folder: Path) -> Peer:
        """Make it with a folder that it may write to. Raises ImportError."""
        module = importlib.import_module(f"benchmarks.peers.{self.module}")
        kind: Callable[[Path], Peer] = getattr(module, self.kind)
        return kind(folder)


PEERS = (
    Entry("reportqa", "ours", "Ours", "reportqa"),
    Entry("reportqa, vectors alone", "ours", "OursDense", "reportqa", "reportqa"),
    Entry("reportqa, words alone", "ours", "OursLexical", "reportqa", "reportqa"),
    Entry("reportqa, vector view", "ours", "OurVectorView", "reportqa", "reportqa"),
    Entry("reportqa, word view", "ours", "OurWordView", "reportqa", "reportqa"),
    Entry("raw FAISS", "floor", "RawFaiss", "faiss"),
    Entry("raw tantivy", "floor", "RawTantivy", "tantivy"),
    Entry("the model alone", "floor", "ModelAlone", "reportqa"),
    Entry("LangChain", "langchain_faiss", "LangChain", "langchain_classic"),
    Entry("txtai", "txtai_hybrid", "TxtAI", "txtai"),
    Entry("Haystack", "haystack_memory", "Haystack", "haystack"),
    Entry("LanceDB", "lancedb_hybrid", "LanceDB", "lancedb"),
)
