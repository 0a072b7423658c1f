"""The nonce that lets a page's own scripts run, and none that might have slipped into it."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import BaseLoader, Environment
from nicegui.client import templates

_SCRIPT = "<script"
_WITH_NONCE = '<script nonce="{{ request.state.nonce }}"'


class _Nonces(BaseLoader):
    """NiceGUI's templates, each script in them marked before anything is filled in."""

    def __init__(self, plain: BaseLoader) -> None:
        self._plain = plain

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, name, is_fresh = self._plain.get_source(environment, template)
        return source.replace(_SCRIPT, _WITH_NONCE), name, is_fresh


def install() -> None:
    """Mark the scripts of NiceGUI's pages with the nonce of ``reportqa.api.headers``."""
    loader = templates.env.loader
    if loader is not None and not isinstance(loader, _Nonces):
        templates.env.loader = _Nonces(loader)
