"""Browsers that have shown a key: a random name in a cookie stands for it, for a working day."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

COOKIE = "reportqa_session"

SECONDS = 12 * 3600

MOST = 10_000
"""Sessions that are remembered; the oldest are forgotten first."""


class Sessions:
    """Sessions in memory, so that a restart asks everybody for their key again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, key_id: str) -> str:
        """Begin a session for a key, and give its name."""
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._held[name] = (key_id, self._clock() + SECONDS)
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return name

    def key_id(self, name: str) -> str | None:
        """The id of the key that a session stands for; ``None`` where it has ended."""
        with self._lock:
            key_id, ends = self._held.get(name, ("", 0.0))
        return key_id if key_id and self._clock() < ends else None

    def end(self, name: str) -> None:
        """Forget a session, if there is one."""
        with self._lock:
            self._held.pop(name, None)
