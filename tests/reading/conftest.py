"""What the tests of several formats share."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont


@pytest.fixture(scope="session", autouse=True)
def song() -> None:
    """A Chinese font that PDF readers bring along."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


@pytest.fixture
def data() -> Path:
    """Files that a test cannot make: a scan and a document of an old Word."""
    return Path(__file__).parent / "data"


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine where the ``ocr`` extra is not installed."""
    monkeypatch.setattr("reportqa.reading.ocr.is_installed", lambda: False)
