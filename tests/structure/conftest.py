"""The real reports beside the project, each read once for all tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.structure import parse
from reportqa.types import Document, StructuredReport


@pytest.fixture(scope="session")
def real_reports(shared: Path) -> dict[str, StructuredReport]:
    """Every real report by the name of its file, without ``.txt``."""
    files = sorted(
        file for folder in ("dev", "more") for file in (shared / "reports" / folder).glob("*.txt")
    )
    return {
        file.stem: parse(Document(file.name, file.read_text(encoding="utf-8")), origin=str(file))
        for file in files
    }
