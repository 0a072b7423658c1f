"""A second embedding model on disk: the bundled one with vectors of fewer dimensions."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from reportqa.embedding import BUNDLED_FOLDER


def shorter_model(folder: Path, dimension: int = 64) -> Path:
    """Copy the bundled model into a new folder, with the first dimensions of its vectors only."""
    shutil.copytree(BUNDLED_FOLDER, folder)
    [weights] = folder.rglob("*.safetensors")
    vectors = load_file(weights)["embedding.weight"][:, :dimension]
    save_file({"embedding.weight": np.ascontiguousarray(vectors)}, weights)
    return folder
