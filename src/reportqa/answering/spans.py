"""The spans of words that may answer, and what is known of the words for choosing among them.

A span lies within a sentence. It ends within the clause that it begins in, or at the end of one of
the next clauses.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reportqa.answering.features import Asking, Floats, Read, is_number, is_year
from reportqa.answering.fitting import fitting
from reportqa.answering.tokens import Token

LONGEST = 36
"""Words of the longest span."""

FURTHER = 5
"""So many clauses beyond the first may a span take in."""

_OPENING = frozenset("“《(「")
_CLOSING = frozenset("”》)」")
_ENDING = frozenset("。!?\n")
_APART = frozenset(",;:。!?、)》”\n")

FEATURES: dict[str, str] = {
    "nearest": "how near the word is to any of the question",
    "asked": "how near to all of them, three times their weighted mean",
    "focus": "how near to the word next to the asking word",
    "second focus": "how near to the one after that",
    "around": "how well the words around it meet the question",
    "sentence": "how well its sentence does",
    "clause": "how well its clause does",
    "number": "it is a number",
    "year": "it is the number of a year",
    "fits": "it ends a number of the kind and unit asked for",
    "word": "it is a word, not a mark",
    "length": "its characters, at most six, in fours",
    "position": "where it stands in the passage, 0 to 1",
}


def candidates(tokens: Sequence[Token]) -> NDArray[np.int64]:
    """All spans that may answer, as first and last token: ``(n, 2)``."""
    text = [token.text for token in tokens]
    is_mark = [not word[0].isalnum() for word in text]
    ends_clause = [i + 1 == len(text) or text[i + 1] in _APART for i in range(len(text))]
    found = []
    for first, word in enumerate(text):
        if is_mark[first] and word not in _OPENING:
            continue
        passed = 0
        for last in range(first, min(first + LONGEST, len(text))):
            if text[last] in _ENDING:
                break
            if is_mark[last]:
                if text[last] in _CLOSING and (not passed or ends_clause[last]):
                    found.append((first, last))
                elif text[last] not in _OPENING | _CLOSING | {"、"}:
                    passed += 1
                    if passed > FURTHER:
                        break
                continue
            if not passed or ends_clause[last]:
                found.append((first, last))
    return np.array(found, np.int64).reshape(-1, 2)


def describe_words(asking: Asking, seen: Read, row: int, low: int, high: int) -> Floats:
    """The features of the words ``low`` to ``high`` of a passage: ``(high - low, FEATURES)``."""
    tokens = seen.tokens[row][low:high]
    cosines, weights = seen.cosines[row, low:high], seen.weights
    focus = [cosines[:, term] for term in asking.focus]
    nothing = np.zeros(len(tokens), np.float32)
    columns = (
        cosines.max(axis=1),
        cosines @ weights * 3,
        focus[0] if focus else nothing,
        focus[1] if len(focus) > 1 else nothing,
        seen.near[row, low:high],
        seen.by_sentence[row, low:high] @ weights,
        seen.by_clause[row, low:high] @ weights,
        [is_number(token.text) for token in tokens],
        [is_year(token.text) for token in tokens],
        fitting(asking.asked, seen.tokens[row])[low:high],
        [token.text[0].isalnum() for token in tokens],
        [min(len(token.text), 6) / 4 for token in tokens],
        np.arange(low, high) / len(seen.tokens[row]),
    )
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)
