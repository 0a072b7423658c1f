"""Files from clients into a folder of ours: by their own names, within the limit."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from fastapi import UploadFile
from starlette.exceptions import HTTPException

from reportqa.api.limits import too_large

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
        raise HTTPException(422, f"files：{name!r} 不是文件名；请给文件起个名字")
    if len(shown.encode()) > _LONGEST_NAME:
        raise HTTPException(422, f"files：文件名 {shown[:20]}…… 太长；请改短")
    return shown


def receive(files: Sequence[UploadFile], limit: int) -> tuple[Path, list[Path]]:
    """Copy uploaded files into a new folder: that folder, and the paths in it.

    Each file has a folder of its own, so that none is read beside another. Raises HTTPException:
    413 for more than ``limit`` bytes in all, 422 for a bad name or one that is there twice, since
    a report that was uploaded is known by its name; nothing is left then. Blocks: call it in a
    worker thread.
    """
    names = [safe_name(file.filename) for file in files]
    name, times = Counter(names).most_common(1)[0]
    if times > 1:
        raise HTTPException(422, f"files：有 {times} 个文件都叫 {name}；请各用各的名字")
    if sum(file.size or 0 for file in files) > limit:
        raise too_large(limit)
    folder = Path(tempfile.mkdtemp(prefix="reportqa-upload-"))
    try:
        paths = [folder / str(number) / name for number, name in enumerate(names)]
        for file, path in zip(files, paths, strict=True):
            path.parent.mkdir()
            with path.open("wb") as target:
                shutil.copyfileobj(file.file, target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder, paths
