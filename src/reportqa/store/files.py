"""Files of a view: shared where they don't change, and summed once."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path


def share(path: Path, target: Path) -> None:
    """Have a file that will not change under another name, too."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def sum_of(path: Path) -> str:
    """The SHA-256 sum of a file; read once while nothing writes to it. Raises ``OSError``."""
    stat = path.stat()
    return _sum(_Content(stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, path))


@dataclass(frozen=True, slots=True)
class _Content:
    """What is on disk, whatever it is called."""

    device: int
    number: int
    size: int
    written_ns: int
    path: Path = field(compare=False)


@lru_cache(maxsize=4096)
def _sum(content: _Content) -> str:
    with content.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
