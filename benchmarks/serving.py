"""The server as a user starts it, in a process of its own."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

CLI = [sys.executable, "-m", "reportqa"]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its loopback ``port`` and the ``pid`` of its process."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def serving(library: Path) -> Iterator[Server]:
    """Serve a library on a free loopback port until the block ends; given once it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*CLI, "serve", "--library", str(library), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = Server(port, process.pid)
    try:
        _wait_until_ready(f"{server.url}/readyz")
        yield server
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(url: str, patience: float = 60.0) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url).status_code == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{url}: not ready after {patience:.0f} s")
