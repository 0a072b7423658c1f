"""What a library's own two files add to its language: ``userdict.txt`` and ``synonyms.tsv``.

Names in ``synonyms.tsv`` are kept whole as the words of ``userdict.txt`` are, so that one word of
the index stands for each.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reportqa.errors import BadWordList
from reportqa.language import words
from reportqa.language.thesaurus import Thesaurus, bundled_thesaurus

USERDICT = "userdict.txt"
SYNONYMS = "synonyms.tsv"

_WORD = re.compile(r"[\u3400-\u9fff]{2,20}")
_NAME = re.compile(r"[^\W_](?:.{0,38}[^\W_])?%?")


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words that a library keeps whole beside those of the program, and its other names.

    Two libraries of one process may have different ones: the program's segmenter, which they
    share, is never told of them.
    """

    userdict: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()

    def tokenize(self, text: str) -> list[str]:
        """Cut text into words for search, as ``words.tokenize`` does; own words stay whole."""
        return self._cut(text, for_search=True)

    def cut(self, text: str) -> list[str]:
        """Cut text into words, each character in one word only; own words stay whole."""
        return self._cut(text, for_search=False)

    @cached_property
    def dictionary_hash(self) -> str:
        """A short hash of all that decides how words are cut; without own files, the program's."""
        if not self.userdict and not self.synonyms:
            return words.dictionary_hash()
        told = "\n".join((words.dictionary_hash(), *self.userdict, *map("\t".join, self.synonyms)))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @cached_property
    def own_names(self) -> Thesaurus:
        """The library's own synonyms: each name of a line stands for all of it."""
        return Thesaurus.of((group, ()) for group in self.synonyms)

    def other_names(self, text: str, *, of_genre: bool) -> dict[str, tuple[str, ...]]:
        """Names in a text and what else they are called, by the library's own synonyms.

        With ``of_genre`` by the bundled thesaurus, too.
        """
        told = [self.own_names] if self.synonyms else []
        if of_genre:
            told.append(bundled_thesaurus())
        if not told:
            return {}
        cut, terms = self.cut(text), self.tokenize(text)
        found: dict[str, tuple[str, ...]] = {}
        for thesaurus in told:
            for name, others in thesaurus.find(cut, terms).items():
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), *others)))
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        names = {*self.userdict, *(name for group in self.synonyms for name in group)}
        if not (whole := [name for name in names if _WORD.fullmatch(name)]):
            return None
        return re.compile("|".join(sorted(whole, key=lambda word: (-len(word), word))))

    def _cut(self, text: str, *, for_search: bool) -> list[str]:
        cut = words.tokenize if for_search else words.cut
        if self._pattern is None:
            return cut(text)
        text = words.normalize(text)
        tokens: list[str] = []
        end = 0
        for found in self._pattern.finditer(text):
            tokens += cut(text[end : found.start()])
            if for_search:
                # The shorter words within it before it, as the segmenter gives them.
                tokens += (word for word in cut(found[0]) if word != found[0])
            tokens.append(found[0])
            end = found.end()
        return tokens + cut(text[end:])


PLAIN = Lexicon()
"""The language of a library without files of its own."""


def read_lexicon(library: Path) -> Lexicon:
    """Read the two files in a library's folder, both of which may be missing.

    ``userdict.txt`` has a word a line, ``synonyms.tsv`` names for one thing divided by tabs; a line
    that begins with # is a remark. Raises ``BadWordList`` that names the line.
    """
    whole = dict.fromkeys(_words(library / USERDICT))
    return Lexicon(tuple(whole), tuple(_groups(library / SYNONYMS)))


def stamp(library: Path) -> tuple[tuple[int, int] | None, ...]:
    """What changes when one of the two files does: the time and the size of each."""
    return tuple(_stamp(library / name) for name in (USERDICT, SYNONYMS))


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size


def _words(path: Path) -> Iterator[str]:
    for where, line in _lines(path):
        word = words.normalize(line.strip())
        if not _WORD.fullmatch(word):
            raise BadWordList(
                f"{where}：“{line.strip()[:40]}”不是 2 到 20 个汉字的词；"
                "每行只写一个词，注释以 # 开头"
            )
        yield word


def _groups(path: Path) -> Iterator[tuple[str, ...]]:
    for where, line in _lines(path):
        names = tuple(dict.fromkeys(words.normalize(name.strip()) for name in line.split("\t")))
        wrong = [name for name in names if not _NAME.fullmatch(name)]
        if len(names) < 2 or wrong:
            what = f"“{wrong[0][:40]}”不能作为名称" if wrong else "不足两个不同的名称"
            raise BadWordList(
                f"{where}：{what}；每行写同一事物的两个以上名称，用制表符隔开，注释以 # 开头"
            )
        yield names


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Each line that says something, and where it stands."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except UnicodeDecodeError as error:
        broken = error.object[: error.start].count(b"\n") + 1
        raise BadWordList(f"{path} 第 {broken} 行：不是 UTF-8 编码；请另存为 UTF-8") from error
    except OSError as error:
        raise BadWordList(f"{path}：无法读取（{error.strerror}）；请检查权限，或删除它") from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield f"{path} 第 {number} 行", line
