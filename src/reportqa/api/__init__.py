"""The HTTP API under ``/v1``: it translates, and decides nothing."""

from reportqa.api.app import create_app

__all__ = ["create_app"]
