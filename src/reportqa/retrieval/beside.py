"""Work of one search that goes on beside other work of it.

Both engines let Python go on while they search, so that on two cores the words and the vectors are
searched in the time of the slower.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")


class _Pool:
    """Threads for all searches of this process."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Have threads of our own; they are started as they are needed."""
        self.threads = ThreadPoolExecutor(thread_name_prefix="search")


_POOL = _Pool()

if hasattr(os, "register_at_fork"):
    # A child has none of its parent's threads, and would wait for them for ever.
    os.register_at_fork(after_in_child=_POOL.start)


def beside(call: Callable[[], Made]) -> Callable[[], Made]:
    """Begin a call in another thread; what comes back waits for what it gives, or raises."""
    return _POOL.threads.submit(call).result
