"""The texts and queries that the models learn from, as they lie in the shared folder."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage and a query that was written for it in other words; ``passage`` is its index."""

    query: str
    passage: int


@dataclass(frozen=True, slots=True)
class Extract:
    """A run of a report's text: ``file`` is ``dev/…`` or ``more/…``, offsets in characters."""

    file: str
    start: int
    end: int
    text: str

    @property
    def place(self) -> str:
        """The place as the file's name gives it."""
        return Path(self.file).stem.rsplit("_", 1)[0]

    @property
    def year(self) -> int:
        """The year delivered as the file's name gives it."""
        return int(Path(self.file).stem.rsplit("_", 1)[1])


def read_jsonl(path: Path) -> Iterator[dict[str, object]]:
    """The records of a JSON-lines file, plain or ``.xz``."""
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    else:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def report_files(shared: Path, *folders: str) -> list[Path]:
    """The text reports of ``reports/<folder>``, in a fixed order."""
    return [
        path for name in folders for path in sorted((shared / "reports" / name).glob("*_*.txt"))
    ]


def paragraphs(shared: Path) -> Iterator[str]:
    """Every paragraph of reports, news, laws and articles: 36 million characters."""
    for path in report_files(shared, "dev", "more"):
        yield from filter(None, map(str.strip, path.read_text("utf-8").split("\n")))
    for name in ("news", "laws", "articles"):
        for record in read_jsonl(shared / "train" / f"{name}.jsonl.xz"):
            yield str(record["title"])
            paras = record["paras"]
            assert isinstance(paras, list)
            yield from map(str, paras)


def titled(shared: Path) -> Iterator[tuple[str, str]]:
    """News and laws as (title, beginning of the body): natural pairs of query and passage."""
    for name in ("news", "laws", "articles"):
        for record in read_jsonl(shared / "train" / f"{name}.jsonl.xz"):
            paras = record["paras"]
            assert isinstance(paras, list)
            body = "".join(map(str, paras))[:400]
            if len(str(record["title"])) >= 6 and len(body) >= 60:
                yield str(record["title"]), body


def thesaurus(shared: Path) -> list[tuple[list[str], list[str]]]:
    """Groups of (official terms, what people type for them)."""
    groups = []
    for line in (shared / "train" / "thesaurus.tsv").read_text("utf-8").splitlines():
        official, _, typed = line.partition("\t")
        groups.append((official.split("|"), typed.split("|")))
    return groups


def written_pairs(shared: Path) -> tuple[list[Extract], list[Pair]]:
    """The passages of ``pairs.jsonl`` and the queries written for each."""
    passages, pairs = [], []
    for record in read_jsonl(shared / "train" / "pairs.jsonl"):
        passages.append(extract(record))
        questions = record["questions"]
        assert isinstance(questions, list)
        pairs += [Pair(str(query), len(passages) - 1) for query in questions]
    return passages, pairs


def extract(record: dict[str, object]) -> Extract:
    """A record's ``file``, ``start``, ``end`` and ``quote`` as one value."""
    start, end = record["start"], record["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    return Extract(str(record["file"]), start, end, str(record["quote"]))
