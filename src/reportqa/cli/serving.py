"""``reportqa serve``: the page and the API, for this machine or, with keys, for others."""

from __future__ import annotations

import ipaddress
import logging
import sys
from pathlib import Path

import typer
import uvicorn
from pydantic import ValidationError
from pythonjsonlogger.json import JsonFormatter

from reportqa.access.door import Door
from reportqa.api import create_app
from reportqa.cli import arenas
from reportqa.library import Library
from reportqa.settings import Settings
from reportqa.web import install

GRACE_SECONDS = 30
"""What is under way when the server is told to stop may take so long."""

IDLE_SECONDS = 75
"""An idle connection is kept so long: longer than a client or a proxy (nginx: 60 s) keeps it, so
that none sends a request into one that is being closed."""


def serve_library(
    library: Path | None, host: str | None, port: int | None, *, without_keys: bool
) -> None:
    """Serve a library until the process is told to stop; raises typer.Exit for wrong settings."""
    arenas.keep_few()
    try:
        given = Settings()
    except ValidationError as error:
        for wrong in error.errors():
            name = f"REPORTQA_{wrong['loc'][0]}".upper()
            typer.echo(f"错误：环境变量 {name}={wrong['input']}：{wrong['msg']}", err=True)
        raise typer.Exit(1) from None
    # Opened here, so that what is wrong with it is told as any command tells it.
    opened = Library.open(library or given.library, given.model, reranker=given.reranker)
    settings = given.model_copy(update={"without_keys": without_keys or given.without_keys})
    listen = host or settings.host
    if not (_is_this_machine(listen) or settings.without_keys or _is_locked(opened.folder)):
        typer.echo(
            f"错误：{listen} 对别的机器开放，而资料库还没有密钥；请先用 "
            "`reportqa keys create 名字 --role admin` 建立，或加 --without-keys 表示知道后果",
            err=True,
        )
        raise typer.Exit(1)
    app = create_app(opened, settings)
    install(app)
    _log_to_stderr()
    uvicorn.run(
        app,
        host=listen,
        port=port or settings.port,
        log_config=None,
        access_log=False,  # ours names routes, not addresses with what was asked
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=IDLE_SECONDS,
    )


def _is_locked(folder: Path) -> bool:
    door = Door(folder)
    try:
        return door.is_locked
    finally:
        door.close()


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _log_to_stderr() -> None:
    """For programs one JSON object a line, with a request's id, route and status; else plain."""
    handler = logging.StreamHandler(sys.stderr)
    if not sys.stderr.isatty():
        names = {"asctime": "at", "levelname": "level", "name": "logger"}
        handler.setFormatter(
            JsonFormatter(
                "{asctime}{levelname}{name}{message}",
                style="{",
                rename_fields=names,
                json_ensure_ascii=False,
            )
        )
    logging.basicConfig(level=logging.INFO, handlers=[handler])
