"""Answers as JSON, or as a table for people to take away."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response

from reportqa.tables import TableFormat

_LONGEST_NAME = 30
"""Characters of a topic in a file's name."""


def json_or_file(body: bytes, form: TableFormat | None, plain: str, name: str) -> Response:
    """Answer JSON, or a table as a file called ``name``, ``plain`` where only ASCII is read."""
    if form is None:
        return Response(body, media_type="application/json")
    full = quote(f"{name[:_LONGEST_NAME]}.{form}")
    disposition = f"attachment; filename={plain}.{form}; filename*=UTF-8''{full}"
    return Response(body, media_type=form.media_type, headers={"Content-Disposition": disposition})
