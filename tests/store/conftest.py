"""A small library on disk, and what it takes to put reports into it without any file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reportqa.library import Library
from small_library import TinyEmbedder, write_report


@pytest.fixture
def embedder() -> TinyEmbedder:
    return TinyEmbedder()


@pytest.fixture
def folder(tmp_path: Path, embedder: TinyEmbedder) -> Path:
    """The folder of a library of three reports; its files are in ``inbox`` beside it."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    write_report(inbox, "云渡镇", 2022, deed="修建了廊桥")
    write_report(inbox, "云渡镇", 2023, deed="铺设了燃气管网")
    write_report(inbox, "石门县", 2023, deed="开办了夜校")
    with Library.open(tmp_path / "library", embedder) as library:
        library.ingest([inbox])
    return tmp_path / "library"


@pytest.fixture
def library(folder: Path, embedder: TinyEmbedder) -> Iterator[Library]:
    with Library.open(folder, embedder) as library:
        yield library
