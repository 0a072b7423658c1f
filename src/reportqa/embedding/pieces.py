"""One short text cut by a unigram model, without loading the whole of its vocabulary.

Loading it takes a tenth of a second, most of a first question's time in a model of this kind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tokenizers import Tokenizer


def ids_in(described: Mapping[str, Any], text: str) -> list[int] | None:
    """The ids of a text's pieces, as the tokenizer that is ``described`` gives them.

    ``described`` is what its ``tokenizer.json`` says. A unigram model cuts a text into the
    likeliest pieces of its vocabulary (Kudo 2018, section 3.2), so those that don't stand in the
    text make no difference, but for the unlikeliest, by which unknown characters are weighed.
    ``None`` for a model of another kind.
    """
    model = described["model"]
    if model["type"] != "Unigram" or model["unk_id"] is None:
        return None
    vocabulary = model["vocab"]
    said = _parts(_with_vocabulary(described, [vocabulary[model["unk_id"]]]), text)
    unlikeliest = min(range(len(vocabulary)), key=lambda index: vocabulary[index][1])
    standing = [index for index, (piece, _) in enumerate(vocabulary) if piece in said]
    kept = list(dict.fromkeys([model["unk_id"], unlikeliest, *standing]))
    small = _with_vocabulary(described, [vocabulary[index] for index in kept])
    return [kept[index] for index in small.encode(text, add_special_tokens=False).ids]


def _with_vocabulary(described: Mapping[str, Any], vocabulary: list[Any]) -> Tokenizer:
    """The same tokenizer with another vocabulary, which begins with what stands for the unknown."""
    model = {**described["model"], "vocab": vocabulary, "unk_id": 0}
    return Tokenizer.from_str(json.dumps({**described, "model": model}))


def _parts(tokenizer: Tokenizer, text: str) -> str:
    """What the model of a tokenizer is given of a text, a line for each part."""
    if tokenizer.normalizer is not None:
        text = tokenizer.normalizer.normalize_str(text)
    if tokenizer.pre_tokenizer is None:
        return text
    return "\n".join(part for part, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text))
