"""Reports without end, made of the sentences of given ones, as varied as those are.

A report keeps the headings of a given one. Its sentences come from all of them, in the length of
the paragraphs that they replace; places, years and numbers are others each time, so that posting
lists and near neighbours are not those of copies. Nothing is written down here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, dropwhile
from pathlib import Path

from reportqa import reading
from reportqa.language.places import gazetteer
from reportqa.language.sentences import bare_sentence_spans

SHORTEST_BODY = 60
"""A line of so many characters is a paragraph, and is replaced; a shorter one stays."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]|年)")


@dataclass(frozen=True, slots=True)
class Recombined:
    """A made report; ``name`` is ``<place>_<year delivered>``."""

    name: str
    text: str


def recombine(texts: Sequence[str], seed: int = 0) -> Iterator[Recombined]:
    """Make reports of the sentences of some texts for as long as they are asked for.

    The same texts and seed make the same reports. Names repeat only after some ten thousand.
    """
    chance = random.Random(seed)
    sentences = [
        text[start:end]
        for text in texts
        for start, end in bare_sentence_spans(text)
        if end - start >= SHORTEST_BODY // 3
    ]
    places = sorted(gazetteer().prefectures)
    others = re.compile("|".join(sorted(map(re.escape, places), key=len, reverse=True)))
    names = [(place, year) for place in places for year in range(1996, 2027)]
    while True:
        chance.shuffle(names)
        for place, year in names:
            lines = dropwhile(_is_short, chance.choice(texts).splitlines())
            said = "\n".join(_line(line, sentences, chance) for line in lines)
            said = _later(said, chance.randint(-4, 4))
            said = _NUMBER.sub(lambda found: _varied(found[0], chance), said)
            said = others.sub(lambda _: chance.choice(places), said)
            title = f"{place}{year}年政府工作报告"
            yield Recombined(f"{place}_{year}", f"{title}\n{said}\n")


def recombined_files(sources: Sequence[Path], folder: Path) -> Iterator[Path]:
    """Make reports of those in some files, each as a file of its own in a folder.

    Where a name is taken already, a number follows it.
    """
    for made in recombine([reading.read(path).text for path in sources]):
        names = chain([made.name], (f"{made.name}_{number}" for number in count(2)))
        path = next(path for name in names if not (path := folder / f"{name}.txt").exists())
        path.write_text(made.text, "utf-8")
        yield path


def _is_short(line: str) -> bool:
    """A title, a heading; those before the first paragraph name another place and year."""
    return len(line) < SHORTEST_BODY


def _line(line: str, sentences: Sequence[str], chance: random.Random) -> str:
    if _is_short(line):
        return line
    taken: list[str] = []
    length = 0
    while length < len(line):
        taken.append(chance.choice(sentences))
        length += len(taken[-1])
    return "".join(taken)


def _later(text: str, years: int) -> str:
    return _YEAR.sub(lambda found: str(int(found[0]) + years), text)


def _varied(number: str, chance: random.Random) -> str:
    """A number of the same size and with as many decimals."""
    _, _, decimals = number.partition(".")
    varied = float(number) * chance.uniform(0.5, 1.5)
    return f"{varied:.{len(decimals)}f}" if decimals else str(max(round(varied), 1))
