"""Other names of things: what people type beside the official wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Self

LONGEST_NAME = 8
"""A name is looked up as at most so many neighbouring words of a question."""


class Thesaurus:
    """Names → other names for the same matter, in the order in which they were learned."""

    def __init__(self, others: Mapping[str, tuple[str, ...]]) -> None:
        self._others = others

    @classmethod
    def of(cls, groups: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Self:
        """Make a thesaurus of groups: each name of both sides stands for those of the first."""
        others: dict[str, dict[str, None]] = {}
        for official, typed in groups:
            for name in (*official, *typed):
                others.setdefault(name, {}).update(dict.fromkeys(official))
        return cls({name: tuple(o for o in found if o != name) for name, found in others.items()})

    def __iter__(self) -> Iterator[str]:
        return iter(self._others)

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._others.get(name, ())

    def find(self, cut: Sequence[str], terms: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Names in a question, longest first, with their other names.

        ``cut`` are the words of the question, each character in one; a name is a run of them that
        no longer name covers, or one of the ``terms`` outside of all such runs.
        """
        found: dict[str, tuple[str, ...]] = {}
        covered = [False] * len(cut)
        for length in range(min(LONGEST_NAME, len(cut)), 0, -1):
            for first in range(len(cut) - length + 1):
                run = slice(first, first + length)
                name = "".join(cut[run])
                if self[name] and not any(covered[run]):
                    covered[run] = [True] * length
                    found[name] = self[name]
        for term in terms:
            if self[term] and not any(term in name for name in found):
                found[term] = self[term]
        return found


@cache
def bundled_thesaurus() -> Thesaurus:
    """The thesaurus of the genre, which ``training/thesaurus.py`` makes; loaded once."""
    table = files("reportqa.language").joinpath("data/thesaurus.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines())
    return Thesaurus.of((official.split("|"), typed.split("|")) for official, typed in lines)
