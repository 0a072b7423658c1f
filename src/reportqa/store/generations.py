"""Files that change as one: each generation is a new folder, and a manifest names the current one.

A generation is built and synced under a name of its own; then the manifest that names it, with
the checksum of each file, replaces the old manifest in one rename. A crash at any moment leaves
either the old generation or the new one, whole, and a reader never sees half of either.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from reportqa.store.files import sum_of

Built = TypeVar("Built")

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation stands for, and what its files must be.

    ``revision`` is the catalog's; ``identity`` is what must agree for the generation to be of
    use (library, engine, model or dictionary); ``count`` is its number of passages; ``files``
    are SHA-256 sums by name.
    """

    revision: int
    identity: Mapping[str, str]
    count: int
    directory: str
    files: Mapping[str, str]


def read(home: Path) -> Manifest | None:
    """The manifest of the current generation; ``None`` when it is missing or damaged."""
    try:
        content = json.loads((home / "manifest.json").read_bytes())
        if content.pop("checksum") != _checksum(content) or content.pop("format") != FORMAT:
            return None
        return Manifest(**content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def intact(home: Path, manifest: Manifest) -> bool:
    """Whether every file of the generation is there and has its checksum."""
    folder = home / manifest.directory
    try:
        return all(sum_of(folder / name) == expected for name, expected in manifest.files.items())
    except OSError:
        return False


def publish(
    home: Path,
    revision: int,
    identity: Mapping[str, str],
    count: int,
    build: Callable[[Path], Built],
) -> tuple[Manifest, Built]:
    """Let ``build`` fill a new, empty folder, and make it the current generation.

    Call it only while holding the library's writer lock. Whatever ``build`` raises passes
    through, and the current generation stays what it was.
    """
    home.mkdir(exist_ok=True)
    current = read(home)
    _sweep(home, keep=current.directory if current else None)
    folder = home / f"{revision:08d}-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    built = build(folder)
    files = {path.name: _synced(path) for path in sorted(folder.iterdir())}
    sync_folder(folder)
    manifest = Manifest(revision, dict(identity), count, folder.name, files)
    _write(home, manifest)
    _sweep(home, keep=folder.name)
    return manifest, built


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(home: Path, manifest: Manifest) -> None:
    content = {"format": FORMAT, **asdict(manifest)}
    content["checksum"] = _checksum(content)
    fresh = home / "manifest.json.tmp"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(home / "manifest.json")
    sync_folder(home)


def _sweep(home: Path, keep: str | None) -> None:
    for path in home.iterdir():
        if path.is_dir() and path.name != keep:
            # A reader may be opening it this moment; what stays is swept the next time.
            shutil.rmtree(path, ignore_errors=True)


def _synced(path: Path) -> str:
    # Some systems sync only what was opened for writing.
    with path.open("r+b") as file:
        os.fsync(file.fileno())
    return sum_of(path)


def _checksum(content: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
