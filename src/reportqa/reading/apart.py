"""Reading in a process of its own, so that a file that breaks its reader breaks nothing else."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from reportqa import reading
from reportqa.errors import FileTooLarge, NeedsOCR, ReadingError, UnreadableFile, UnsupportedFormat
from reportqa.reading.base import MIB
from reportqa.reading.kinds import Kind
from reportqa.types import Document


@dataclass(frozen=True, slots=True)
class Bound:
    """What one file may take: ``seconds``, and ``memory``, the bytes by which its reader grows."""

    seconds: float
    memory: int


BOUNDS: Mapping[Kind, Bound] = {
    Kind.DOCX: Bound(60, 1024 * MIB),
    Kind.HTML: Bound(60, 1024 * MIB),
    # Time over what the conversion is given by itself; it inherits the memory.
    Kind.OFFICE: Bound(240, 3072 * MIB),
    # A scanned page takes some seconds to recognise, and a report may have a hundred; the largest
    # picture that is allowed took 2,050 MiB (measured).
    Kind.PDF: Bound(900, 3072 * MIB),
    Kind.PICTURE: Bound(900, 3072 * MIB),
}
"""What a file of a kind may take; memory is bounded on Linux only."""

_ERRORS = {kind.__name__: kind for kind in (UnsupportedFormat, UnreadableFile, FileTooLarge)} | {
    NeedsOCR.__name__: NeedsOCR
}
_TIMED_OUT = 1  # what faulthandler exits with

logger = logging.getLogger(__name__)


class Apart:
    """Reads one file after another; a context manager, not to be shared between threads.

    Plain text is read here. For all else a process is started once and kept; one that hangs,
    crashes or grows too large is that file's failure, and the next file gets a new one.
    """

    def __init__(self, bounds: Mapping[Kind, Bound] = BOUNDS) -> None:
        self._bounds = bounds
        self._worker: subprocess.Popen[str] | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, path: Path) -> Document:
        """Read a file as ``reading.read`` does, and raise what it raises.

        Raises ``UnreadableFile`` where its reader hangs, crashes or needs too much memory.
        """
        kind = reading.kind(path)
        if kind is Kind.TEXT:
            return reading.read(path)
        try:
            reply = self._ask(path, self._bounds[kind])
        except BaseException:
            self.close()
            raise
        if "document" in reply:
            return _document(reply["document"])
        if trace := reply.get("traceback"):
            logger.error("%s broke its reader\n%s", path, trace)
        raise _ERRORS.get(reply["error"], ReadingError)(reply["message"])

    def close(self) -> None:
        """End the process, and remove what it left on disk."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
            # Leaving the block closes its pipes and waits for its end.
            with worker:
                pass
        scratch, self._scratch = self._scratch, None
        if scratch is not None:
            scratch.cleanup()

    def _ask(self, path: Path, bound: Bound) -> dict[str, Any]:
        worker = self._started()
        asked = json.dumps({"path": str(path.absolute()), **asdict(bound)})
        try:
            print(asked, file=cast(IO[str], worker.stdin), flush=True)
            line = cast(IO[str], worker.stdout).readline()
        except BrokenPipeError:
            line = ""
        if not line.endswith("\n"):
            raise UnreadableFile(f"{path.name}：{_why(worker.wait(), bound)}")
        return cast(dict[str, Any], json.loads(line))

    def _started(self) -> subprocess.Popen[str]:
        if self._worker is not None and self._worker.poll() is None:
            return self._worker
        self.close()
        # What a reader has on disk when it is ended goes with this folder.
        self._scratch = tempfile.TemporaryDirectory(prefix="reportqa-reading-")
        self._worker = subprocess.Popen(
            [sys.executable, "-P", "-m", "reportqa.reading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Libraries of formats talk; what matters comes back in the reply.
            stderr=subprocess.DEVNULL,
            encoding="ascii",
            env=os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._scratch.name),
            # Ctrl-C is for the one who reads on; this one is ended.
            start_new_session=True,
        )
        return self._worker


def _why(code: int, bound: Bound) -> str:
    if code == _TIMED_OUT:
        return f"读了 {bound.seconds:.0f} 秒还没有读完，已停止；请另存一份，或转成文本再导入"
    return (
        f"读取它的程序中途退出（{code}），文件可能已损坏，或要用的内存太多；"
        "请另存一份，或转成文本再导入"
    )


def _document(told: dict[str, Any]) -> Document:
    return Document(
        source=told["source"],
        text=told["text"],
        page_starts=tuple(told["page_starts"]),
        needs_ocr=tuple(told["needs_ocr"]),
        title=told["title"],
    )
