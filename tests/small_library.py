"""Invented reports of a page each, and a model that needs no files: parts of small libraries."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from reportqa import Library
from reportqa.commitments.entry import Entry
from reportqa.embedding import Fingerprint, Vectors


class TinyEmbedder:
    """Counts pairs of characters in ``dimension`` hashed bins; ``embedded`` counts passages."""

    def __init__(self, name: str = "tiny", dimension: int = 256) -> None:
        self.fingerprint = Fingerprint(name, "1", dimension)
        self.embedded = 0

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._embed(text) for text in texts], np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return self.embed_queries(texts)

    def _embed(self, text: str) -> Vectors:
        row = np.zeros(self.fingerprint.dimension, np.float32)
        for pair in pairwise(text):
            digest = hashlib.blake2b("".join(pair).encode(), digest_size=4).digest()
            row[int.from_bytes(digest, "big") % len(row)] += 1
        return row / max(float(np.linalg.norm(row)), 1e-9)


def report_text(place: str, year: int, deed: str = "修通了通村公路", promise: str = "") -> str:
    """A short report in the shape of the genre; ``year`` is the year of delivery."""
    promise = promise or "新建标准化粮仓两座，改造老旧水渠九公里"
    return "\n".join(
        [
            f"{place}人民政府工作报告",
            f"——{year}年1月12日在{place}人民代表大会上",
            f"各位代表：现在，我代表{place}人民政府向大会报告工作，请予审议。",
            f"一、{year - 1}年工作回顾",
            f"{year - 1}年，我们{deed}，粮食总产量稳定在三万吨以上，群众的日子一年比一年好。"
            "全年接待游客十二万人次，农产品网上销售额增长百分之八，集体经济又添了新家底。",
            "同时，我们也清醒地看到，产业基础还不牢，青年人才留不住，公共服务还有不少短板，"
            "部分干部的作风还不够扎实，这些问题都要在今后的工作中认真加以解决。",
            f"二、{year}年工作安排",
            f"{year}年，我们将{promise}，让每一个村都有稳定的收入来源。"
            "继续抓好生态保护，栽种水土保持林五百亩，城乡居民收入增长百分之六左右。",
            "各位代表，让我们携起手来，为建设更加美好的家园而努力奋斗！",
        ]
    )


def write_report(folder: Path, place: str, year: int, **said: str) -> Path:
    """Write a report where a user would keep it: ``<place>_<year>.txt``."""
    path = folder / f"{place}_{year}.txt"
    path.write_text(report_text(place, year, **said), encoding="utf-8")
    return path


def checked(folder: Path, promise: str, deed: str) -> Entry:
    """The entry of a promise of 2031 that a report of 2032 tells of so."""
    made = write_report(folder, "青石坳镇", 2031, promise=promise)
    told = write_report(folder, "青石坳镇", 2032, deed=deed)
    with Library.open(folder / "library") as library:
        library.ingest([made, told])
        entries = library.commitments("青石坳镇").entries
    return next(entry for entry in entries if entry.commitment.citation.quote in f"我们将{promise}")
