"""Reports as varied as real ones, as many as are wanted, recombined in memory from real ones.

Each passage takes the heading of one real passage, and sentences of others of its kind (review,
plan, problems), half of them from its neighbourhood, half from anywhere. Numbers are drawn anew and
two sentences in three get the name of an invented place or firm, so that posting lists are as long,
and words as many, as those of a library of this size. Nothing of it is kept on disk but in the
library that is measured.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tokenizers import Tokenizer

from reportqa import structure
from reportqa.embedding.base import Vectors
from reportqa.embedding.mapped import map_tensors
from reportqa.embedding.static import static_files
from reportqa.language.lexicon import PLAIN
from reportqa.library import Library
from reportqa.store import Entry, Origin
from reportqa.types import Level, Passage, Report, Role, Section, StructuredReport

PASSAGES = 100
"""Passages of a report: real ones have some 80."""

_SENTENCE = re.compile(r"[^。！？；]+[。！？；]")
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.年])")
_SYLLABLES = (
    "安宝昌常澄川春德东丰福固广海和恒湖华怀吉江金景康乐林龙明宁平"
    "清泉荣瑞山石泰通万文武溪新兴阳永玉云泽长镇中"
)
_THINGS = ("镇", "乡", "村", "街道", "工业园", "水库", "大桥", "公司", "小学", "医院")
_KINDS = (("县", Level.COUNTY), ("市", Level.PREFECTURE), ("区", Level.COUNTY))


@dataclass(frozen=True, slots=True)
class _Seed:
    """A real passage: its last headings, and its sentences with their words."""

    path: tuple[str, ...]
    sentences: tuple[_Sentence, ...]


class _Sentence(NamedTuple):
    text: str
    words: tuple[str, ...]
    sum: Vectors


class Recombined:
    """Entries for a catalog, made of the sentences of a library; always the same for a seed."""

    def __init__(self, library: Library, model: Path, seed: int = 0) -> None:
        self._random = random.Random(seed)
        files = static_files(model)
        if files is None:
            raise ValueError(f"{model.name}: not a static model")
        self._tokenizer = Tokenizer.from_file(str(files.tokenizer))
        self._vectors = map_tensors(files.weights).by_name["embedding.weight"].astype(np.float32)
        self._seeds: dict[Role, list[_Seed]] = {}
        with library.catalog.scan() as scan:
            real = [passage for _, passages in scan.passages() for _, passage in passages]
        texts = [_SENTENCE.findall(passage.text) for passage in real]
        sums = iter(self._sums([text for part in texts for text in part]))
        for passage, part in zip(real, texts, strict=True):
            cut = [tuple(PLAIN.tokenize(text)) for text in part]
            sentences = tuple(map(_Sentence, part, cut, islice(sums, len(part))))
            if sentences:
                self._seeds.setdefault(passage.role, []).append(_Seed(passage.path, sentences))
        self._numbers = [str(n) for n in range(1, 1000)]
        self._of_things = dict(zip(_THINGS, self._sums(_THINGS), strict=True))

    def entries(self, reports: int) -> Iterator[Entry]:
        """So many reports, ready to be put into a catalog."""
        for number in range(reports):
            structured, made = self._report(number)
            report, passages = structured.report, structured.passages
            of_each = [structure.context(report, passage) for passage in passages]
            contexts = list(dict.fromkeys(of_each))
            cut = [" ".join(PLAIN.tokenize(text)) for text in contexts]
            told = dict(zip(contexts, zip(cut, self._sums(contexts), strict=True), strict=True))
            held = [told[text] for text in of_each]
            rows = np.array([one + other for (_, one), (_, other) in zip(held, made, strict=True)])
            rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
            yield Entry(
                structured,
                Origin(f"recombined:{number}", report.id, "", "0"),
                tuple(words for words, _ in made),
                tuple(words for words, _ in held),
                rows.astype(np.float16),
            )

    def _sums(self, texts: Sequence[str]) -> Vectors:
        """The model's word vectors of each text, added up: ``(len(texts), dimension)``."""
        found = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return np.array([self._vectors[one.ids].sum(axis=0) for one in found])

    def _report(self, number: int) -> tuple[StructuredReport, list[tuple[str, Vectors]]]:
        draw = self._random
        # Some fifteen years of each place.
        place_of = random.Random(number // 15)
        kind, level = place_of.choice(_KINDS)
        place = "".join(place_of.sample(_SYLLABLES, 2)) + kind
        year = 2011 + number % 15
        title = f"{place}{year}年政府工作报告\n"
        parts = [title]
        made: list[tuple[str, Vectors]] = []
        passages: list[Passage] = []
        sections: list[Section] = []
        offset = len(title)
        for role, share in ((Role.REVIEW, 0.5), (Role.PLAN, 0.5)):
            seeds = self._seeds[role]
            at, left = 0, 0
            heading = ""
            for _ in range(int(PASSAGES * share)):
                if left == 0:
                    at, left = draw.randrange(len(seeds)), draw.randint(2, 6)
                    heading = _anew(seeds[at].path[-1] if seeds[at].path else "工作", draw)
                    line = heading + "\n"
                    sections.append(
                        Section(
                            len(sections), offset, offset, 1, role, heading, "", None, (heading,)
                        )
                    )
                    parts.append(line)
                    offset += len(line)
                left -= 1
                text, words, vector = self._passage(seeds, at)
                passages.append(
                    Passage(
                        len(passages), offset, offset + len(text), text, role,
                        len(sections) - 1, (heading,),
                    )
                )  # fmt: skip
                made.append((" ".join(words), vector))
                parts += [text, "\n"]
                offset += len(text) + 1
        text = "".join(parts)
        report = Report(
            id=structure.report_id(text),
            title=title.strip(),
            place=place,
            level=level,
            delivered_year=year,
            review_year=year - 1,
            plan_year=year,
            source=f"{place}_{year}.txt",
            characters=len(text),
        )
        return StructuredReport(report, text, tuple(sections), tuple(passages), ""), made

    def _passage(self, seeds: list[_Seed], at: int) -> tuple[str, list[str], Vectors]:
        draw = self._random
        said: list[str] = []
        words: list[str] = []
        total = np.zeros(self._vectors.shape[1], np.float32)
        for _ in range(draw.randint(2, 6)):
            near = (at + draw.randint(-8, 8)) % len(seeds)
            seed = seeds[near if draw.random() < 0.5 else draw.randrange(len(seeds))]
            sentence = draw.choice(seed.sentences)
            total += sentence.sum
            if draw.random() < 2 / 3:
                thing = draw.choice(_THINGS)
                name = "".join(draw.sample(_SYLLABLES, 2)) + thing
                total += self._of_things[thing]
                said.append(f"在{name}，")
                words += ["在", name]
            numbers = dict.fromkeys(_NUMBER.findall(sentence.text))
            swaps = {number: draw.choice(self._numbers) for number in numbers}
            said.append(_NUMBER.sub(partial(_swapped, swaps), sentence.text))
            words += [swaps.get(word, word) for word in sentence.words]
        return "".join(said), words, total


def _anew(heading: str, draw: random.Random) -> str:
    return _NUMBER.sub(lambda _: str(draw.randint(1, 99)), heading)


def _swapped(swaps: Mapping[str, str], match: re.Match[str]) -> str:
    return swaps[match[0]]
