"""Answers as JSON, or as a table for people to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from fastapi import Response

from reportqa.api.problems import responses
from reportqa.tables import TableFormat, file_name

TABLES = tuple(form.media_type for form in TableFormat)


def with_files(*statuses: int, types: Iterable[str] = TABLES) -> dict[int | str, dict[str, Any]]:
    """Describe an operation that answers JSON or files, and the problems it can answer."""
    content = {
        media.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
        for media in types
    }
    return {200: {"content": content}, **responses(*statuses)}


def json_or_file(body: bytes, form: TableFormat | None, plain: str, name: str) -> Response:
    """Answer JSON, or a table as a file called ``name``, ``plain`` where only ASCII is read."""
    if form is None:
        return Response(body, media_type="application/json")
    full = quote(file_name(name, form))
    disposition = f"attachment; filename={plain}.{form}; filename*=UTF-8''{full}"
    return Response(body, media_type=form.media_type, headers={"Content-Disposition": disposition})
