"""Searches off the event loop: so many at once, so many waiting, no more."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio import to_thread

from reportqa.api.problems import Busy
from reportqa.stages import ended

T = TypeVar("T")


class Pool:
    """Runs blocking calls in worker threads; a call that finds the queue full is refused."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._limiter = anyio.CapacityLimiter(at_once)
        self._most = at_once + waiting
        self._inside = 0

    @property
    def inside(self) -> int:
        """Calls that run or wait."""
        return self._inside

    async def run(self, call: Callable[[], T]) -> T:
        """Run a call and give its result. Raises Busy when too many wait already."""
        if self._inside >= self._most:
            raise Busy(f"已有 {self._inside} 个请求在处理或等待；请稍后再试")
        self._inside += 1
        came = time.perf_counter()

        def begun() -> T:
            ended("wait", came)
            return call()

        try:
            return await to_thread.run_sync(begun, limiter=self._limiter)
        finally:
            self._inside -= 1
