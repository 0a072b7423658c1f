"""How long the stages of a call take, told to whoever asked to hear of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Hearer = Callable[[str, float], object]
"""Called with a stage's name and its seconds."""

_hearer: ContextVar[Hearer | None] = ContextVar("hearer", default=None)


def tell(hearer: Hearer) -> None:
    """Tell of every stage that ends from here on in this context, and in threads it waits for."""
    _hearer.set(hearer)


def ended(name: str, started: float) -> None:
    """Say that a stage ends that began at a moment of ``time.perf_counter``."""
    if hearer := _hearer.get():
        hearer(name, time.perf_counter() - started)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """What is done within is a stage; one that fails is told of, too."""
    started = time.perf_counter()
    try:
        yield
    finally:
        ended(name, started)
