"""Whether the reports answer: a calibrated confidence, and what of the question is not found.

How well a passage matches says little: a question that the reports don't answer tends to repeat
their words. What counts is whether the asked-for detail is there: each word of the question in one
sentence, the words next to the asking word in one clause, and beside them a number of the kind and
unit asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np

from reportqa.answering.fitting import fitting
from reportqa.answering.kinds import NUMERIC, Kind
from reportqa.answering.reading import Reading
from reportqa.errors import ModelError

BUNDLED_FOLDER = Path(__file__).resolve().parent.parent / "models" / "reportqa-zh-answer"
CONFIDENCE_FILE = "confidence.json"

SIGNS: dict[str, str] = {
    "in_scope": "share of the passages found whose report fits the place and year named",
    "unmet": "share of the question's weight that no passage comes near to",
    "weakest": "the question's word that is met worst in the sentence that meets all best",
    "focus": "how well one clause meets the words next to the asking word",
    "number": "how well the words around a fitting number of the first passage meet the question",
}
"""What the confidence is made of; ``number`` only where one is asked for."""

UNMET = 0.5
"""A word of the question is not accounted for where no passage has one of this cosine to it."""

MOST_UNMET = 2 / 3
"""Where more of a question than this is met nowhere, its chance is cut by as much: of 172 labelled
questions that are answered, none has more than 0.66 unmet."""

_ASKED_FOR = {
    Kind.SHARE: "比例",
    Kind.RANK: "名次",
    Kind.MONEY: "金额",
    Kind.TIME: "时间",
    Kind.DURATION: "时长",
    Kind.NUMBER: "数量",
    Kind.WHO: "人员或单位",
    Kind.WHERE: "地点",
    Kind.LIST: "名单",
    Kind.REASON: "原因",
    Kind.MANNER: "做法",
}


def signs(read: Reading) -> dict[str, float | None]:
    """The signs of an answer in passages that are read, best first; ``None`` where not asked."""
    asking, seen = read.asking, read.seen
    focus = list(asking.focus) or list(range(len(asking.terms)))
    found: dict[str, float | None] = {
        "in_scope": read.in_scope,
        # Shares of single precision add up to a little more than one.
        "unmet": min(1.0, float(seen.weights[seen.met < UNMET].sum())),
        "weakest": float(seen.by_sentence.min(axis=2).max()),
        "focus": float(seen.by_clause[:, :, focus].mean(axis=2).max()),
        "number": None,
    }
    if asking.asked.kind in NUMERIC:
        tokens = seen.tokens[0]
        fits = fitting(asking.asked, tokens)
        found["number"] = float(seen.near[0, : len(tokens)][fits].max(initial=0.0))
    return found


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic model over signs, each less its ``mean``; a sign that is ``None`` adds nothing.

    ``threshold`` is the confidence below which a question is refused.
    """

    intercept: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    threshold: float

    @classmethod
    def load(cls, folder: Path = BUNDLED_FOLDER) -> Self:
        """Read a model, by default the bundled one. Raises ``ModelError`` when damaged or older."""
        try:
            model = cls(**json.loads((folder / CONFIDENCE_FILE).read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise ModelError.damaged(folder.name, "可信度模型", error) from error
        if list(model.weights) != list(SIGNS) or list(model.means) != list(SIGNS):
            raise ModelError.outdated(folder.name, "可信度模型")
        return model

    def of(self, found: Mapping[str, float | None]) -> float:
        """The chance that the reports answer, 0 to 1."""
        total = self.intercept
        for name, value in found.items():
            if value is not None:
                total += self.weights[name] * (value - self.means[name])
        chance = float(1 / (1 + np.exp(-total)))
        unmet = found["unmet"] or 0.0
        return chance * (1 - unmet) if unmet > MOST_UNMET else chance


@cache
def bundled_confidence() -> Confidence:
    """The bundled confidence, loaded once. Raises ModelError."""
    return Confidence.load()


def not_found(read: Reading) -> tuple[str, ...]:
    """The parts of a question that no passage accounts for.

    Words that none has or comes near to; where all are met, what was asked for.
    """
    asking, met = read.asking, read.seen.met.tolist()
    missing = [
        term
        for term, best in zip(asking.terms, met, strict=True)
        if best < UNMET and len(term) > 1 and not re.fullmatch(r"[\d.]+", term)
    ]
    missing = [term for term in missing if not any(term in o for o in missing if o != term)]
    if missing:
        return tuple(missing)
    label = _ASKED_FOR.get(asking.asked.kind)
    if label is None:
        return ()
    about = next(
        (
            term
            for term in map(asking.terms.__getitem__, asking.focus)
            if len(term) > 1 and term != asking.asked.unit
        ),
        "",
    )
    return (f"{about}的{label}" if about else label,)
