"""Loading what a search needs while the server already answers that it lives."""

from __future__ import annotations

import logging

import anyio
from anyio import to_thread

from reportqa.errors import ReportQAError
from reportqa.library import Library

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
"""From one attempt to the next."""


class Warming:
    """Whether index and model are in memory; ``lacks`` says why not, and is empty once they are."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.lacks = "the index and the model are being loaded; come again shortly"

    async def run(self) -> None:
        """Load both; what is wrong with them may be set right outside, so try until it works."""
        while self.lacks:
            try:
                await to_thread.run_sync(self._load)
                self.lacks = ""
            except ReportQAError as error:
                if str(error) != self.lacks:
                    logger.error("not ready: %s", error)
                self.lacks = str(error)
                await anyio.sleep(RETRY_SECONDS)
            except Exception:
                logger.exception("not ready")
                self.lacks = "the server met an error of its own; its log tells more"
                await anyio.sleep(RETRY_SECONDS)

    def _load(self) -> None:
        self._library.snapshot()
        # Two, as a single question is first cut without the whole of the vocabulary.
        self._library.embedder.embed_queries(["政府", "工作报告"])
        self._library.cross_encoder  # noqa: B018  loaded now, not at the first search
