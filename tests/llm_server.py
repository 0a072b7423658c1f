"""A real server on a loopback port that speaks the OpenAI chat protocol, well and badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Exchange"], None]
"""What the server does with one request."""


class Exchange:
    """One request, and the ways to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, server: LlmServer) -> None:
        self._handler = handler
        self.server = server

    def start(self, content_type: str = "text/event-stream", status: int = 200) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", content_type)
        self._handler.send_header("Connection", "close")
        self._handler.end_headers()

    def write(self, text: str) -> None:
        self._handler.wfile.write(text.encode())
        self._handler.wfile.flush()

    def piece(self, content: str | None, finish: str | None = None, **delta: Any) -> None:
        """One chunk of a well-formed stream."""
        choice = {"index": 0, "delta": {"content": content, **delta}, "finish_reason": finish}
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "test",
            "choices": [choice],
        }
        self.write(f"data: {json.dumps(chunk)}\n\n")

    def wait_until_left(self) -> None:
        """Wait until the client has closed the connection."""
        self._handler.connection.settimeout(30)
        while self._handler.connection.recv(1024):
            pass


class LlmServer:
    """``asked`` holds the bodies of all requests; ``reply`` says what is done with the next."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[dict[str, Any]] = []
        self.reply: Reply = saying("资料未提及。")
        self.begun = threading.Event()
        self.left = threading.Event()


@contextmanager
def llm_serving() -> Iterator[LlmServer]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            state.asked.append(json.loads(self.rfile.read(length)))
            try:
                state.reply(Exchange(self, state))
            except (ConnectionError, TimeoutError):
                state.left.set()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    state = LlmServer(f"http://127.0.0.1:{listening.server_address[1]}/v1")
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def saying(text: str, finish: str | None = "stop", size: int = 3) -> Reply:
    """Say a text in pieces of a few characters, and end as ``finish`` says."""

    def reply(to: Exchange) -> None:
        to.start()
        for at in range(0, len(text), size):
            to.piece(text[at : at + size])
        if finish is not None:
            to.piece(None, finish)
            to.write("data: [DONE]\n\n")

    return reply


def failing(status: int) -> Reply:
    """Answer with an error."""

    def reply(to: Exchange) -> None:
        to.start("application/json", status)
        to.write(json.dumps({"error": {"message": "no", "type": "server_error"}}))

    return reply


def sending(body: str, content_type: str = "text/event-stream") -> Reply:
    """Answer with this body, whatever it is."""

    def reply(to: Exchange) -> None:
        to.start(content_type)
        to.write(body)

    return reply


def endless(text: str) -> Reply:
    """Say a text again and again until the client leaves."""

    def reply(to: Exchange) -> None:
        to.start()
        while True:
            to.piece(text)

    return reply


def muttering(to: Exchange) -> None:
    """Send comments that say nothing until the client leaves, as a busy server does."""
    to.start()
    while True:
        to.write(": still here\n\n")


def silent(to: Exchange) -> None:
    """Take the request and say nothing until the client leaves."""
    to.start()
    to.server.begun.set()
    to.wait_until_left()
    to.server.left.set()


def refusing(to: Exchange) -> None:
    """Refuse by the field that the protocol has for it."""
    to.start()
    to.piece(None, refusal="I cannot help with that.")
    to.piece(None, "stop")
