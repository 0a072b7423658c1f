"""A real server on a loopback port."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from reportqa import Library
from reportqa.api import create_app
from reportqa.settings import Settings


@contextmanager
def serving(
    library: Path | Library, settings: Settings | None = None, *, warm: bool = True
) -> Iterator[httpx.Client]:
    """Serve a library until the block ends; a client that talks to it, once it is warm."""
    app = create_app(library, settings)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with httpx.Client(base_url=url, timeout=30) as client:
            if warm:
                until_ready(client)
            yield client
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def until_ready(client: httpx.Client) -> None:
    """Ask whether the server can search until it can, for half a minute at most."""
    deadline = time.monotonic() + 30
    while (reply := client.get("/readyz")).status_code != 200:
        assert time.monotonic() < deadline, reply.text


def finished(client: httpx.Client, job_id: str) -> dict[str, Any]:
    """Ask for a job until it is done, for half a minute at most."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        job: dict[str, Any] = client.get(f"/v1/jobs/{job_id}").json()
        if job["state"] in ("done", "failed"):
            return job
    raise AssertionError(f"job {job_id} is still {job['state']}")
