"""Servers over the sample corpus and over an empty library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api_server import serving
from reportqa import Library
from reportqa.settings import Settings


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[httpx.Client]:
    """A client of a server over the sample corpus; for reading only."""
    with serving(library.folder) as connected:
        yield connected


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a server over an empty library, with an upload limit of 1 MiB."""
    with serving(tmp_path / "library", Settings(max_upload_mb=1)) as connected:
        yield connected
