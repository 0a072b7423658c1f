"""Other embeddings or other words for reports that are in the catalog already."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from reportqa import structure
from reportqa.embedding.base import Embedder
from reportqa.ingest import EMBED_PASSAGES, tokens_of
from reportqa.language import words
from reportqa.store import Catalog
from reportqa.store.records import HalfVectors, Keys
from reportqa.store.scan import Scan


def reembed(catalog: Catalog, embedder: Embedder) -> None:
    """Embed every passage with another model, in one transaction; call it under the lock."""
    with catalog.scan() as scan:
        catalog.reembed(embedder.fingerprint, _embedded(scan, embedder))


def retokenise(catalog: Catalog) -> None:
    """Cut every passage with the dictionary of today, in one transaction; under the lock."""
    with catalog.scan() as scan:
        catalog.retokenise(words.dictionary_hash(), _cut(scan))


def _embedded(scan: Scan, embedder: Embedder) -> Iterator[tuple[Keys, HalfVectors]]:
    keys: list[int] = []
    texts: list[str] = []
    for report, held in scan.passages():
        keys += [key for key, _ in held]
        texts += [f"{structure.context(report, passage)}\n{passage.text}" for _, passage in held]
        if len(keys) >= EMBED_PASSAGES:
            yield np.array(keys), embedder.embed_passages(texts).astype(np.float16)
            keys, texts = [], []
    if keys:
        yield np.array(keys), embedder.embed_passages(texts).astype(np.float16)


def _cut(scan: Scan) -> Iterator[tuple[int, str, str]]:
    for report, held in scan.passages():
        body, context = tokens_of(report, [passage for _, passage in held])
        yield from zip((key for key, _ in held), body, context, strict=True)
