"""The process that ``apart`` starts: a line of JSON in for each file, a line of JSON out."""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reportqa import reading
from reportqa.errors import ReadingError, UnreadableFile
from reportqa.reading.base import MIB


def main() -> None:
    """Read files until the other side hangs up, each within its own seconds and bytes."""
    # A library that prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    for line in sys.stdin:
        asked = json.loads(line)
        _limit(asked["memory"])
        # Its thread needs no lock of the interpreter, so that it ends a parser that holds it.
        faulthandler.dump_traceback_later(asked["seconds"], exit=True)
        try:
            reply = json.dumps(_read(Path(asked["path"]), asked["memory"]))
        finally:
            faulthandler.cancel_dump_traceback_later()
        print(reply, file=answers, flush=True)


def _limit(memory: int) -> None:
    """Let this process hold so many bytes more than it holds now."""
    if sys.platform == "linux":
        import resource

        # Its sixth figure is what RLIMIT_DATA counts, and the stack.
        held = int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        # Not RLIMIT_AS: threads reserve much more than they use.
        if most == resource.RLIM_INFINITY or held + memory < most:
            resource.setrlimit(resource.RLIMIT_DATA, (held + memory, most))


def _read(path: Path, memory: int) -> dict[str, Any]:
    try:
        return {"document": asdict(reading.read(path))}
    except ReadingError as error:
        return {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        size = f"{memory / MIB:.0f} MiB"
        message = f"{path.name}：读取它要用的内存超过 {size}；请拆分，或转成文本再导入"
        return {"error": UnreadableFile.__name__, "message": message}
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        return {
            "error": UnreadableFile.__name__,
            "message": f"{path.name}：读取时出错（{what}）；请另存一份，或转成文本再导入",
            "traceback": traceback.format_exc(),
        }


if __name__ == "__main__":
    main()
