"""The learned judges of matching: boosted trees that ship with the package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from safetensors import SafetensorError, safe_open

from reportqa.commitments.encoding import Floats
from reportqa.commitments.features import FEATURES
from reportqa.commitments.telling import CUES
from reportqa.errors import ModelError
from reportqa.retrieval.rerank import Reranker

BUNDLED_FOLDER = Path(__file__).resolve().parent.parent / "models" / "reportqa-zh-commitments-match"
MODEL_FILE = "trees.safetensors"
PARTS = ("feature", "threshold", "kept", "value")


class Judging(Protocol):
    """Tells whether a clause is about a commitment, and whether it says that it was kept."""

    def is_about(self, features: Floats) -> Floats:
        """The chance that each clause tells the commitment's fate: float32 ``(n,)``."""
        ...

    def is_kept(self, cues: Floats) -> Floats:
        """The chance that what is told without a figure means fulfilled: float32 ``(n,)``."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Judges:
    """``about`` tells whether a clause is about a commitment, ``kept`` whether it says done.

    Both are trained by ``training/commitments.py`` with the log loss.
    """

    about: Reranker
    kept: Reranker

    def is_about(self, features: Floats) -> Floats:
        """See ``Judging.is_about``."""
        return _chance(self.about.score(features))

    def is_kept(self, cues: Floats) -> Floats:
        """See ``Judging.is_kept``."""
        return _chance(self.kept.score(cues))


def load(folder: Path = BUNDLED_FOLDER) -> Judges:
    """Read the judges, by default the bundled ones. Raises ``ModelError`` when damaged or older."""
    try:
        with safe_open(folder / MODEL_FILE, framework="numpy") as tensors:
            named = tensors.metadata()
            parts = {
                judge: [tensors.get_tensor(f"{judge}.{part}") for part in PARTS]
                for judge in ("about", "kept")
            }
    except (OSError, SafetensorError, KeyError, TypeError) as error:
        raise ModelError.damaged(folder.name, "承诺核对模型", error) from error
    if (named["about"], named["kept"]) != (",".join(FEATURES), ",".join(CUES)):
        raise ModelError.outdated(folder.name, "承诺核对模型")
    about, kept = (
        Reranker(feature.astype(np.int64), threshold, alive, value)
        for feature, threshold, alive, value in parts.values()
    )
    return Judges(about, kept)


@cache
def bundled() -> Judges:
    """The bundled judges, loaded once."""
    return load()


def _chance(score: Floats) -> Floats:
    chance: Floats = (1.0 / (1.0 + np.exp(-score))).astype(np.float32)
    return chance
