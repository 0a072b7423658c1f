"""Paths that several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


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
