"""The command ``reportqa``: it translates, and decides nothing."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line.

    An error that we foresee is one line on stderr and exit status 1, never a traceback.
    """
    from reportqa.cli.commands import app
    from reportqa.errors import ReportQAError

    try:
        app()
    except ReportQAError as error:
        print(f"错误：{error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output, `head` for one, has seen enough.
        sys.stderr.close()
        sys.exit(1)


__all__ = ["main"]
