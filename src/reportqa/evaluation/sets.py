"""Labelled questions, and when a passage holds a right quote."""

from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePath

from reportqa.errors import UnreadableFile

_SHORTEST_RUN = 6


@dataclass(frozen=True, slots=True)
class Gold:
    """A right quote: verbatim from the file of this name."""

    file: str
    quote: str

    def is_held_by(self, source: str, text: str) -> bool:
        """Say whether a passage of the file ``source`` holds at least half of the quote.

        White space and the width of characters do not count; the half is one run of characters,
        of six at least. So a score does not depend on how passages are cut.
        """
        if PurePath(source).stem != PurePath(self.file).stem:
            return False
        quote, said = _plain(self.quote), _plain(text)
        need = min(len(quote), max(_SHORTEST_RUN, math.ceil(len(quote) / 2)))
        return any(quote[i : i + need] in said for i in range(len(quote) - need + 1))


@dataclass(frozen=True, slots=True)
class Question:
    """A question with all the quotes that answer it; none where nothing answers it."""

    id: str
    kind: str
    question: str
    gold: tuple[Gold, ...]


def lines_of(path: Path) -> list[tuple[int, str]]:
    """The lines of a file that say something, each with its number. Raises UnreadableFile."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path.name}：读不出来（{error}）；请给出 UTF-8 文件") from error
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def read_questions(path: Path) -> list[Question]:
    """Read JSON Lines of ``{id, kind, question, gold: [{file, quote}]}``.

    ``id`` and ``kind`` may be left out. Raises UnreadableFile with the line that is wrong.
    """
    questions = []
    for number, line in lines_of(path):
        try:
            row = json.loads(line)
            gold = tuple(Gold(item["file"], item["quote"]) for item in row["gold"])
            questions.append(
                Question(str(row.get("id", number)), row.get("kind", "all"), row["question"], gold)
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableFile(
                f"{path.name} 第 {number} 行：不是标注好的问题（{error!r}）；"
                '每行应为 {"question": …, "gold": [{"file": …, "quote": …}]}'
            ) from error
    return questions


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
