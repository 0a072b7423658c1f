"""Chinese words: one dictionary, loaded once, for the index and for questions alike.

Words are cut as jieba cuts them. ``rjieba``, the same algorithm and dictionary in Rust, does it
where there is a wheel of it: it cuts ten times as fast and starts in a fifth of the time.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol

WORDS_VERSION = "2"
"""Raise it when the rules below change, so that word views are rebuilt."""

_RUN = re.compile(r"(?P<chinese>[\u3400-\u9fff]+)|(?P<other>[^\W_\u3400-\u9fff]+(?:\.\d+)?%?)")
"""A run of Chinese characters, or a number or Latin word.

Only the first kind is given to the segmenter: the two engines differ in what they do with
``pm2.5`` and ``2011-2020``.
"""

_UNSAID = re.compile(r"[\W_]+")

_LOADING = threading.Lock()


class Segmenter(Protocol):
    """Cuts a run of Chinese characters into words."""

    def cut(self, text: str) -> Iterable[str]:
        """Each character in one word only."""
        ...

    def cut_for_search(self, text: str) -> Iterable[str]:
        """Long words, and before each the shorter words within it."""
        ...


def jieba_segmenter(words: Iterable[str]) -> Segmenter:
    """Start jieba with further words.

    They are added before anything else is asked of it: a user dictionary that comes later is
    dropped by some of its modes (jieba issue 537).
    """
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word in words:
        tokenizer.add_word(word)
    segmenter: Segmenter = tokenizer
    return segmenter


def rjieba_segmenter(words: Iterable[str]) -> Segmenter:
    """Start rjieba with further words. Raises ImportError where it is not installed.

    The words go into the dictionary that rjieba loads when it is imported: a second one of our
    own would take another tenth of a second to load, and as much to free.
    """
    import rjieba

    for word in words:
        rjieba.add_word(word, rjieba.suggest_freq(word), "n")
    segmenter: Segmenter = rjieba
    return segmenter


def _segmenter() -> Segmenter:
    # rjieba breaks where one thread adds words while another adds or cuts.
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> Segmenter:
    if importlib.util.find_spec("rjieba") is not None:
        return rjieba_segmenter(own_words())
    return jieba_segmenter(own_words())


@cache
def own_words() -> tuple[str, ...]:
    """Words of the genre that a general dictionary cuts apart."""
    table = files("reportqa.language").joinpath("data/words.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in table.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def normalize(text: str) -> str:
    """Fold full-width digits, letters and signs to half width, and letters to lower case.

    The result can be longer or shorter than the text: never use its offsets.
    """
    return unicodedata.normalize("NFKC", text).lower()


def without_marks(text: str) -> str:
    """A text without its marks and white space.

    >>> without_marks("（一）抓好水利， 保丰收。")
    '一抓好水利保丰收'
    """
    return _UNSAID.sub("", text)


def tokenize(text: str) -> list[str]:
    """Cut text into words for search: long words and the shorter words within them.

    Numbers stay whole with their decimals (``87.3%``), marks and white space are left out.
    """
    return list(_tokens(text, for_search=True))


def cut(text: str) -> list[str]:
    """Cut text into words, each character in one word only; marks and white space are left out."""
    return list(_tokens(text, for_search=False))


def _tokens(text: str, *, for_search: bool) -> Iterator[str]:
    segmenter = _segmenter()
    split = segmenter.cut_for_search if for_search else segmenter.cut
    for run in _RUN.finditer(normalize(text)):
        if run["chinese"]:
            yield from split(run["chinese"])
        else:
            yield run["other"]


@lru_cache(maxsize=65_536)
def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text.

    >>> sorted(pairs("老年食堂"))
    ['年食', '老年', '食堂']
    """
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def dictionary_hash() -> str:
    """Return a short hash of all that decides how words are cut: the rules and the own words."""
    digest = hashlib.sha256("\n".join((WORDS_VERSION, *own_words())).encode())
    return digest.hexdigest()[:16]
