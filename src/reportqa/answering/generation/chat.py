"""A language model behind an OpenAI-compatible endpoint, read as a stream that cannot run away."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from types import ModuleType
from typing import Any

import anyio
from anyio import to_thread
from pydantic import SecretStr

from reportqa.errors import ModelError

logger = logging.getLogger(__name__)

MOST_CHARACTERS = 40_000
"""So much is read of one answer, with what a model thinks aloud before it."""

AT_ONCE = 16
"""So many answers are written at the same time; for a further one the model is busy."""

Message = Mapping[str, str]


class Unusable(Exception):
    """The model gave no whole answer; the message says why, in words for the reader."""


class ChatModel:
    """A model by name at an endpoint that speaks the OpenAI chat protocol.

    ``timeout`` is how many seconds a whole answer may take. Raises ``ModelError`` where the
    client is not installed.
    """

    def __init__(
        self, base_url: str, model: str, api_key: str | None = None, timeout: float = 60.0
    ) -> None:
        self._openai = _client()
        self._base_url = base_url
        self._model = model
        # Servers of one's own want no key, but the client does.
        self._api_key = api_key or "none"
        self._timeout = timeout
        self._inside = 0

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str]:
        """Give the answer piece by piece as it comes, and end only where it is whole.

        Raises ``Unusable`` where it cannot be had, is refused, breaks off or does not end.
        """
        if self._inside >= AT_ONCE:
            raise Unusable("语言模型正忙")
        self._inside += 1
        try:
            async with (
                aclosing(self._pieces(messages)) as pieces,
                aclosing(self._bounded(pieces)) as bounded,
            ):
                async for piece in bounded:
                    yield piece
        finally:
            self._inside -= 1

    def _connected(self) -> Any:
        """A client for one answer: connections belong to the loop that made them."""
        return self._openai.AsyncOpenAI(
            base_url=self._base_url,
            api_key=self._api_key,
            timeout=self._timeout,
            max_retries=0,
        )

    async def _bounded(self, pieces: AsyncGenerator[str]) -> AsyncGenerator[str]:
        deadline = time.monotonic() + self._timeout
        taken = 0
        while True:
            try:
                with anyio.fail_after(max(0.0, deadline - time.monotonic())):
                    piece = await anext(pieces, None)
            except TimeoutError:
                raise Unusable(f"语言模型在 {self._timeout:g} 秒内没有答完") from None
            if piece is None:
                return
            taken += len(piece)
            if taken > MOST_CHARACTERS:
                raise Unusable(f"语言模型的回答超过 {MOST_CHARACTERS} 字还没有结束")
            yield piece

    async def _pieces(self, messages: Sequence[Message]) -> AsyncGenerator[str]:
        openai = self._openai
        finished = None
        try:
            # Reading the certificates takes a tenth of a second, which the loop must not wait for.
            async with await to_thread.run_sync(self._connected) as client:
                stream = await client.chat.completions.create(
                    model=self._model,
                    messages=list(messages),
                    stream=True,
                    temperature=0,
                )
                async with stream:
                    async for chunk in stream:
                        text, reason = _read(chunk)
                        finished = reason or finished
                        yield text
        except openai.APITimeoutError:
            raise Unusable(f"语言模型在 {self._timeout:g} 秒内没有答完") from None
        except openai.APIStatusError as error:
            raise Unusable(f"语言模型服务报错（HTTP {error.status_code}）") from error
        except openai.APIConnectionError as error:
            raise Unusable("连不上语言模型服务，或者连接中断") from error
        except Unusable:
            raise
        except Exception as error:
            # The client checks nothing of what a server sends: any error can come out of it.
            logger.warning("the language model's reply cannot be read: %r", error)
            raise Unusable("语言模型服务的回复读不懂") from error
        if finished == "content_filter":
            raise Unusable("语言模型拒绝回答")
        if finished != "stop":
            raise Unusable("语言模型的回答没有说完")


def chat_model(
    base_url: str | None, model: str | None, api_key: SecretStr | None, timeout: float
) -> ChatModel | None:
    """The model that the settings name, ``None`` where they name none. Raises ``ModelError``."""
    if not base_url and not model:
        return None
    if not base_url or not model:
        lacking = "REPORTQA_LLM_MODEL" if base_url else "REPORTQA_LLM_BASE_URL"
        raise ModelError(f"使用语言模型需要服务地址和模型名称：请再设置 {lacking}")
    key = api_key.get_secret_value() if api_key else None
    return ChatModel(base_url, model, key, timeout)


def _read(chunk: Any) -> tuple[str, str | None]:
    """The text of one chunk, and why the answer ends if it does; some chunks only count tokens."""
    if not isinstance(chunk.choices, list):
        raise TypeError("choices is not a list")
    if not chunk.choices:
        return "", None
    choice = chunk.choices[0]
    if getattr(choice.delta, "refusal", None):
        raise Unusable("语言模型拒绝回答")
    text = choice.delta.content
    if text is not None and not isinstance(text, str):
        raise TypeError("content is not text")
    return text or "", choice.finish_reason


def _client() -> ModuleType:
    try:
        import openai
    except ImportError as error:
        raise ModelError(
            '使用语言模型需要 openai 客户端：请用 `pip install "reportqa[llm]"` 安装'
        ) from error
    return openai
