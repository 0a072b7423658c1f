"""The command ``reportqa``: it translates, and decides nothing."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Sequence


def main() -> None:
    """Run the command line, and end the process."""
    # Imports make many objects that stay: to look for garbage among them is a tenth of a search.
    gc.set_threshold(50_000, 20, 20)
    # Our matrices are small: more threads for one only wait for each other, and double its cost.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    status = run(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass  # whoever read our output, `head` for one, has seen enough
    # All is closed by now, and to free the dictionaries piece by piece takes a third of a second.
    os._exit(status)


def run(arguments: Sequence[str]) -> int:
    """Run one command, and give its exit status.

    An error that we foresee is one or two lines on stderr and status 1, never a traceback; a
    command line that makes no sense is status 2.
    """
    from reportqa.cli import commands  # noqa: F401  what it imports is registered with the app
    from reportqa.cli.application import command_line
    from reportqa.errors import ReportQAError

    try:
        command_line(next(iter(arguments), ""))(list(arguments))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except ReportQAError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    except Exception:
        logging.getLogger(__name__).exception("unforeseen")
        return 2
    return 0


__all__ = ["main", "run"]
