"""The names that a topic may stand for, by the thesaurus: 晚上逛街 → 夜间经济."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportqa.embedding.base import Embedder, Vectors
from reportqa.language.thesaurus import Thesaurus
from reportqa.language.words import normalize

NEAR = 0.5
"""From this cosine between a name of the thesaurus and the topic, the name may be meant."""


class NamesMeant:
    """Every name of a thesaurus with its unit vector; made once, some 7,000 names."""

    def __init__(self, thesaurus: Thesaurus, embedder: Embedder) -> None:
        self._thesaurus = thesaurus
        self._names = list(thesaurus)
        self._vectors = embedder.embed_passages(self._names)

    def called(self, topic: Vectors, texts: Sequence[str]) -> Vectors:
        """How near the topic's vector is to a name that each text bears: float32 ``(len(texts),)``.

        A text bears a name by its official wordings too; 0 where none that is near stands in it.
        """
        cosines = self._vectors @ topic
        near: dict[str, float] = {}
        for row in np.flatnonzero(cosines >= NEAR).tolist():
            for name in (self._names[row], *self._thesaurus[self._names[row]]):
                near[normalize(name)] = max(near.get(normalize(name), 0.0), float(cosines[row]))
        plain = [normalize(text) for text in texts]
        return np.array(
            [max((c for name, c in near.items() if name in text), default=0.0) for text in plain],
            np.float32,
        )
