"""Chinese or English: the two wordings of a text stand side by side where it is shown."""

from __future__ import annotations

from enum import StrEnum

from fastapi import Request

COOKIE = "reportqa_language"


class Tongue(StrEnum):
    """The language of the page; reports are shown as they are."""

    CHINESE = "zh-CN"
    ENGLISH = "en-US"

    @classmethod
    def of(cls, request: Request) -> Tongue:
        """The one that the reader chose, by default Chinese."""
        return cls.ENGLISH if request.cookies.get(COOKIE) == cls.ENGLISH else cls.CHINESE

    def __call__(self, chinese: str, english: str) -> str:
        """Choose between two wordings of one text."""
        return english if self is Tongue.ENGLISH else chinese

    @property
    def other(self) -> Tongue:
        """The one to switch to."""
        return Tongue.CHINESE if self is Tongue.ENGLISH else Tongue.ENGLISH
