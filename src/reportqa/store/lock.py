"""One writer at a time: a lock file that the operating system frees when its holder dies."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from reportqa.errors import LibraryLocked


@contextmanager
def writing(folder: Path, doing: str, wait: float = 0.0) -> Iterator[None]:
    """Hold the library's writer lock; ``doing`` is told to whoever asks for it meanwhile.

    ``wait`` is how many seconds to wait for another writer. Raises ``LibraryLocked``, which
    names the holder, or says that the folder cannot be written to.
    """
    # Imported here, as most processes only read.
    from filelock import FileLock, Timeout

    lock = FileLock(folder / "lock", timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise LibraryLocked(
            f"{folder.name}：{_holder(folder)}；请等它结束后再试，或停止它"
        ) from None
    except OSError as error:
        raise LibraryLocked(
            f"{folder.name}：无法写入（{error.strerror}）；请腾出空间，或取得写入权限"
        ) from error
    try:
        _sign(folder, doing)
        yield
    finally:
        (folder / "lock.holder").unlink(missing_ok=True)
        lock.release()


def _sign(folder: Path, doing: str) -> None:
    note = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "program": Path(sys.argv[0]).name or "python",
        "doing": doing,
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    # A note for people only, so a full disk or a kill may leave it out or half written.
    try:
        (folder / "lock.holder").write_text(json.dumps(note), encoding="utf-8")
    except OSError:
        return


def _holder(folder: Path) -> str:
    try:
        note = json.loads((folder / "lock.holder").read_text(encoding="utf-8"))
        return (
            f"{note['host']} 上的进程 {note['pid']}（{note['program']}）"
            f"自 {note['since']} 起正在{note['doing']}"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return "另有进程正在写入这个资料库"
