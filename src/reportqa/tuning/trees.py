"""Growing the reranker's trees with LightGBM, and writing them as the search reads them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from reportqa.errors import ModelError
from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.rerank import ALL_LEAVES, MODEL_FILE, MOST_LEAVES, Reranker
from reportqa.tuning.examples import Example

Floats = NDArray[np.float32]
Booster = Any
"""A ``lightgbm.Booster``."""


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees are grown: how many, of how many leaves, and how much each may change."""

    trees: int
    leaves: int
    rate: float
    least_in_leaf: int


WHOLE = Growth(trees=250, leaves=8, rate=0.08, least_in_leaf=50)
"""The bundled trees, grown on thousands of questions (training/README.md)."""


def boost(
    examples: Sequence[Example],
    growth: Growth = WHOLE,
    *,
    seed: int = 0,
    begin: Reranker | None = None,
    columns: Sequence[str] = tuple(FEATURES),
) -> Booster:
    """Grow trees by LambdaMART (Burges, 2010); they add to the scores of ``begin``, if given.

    Only the features named in ``columns`` are looked at. The same examples and seed give the same
    trees. Raises ModelError where LightGBM is not installed.
    """
    parameters = {
        "objective": "lambdarank",
        "num_leaves": growth.leaves,
        "learning_rate": growth.rate,
        "min_data_in_leaf": growth.least_in_leaf,
        "feature_fraction": 0.7,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "lambdarank_truncation_level": 10,
        "label_gain": [0, 1, 3],
        "num_threads": 1,
        "deterministic": True,
        "seed": seed,
        "verbose": -1,
    }
    names = list(FEATURES)
    features = np.concatenate([one.features for one in examples])
    lightgbm = _lightgbm()
    data = lightgbm.Dataset(
        features[:, [names.index(column) for column in columns]],
        np.concatenate([one.grades for one in examples]),
        group=[len(one.grades) for one in examples],
        init_score=None if begin is None else begin.score(features),
        feature_name=list(columns),
    )
    return lightgbm.train(parameters, data, growth.trees)


def _lightgbm() -> ModuleType:
    try:
        import lightgbm
    except ImportError as error:
        raise ModelError(
            '训练需要 LightGBM，本机没有：请用 `pip install "reportqa[train]"` 安装'
        ) from error
    module: ModuleType = lightgbm
    return module


def to_reranker(booster: Booster, names: Sequence[str] = tuple(FEATURES)) -> Reranker:
    """The trees as arrays that ``Reranker`` evaluates at once, for features of these names."""
    model = booster.dump_model()
    columns = np.array([names.index(name) for name in model["feature_names"]], np.int64)
    flat = [flatten_tree(tree["tree_structure"]) for tree in model["tree_info"]]
    shape = (len(flat), max(1, *(len(tree.feature) for tree in flat)))
    trees = Reranker(
        np.zeros(shape, np.int64),
        np.full(shape, np.inf, np.float32),
        np.full(shape, ALL_LEAVES, np.uint16),
        np.zeros((len(flat), MOST_LEAVES), np.float32),
    )
    for row, tree in enumerate(flat):
        nodes = len(tree.feature)
        trees.feature[row, :nodes] = columns[tree.feature]
        trees.threshold[row, :nodes] = rounded_down(tree.threshold)
        trees.kept[row, :nodes] = tree.kept
        trees.value[row, : len(tree.value)] = tree.value
    return trees


def join(*parts: Reranker) -> Reranker:
    """One model whose score is the sum of the parts' scores."""
    nodes = max(part.feature.shape[1] for part in parts)
    missing = [((0, 0), (0, nodes - part.feature.shape[1])) for part in parts]
    padded = functools.partial(zip, parts, missing, strict=True)
    return Reranker(
        np.concatenate([np.pad(part.feature, gap) for part, gap in padded()]),
        np.concatenate(
            [np.pad(part.threshold, gap, constant_values=np.inf) for part, gap in padded()]
        ),
        np.concatenate(
            [np.pad(part.kept, gap, constant_values=ALL_LEAVES) for part, gap in padded()]
        ),
        np.concatenate([part.value for part in parts]),
    )


def save(folder: Path, trees: Reranker, notes: Mapping[str, str] | None = None) -> None:
    """Write trees to a folder that ``Reranker.load`` reads, with ``notes`` in its metadata."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, NDArray[Any]] = {
        "feature": trees.feature.astype(np.int16),
        "threshold": trees.threshold,
        "kept": trees.kept,
        "value": trees.value,
    }
    fresh = folder / f"{MODEL_FILE}.new"
    save_file(tensors, fresh, metadata={"features": ",".join(FEATURES), **(notes or {})})
    fresh.replace(folder / MODEL_FILE)


def rounded_down(thresholds: Sequence[float]) -> Floats:
    """The largest float32 not above each: a float32 passes it exactly when it passes the other."""
    exact = np.array(thresholds, np.float64)
    near = exact.astype(np.float32)
    return np.where(near > exact, np.nextafter(near, np.float32(-np.inf)), near)


@dataclass
class FlatTree:
    """The inner nodes and leaves of one tree; leaves are numbered from the left."""

    feature: list[int] = field(default_factory=list)
    threshold: list[float] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)


def flatten_tree(root: dict[str, Any]) -> FlatTree:
    """The nodes of LightGBM's nested tree; above its threshold a node strikes its left side."""
    tree = FlatTree()

    def walk(node: dict[str, Any]) -> None:
        if "leaf_value" in node:
            tree.value.append(node["leaf_value"])
            return
        first = len(tree.value)
        at = len(tree.feature)
        tree.feature.append(node["split_feature"])
        tree.threshold.append(node["threshold"])
        tree.kept.append(0)
        walk(node["left_child"])
        left = sum(1 << leaf for leaf in range(first, len(tree.value)))
        tree.kept[at] = ALL_LEAVES & ~left
        walk(node["right_child"])

    walk(root)
    return tree
