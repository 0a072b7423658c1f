"""Tensors of a file that are mapped, not read: a question needs a few rows of a large table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_KINDS = {"F16": np.float16, "F32": np.float32, "I8": np.int8, "U8": np.uint8, "U16": np.uint16}


class Tensors(NamedTuple):
    """What a safetensors file holds: arrays by name, and what it says of itself."""

    by_name: Mapping[str, NDArray[Any]]
    said: Mapping[str, str]


def map_tensors(path: Path) -> Tensors:
    """Map the tensors of a safetensors file, for reading only.

    The format is eight bytes of the header's length, the header as JSON, and the tensors at
    offsets from its end. Raises ``OSError``, ``ValueError`` and ``KeyError`` for a file that is
    not so.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > path.stat().st_size:
            raise ValueError("its header is longer than the file")
        header = json.loads(file.read(length))
    content = np.memmap(path, np.uint8, "r", 8 + length).view(np.ndarray)
    try:
        said = header.pop("__metadata__", {})
        return Tensors({name: _tensor(content, name, at) for name, at in header.items()}, said)
    except (AttributeError, TypeError) as error:
        raise ValueError("its header does not describe tensors") from error


def _tensor(content: NDArray[np.uint8], name: str, at: Mapping[str, Any]) -> NDArray[Any]:
    first, last = at["data_offsets"]
    kind, shape = np.dtype(_KINDS[at["dtype"]]), at["shape"]
    if last > len(content) or last - first != kind.itemsize * np.prod(shape, dtype=np.int64):
        raise ValueError(f"{name} is not as long as its shape says")
    return content[first:last].view(kind).reshape(shape)
