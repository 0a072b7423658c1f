"""Other embeddings or other words for reports that are in the catalog already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import numpy as np

from reportqa import structure
from reportqa.embedding.base import Embedder
from reportqa.ingest import EMBED_PASSAGES, tokens_of
from reportqa.language.lexicon import Lexicon
from reportqa.store import Catalog
from reportqa.store.prepared import Prepared
from reportqa.store.scan import Scan

Embedded = Callable[[int, int], None]
"""Called with how many passages are embedded and safe on disk, and of how many."""


def reembed(
    prepared: Prepared,
    embedder: Embedder,
    writing: Callable[[], AbstractContextManager[None]],
    progress: Embedded | None = None,
) -> None:
    """Embed every passage that is not embedded yet with another model.

    ``writing`` gives the writer lock, which is held only to keep a batch: what others bring
    meanwhile has higher keys, and is embedded in its turn. A run that is ended at any moment has
    lost a batch at most, and the next one goes on from there.
    """
    done, total = prepared.count()
    last = 0
    while batch := prepared.missing(last, EMBED_PASSAGES):
        keys = [key for key, _, _ in batch]
        texts = [structure.in_context(report, passage) for _, report, passage in batch]
        vectors = embedder.embed_passages(texts).astype(np.float16)
        with writing():
            prepared.keep(keys, vectors)
        last = keys[-1]
        done += len(keys)
        if progress is not None:
            progress(done, max(done, total))


def retokenise(catalog: Catalog, lexicon: Lexicon) -> None:
    """Cut every passage with the words of today, in one transaction; call it under the lock."""
    with catalog.scan() as scan:
        catalog.retokenise(lexicon.dictionary_hash, _cut(scan, lexicon))


def _cut(scan: Scan, lexicon: Lexicon) -> Iterator[tuple[int, str, str]]:
    for report, held in scan.passages():
        body, context = tokens_of(report, [passage for _, passage in held], lexicon)
        yield from zip((key for key, _ in held), body, context, strict=True)
