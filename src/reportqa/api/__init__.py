"""The HTTP API under ``/v1``: it translates, and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportqa.api.app import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    """Import the application only where it is used: the command line shares our JSON alone."""
    if name == "create_app":
        from reportqa.api.app import create_app

        return create_app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
