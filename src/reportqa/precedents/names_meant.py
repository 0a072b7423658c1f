"""The names that a topic may stand for, by the thesaurus: 晚上逛街 → 夜间经济."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from reportqa.embedding.base import Embedder, Vectors
from reportqa.language import words
from reportqa.language.thesaurus import Thesaurus, bundled_thesaurus
from reportqa.language.words import normalize

NEAR = 0.5
"""From this cosine between a name of the thesaurus and the topic, the name may be meant."""


KEPT_FILE = "names-meant-{}.npy"
"""The vectors beside a library, under a hash of the model and the names; safe to delete."""

logger = logging.getLogger(__name__)


class NamesMeant:
    """Every name of a thesaurus with its unit vector, some 9,600 names.

    To embed them takes most of a second, so they are kept in the library's ``folder`` where there
    is one and it can be written to.
    """

    def __init__(self, thesaurus: Thesaurus, embedder: Embedder, folder: Path | None) -> None:
        self._thesaurus = thesaurus
        self._names = list(thesaurus)
        self._vectors = _kept(self._names, embedder, folder)

    def called(self, topic: Vectors, texts: Sequence[str]) -> Vectors:
        """How near the topic's vector is to a name that each text bears: float32 ``(len(texts),)``.

        A text bears a name by its official wordings too; 0 where none that is near stands in it.
        Texts come normalized.
        """
        cosines = self._vectors @ topic
        near: dict[str, float] = {}
        for row in np.flatnonzero(cosines >= NEAR).tolist():
            for name in (self._names[row], *self._thesaurus[self._names[row]]):
                near[normalize(name)] = max(near.get(normalize(name), 0.0), float(cosines[row]))
        return np.array(
            [max((c for name, c in near.items() if name in text), default=0.0) for text in texts],
            np.float32,
        )


def _kept(names: Sequence[str], embedder: Embedder, folder: Path | None) -> Vectors:
    if folder is None:
        return embedder.embed_passages(names)
    told = "\n".join((repr(embedder.fingerprint), *names)).encode()
    path = folder / KEPT_FILE.format(hashlib.sha256(told).hexdigest()[:12])
    try:
        vectors = np.load(path, allow_pickle=False)
        if vectors.shape == (len(names), embedder.fingerprint.dimension):
            return np.asarray(vectors, np.float32)
    except (OSError, ValueError, EOFError):
        pass
    vectors = embedder.embed_passages(names)
    part = folder / f"{path.name}.{uuid.uuid4().hex}.part"
    try:
        with part.open("wb") as file:
            np.save(file, vectors.astype(np.float16), allow_pickle=False)
        for stale in folder.glob(KEPT_FILE.format("*")):
            stale.unlink(missing_ok=True)
        part.replace(path)
    except OSError as error:
        logger.info("the vectors of names cannot be kept in %s: %s", folder, error)
        part.unlink(missing_ok=True)
    return vectors


def met_by_names(topic: str, terms: Sequence[str], texts: Sequence[str]) -> Vectors:
    """Which words of a topic each text meets by another name of what they stand in: 低保 meets
    最低生活保障. Texts come normalized. float32 ``(len(terms), len(texts))``, 1 or 0.
    """
    met = np.zeros((len(terms), len(texts)), np.float32)
    found = bundled_thesaurus().find(words.cut(topic), terms)
    for name, others in found.items():
        rows = [row for row, term in enumerate(terms) if term in normalize(name)]
        named = [any(other in text for other in map(normalize, others)) for text in texts]
        met[np.ix_(np.array(rows, np.int64), np.flatnonzero(named))] = 1
    return met
