"""Whether the server lives."""

from __future__ import annotations

from reportqa.api.models.base import Answer


class Health(Answer):
    """Whether the server lives, or is ready."""

    status: str
