"""A cross-encoder by name, for those who have one: it reads question and passage together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportqa import structure
from reportqa.embedding.transformer import MAX_TOKENS, model_folder
from reportqa.errors import ModelError
from reportqa.store import Catalog, PassageTable
from reportqa.store.records import Keys

Floats = NDArray[np.float32]

READ = 20
"""So many of the first hits are read again (docs/tuning.md)."""

BATCH = 8


class CrossEncoder:
    """A ``sentence_transformers.CrossEncoder``, by folder or hub name; torch comes with it.

    Nothing is fetched from the network. Raises ``ModelError`` when the model is not on this machine
    or cannot be loaded.
    """

    def __init__(self, model: str) -> None:
        folder = model_folder(model, download=False)
        try:
            import sentence_transformers  # takes seconds to import

            self._model: Any = sentence_transformers.CrossEncoder(
                str(folder), max_length=MAX_TOKENS, local_files_only=True
            )
        except ImportError as error:
            raise ModelError(
                f"{model}：精排模型需要 sentence-transformers 和 torch，本机缺 {error.name}；"
                "请安装，或不设 REPORTQA_RERANKER"
            ) from error
        except Exception as error:  # each backend raises its own
            raise ModelError(
                f"{model}：不能作为精排模型加载（{error}）；"
                "请给出精排模型的文件夹，或不设 REPORTQA_RERANKER"
            ) from error
        if self._model.num_labels != 1:
            raise ModelError(
                f"{model}：每个段落给出 {self._model.num_labels} 个分数，而不是一个；"
                "请换一个为排序训练的精排模型"
            )

    def score(self, question: str, texts: Sequence[str]) -> Floats:
        """How well each text answers a question, higher is better: float32 ``(len(texts),)``."""
        pairs = [(question, text) for text in texts]
        found = self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False)
        return np.asarray(found, np.float32)


def read_again(
    cross_encoder: CrossEncoder,
    query: str,
    table: PassageTable,
    catalog: Catalog,
    keys: Keys,
    scores: Floats,
) -> tuple[Floats, dict[int, float]]:
    """Put the best candidates in the order of a cross-encoder; its score of each, by key."""
    reports = table.reports.by_id
    held = catalog.passages(keys[np.lexsort((keys, -scores))[:READ]])
    texts = [structure.in_context(reports[stored.report_id], stored.passage) for stored in held]
    if not texts:
        return scores, {}
    judged = cross_encoder.score(query, texts)
    read = np.searchsorted(keys, [stored.key for stored in held])
    by_key = {stored.key: float(one) for stored, one in zip(held, judged, strict=True)}
    return reordered(scores, read, judged), by_key


def reordered(scores: Floats, read: NDArray[np.int64], judged: Floats) -> Floats:
    """Give the candidates that were read each other's scores, the best of them the highest.

    ``scores`` is ``(n,)``, ``read`` the rows that were read, ``judged`` what was found of them. So
    the scale stays what it was, and what was not read stays where it was.
    """
    changed = scores.copy()
    changed[read[np.argsort(-judged, kind="stable")]] = np.sort(scores[read])[::-1]
    return changed
