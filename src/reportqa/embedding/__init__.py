"""Texts into vectors: the bundled static model, or any sentence-transformers model."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportqa.embedding.base import Embedder, Fingerprint, Vectors
from reportqa.embedding.static import StaticEmbedder, static_files

DEFAULT = "bundled"
BUNDLED_FOLDER = Path(__file__).resolve().parent.parent / "models" / "reportqa-zh-static"

__all__ = ["BUNDLED_FOLDER", "DEFAULT", "Embedder", "Fingerprint", "Vectors", "bundled", "load"]


@cache
def bundled() -> Embedder:
    """The bundled model, loaded once for all that use it. Raises ``ModelError``."""
    return StaticEmbedder(BUNDLED_FOLDER)


def load(model: str = DEFAULT) -> Embedder:
    """The embedding model named ``bundled``, in a folder, or known to the hub's local cache.

    A static model takes the light path, without torch. The name in a model's fingerprint loads it
    again: the bundled model's own name, a hub name, or the whole path of a folder. Raises
    ``ModelError`` when there is no such model on this machine.
    """
    if model in (DEFAULT, BUNDLED_FOLDER.name):
        return bundled()
    folder = Path(model)
    if static_files(folder):
        return StaticEmbedder(folder, name=str(folder.resolve()))
    from reportqa.embedding.transformer import TransformerEmbedder

    return TransformerEmbedder(model)
