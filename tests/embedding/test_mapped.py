"""Tensors are mapped as the safetensors library reads them; what is no such file is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from reportqa.embedding.mapped import map_tensors

TENSORS: dict[str, NDArray[Any]] = {
    "half": np.linspace(-1, 1, 6, dtype=np.float16).reshape(2, 3),
    "single": np.linspace(-1, 1, 5, dtype=np.float32),
    "signed": np.array([[-128, 0, 127]], np.int8),
    "bytes": np.arange(7, dtype=np.uint8),
    "pairs": np.arange(4, dtype=np.uint16).reshape(4, 1),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    save_file(TENSORS, tmp_path / "some.safetensors", metadata={"made": "by a test"})
    return tmp_path / "some.safetensors"


def test_every_tensor_is_as_the_library_reads_it(path: Path) -> None:
    mapped, said = map_tensors(path)
    expected = load_file(path)
    assert said == {"made": "by a test"}
    assert set(mapped) == set(expected)
    for name, tensor in expected.items():
        assert mapped[name].dtype == tensor.dtype
        np.testing.assert_array_equal(mapped[name], tensor)


def test_what_is_mapped_cannot_be_changed(path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        map_tensors(path).by_name["single"][0] = 9


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b'{"a": 3}',
        b'{"a": {"dtype": "F32", "shape": [9], "data_offsets": [0, 36]}}',
        b'{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}',
        b'{"a": {"dtype": "C64", "shape": [1], "data_offsets": [0, 8]}}',
        b"nonsense",
    ],
)
def test_a_header_that_describes_other_things_is_refused(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "bad.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(16))
    with pytest.raises((ValueError, KeyError)):
        map_tensors(path)


def test_a_file_cut_short_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="not as long"):
        map_tensors(path)
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(ValueError, match="longer than the file"):
        map_tensors(path)
