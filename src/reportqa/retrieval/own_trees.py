"""A library's own trees: the bundled ones and some more, tuned on its own questions."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from safetensors import SafetensorError, safe_open

from reportqa.errors import ModelError
from reportqa.retrieval.rerank import BUNDLED_FOLDER, MODEL_FILE, Reranker

GROWN_ON = "grown_on"
"""In the metadata of a library's own trees: the hash of the bundled trees below them."""

logger = logging.getLogger(__name__)


def own_folder(library: Path) -> Path:
    """Where `reportqa train` leaves the trees of the library in this folder."""
    return library / "models" / "rerank"


def bundled_trees_hash() -> str:
    """Twelve hex digits that name the bundled trees, and with them the models they go with."""
    return hashlib.sha256((BUNDLED_FOLDER / MODEL_FILE).read_bytes()).hexdigest()[:12]


def load_own(library: Path) -> Reranker | None:
    """A library's own trees; ``None`` where there are none.

    Nor are there any where they were grown on the trees of another version, or are damaged,
    which is logged: the bundled order serves as well as it did.
    """
    folder = own_folder(library)
    if not (folder / MODEL_FILE).exists():
        return None
    try:
        with safe_open(folder / MODEL_FILE, framework="numpy") as tensors:
            is_current = tensors.metadata().get(GROWN_ON) == bundled_trees_hash()
        if is_current:
            return Reranker.load(folder)
        problem = "were tuned on another version's"
    except (OSError, SafetensorError, ModelError) as error:
        problem = f"cannot be read ({error})"
    logger.warning(
        "%s: the library's own trees %s; the bundled order is used, until `reportqa train` is run "
        "again", folder, problem,
    )  # fmt: skip
    return None
