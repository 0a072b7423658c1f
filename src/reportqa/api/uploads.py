"""Files from clients into a folder of ours: by their own names, within the limit."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from fastapi import UploadFile
from starlette.exceptions import HTTPException

_CHUNK = 1 << 20
_LONGEST_NAME = 200
"""In bytes of UTF-8; file systems take 255."""


def safe_name(name: str | None) -> str:
    """Return a client's file name without any folder. Raises HTTPException (422) for no name.

    Chinese names and spaces stay; control and direction characters, which could show another
    name than the file has, are dropped.
    """
    base = re.split(r"[/\\]", name or "")[-1]
    shown = "".join(c for c in base if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    shown = shown.strip().lstrip(".")
    if not shown:
        raise HTTPException(422, f"files: {name!r} is no file name; name the file")
    if len(shown.encode()) > _LONGEST_NAME:
        raise HTTPException(422, f"files: the name {shown[:20]}… is too long; shorten it")
    return shown


async def receive(files: Sequence[UploadFile], limit: int) -> tuple[Path, list[Path]]:
    """Write uploaded files into a new folder: that folder, and the paths in it.

    Each file has a folder of its own, so that two of one name do not meet. Raises HTTPException:
    413 for more than ``limit`` bytes in all, 422 for a bad name; nothing is left then.
    """
    names = [safe_name(file.filename) for file in files]
    folder = Path(tempfile.mkdtemp(prefix="reportqa-upload-"))
    try:
        paths = []
        taken = 0
        for number, (file, name) in enumerate(zip(files, names, strict=True)):
            path = folder / str(number) / name
            path.parent.mkdir()
            with path.open("wb") as target:
                while chunk := await file.read(_CHUNK):
                    taken += len(chunk)
                    if taken > limit:
                        raise HTTPException(413, f"more than {limit >> 20} MiB; send fewer files")
                    target.write(chunk)
            paths.append(path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder, paths
