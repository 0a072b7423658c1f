"""Paths and a library that several tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from reportqa import Library
from reportqa.sources import Status

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# Tests take their number of examples from the profile, or a multiple of it: 100 by default.
settings.register_profile("fuzz", max_examples=2000)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports beside the project; tests that need it are skipped without."""
    if not (SHARED / "reports").is_dir():
        pytest.skip("the real reports are not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The invented sample reports."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def library(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of the sample corpus, with the bundled model; for reading only."""
    with Library.open(tmp_path_factory.mktemp("library")) as built:
        result = built.ingest([corpus])
        assert set(result.counts) <= {Status.ADDED, Status.SKIPPED}
        yield built
