"""The tokenizer: a Unigram model over words, whose best path is close to jieba's.

Its scores are log relative frequencies of words as jieba cuts the texts, so that the Viterbi path
maximises the product of word probabilities, which is what jieba does with its own dictionary. No
Chinese text is out of vocabulary, because all single characters are words too.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import rjieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "<unk>"
NUMBER = "0"
MAX_TOKENS = 384
HAN = re.compile(r"[㐀-鿿]+")
WORD = re.compile(r"[㐀-鿿]+|[a-z][a-z0-9.+]*|\d+g")
# Years stay whole; every other number becomes one token: which number it is says nothing about
# the matter, that there is one says a little.
YEAR = r"(?:19[2-9]\d|20[0-4]\d)"
NUMERAL = rf"(?<![\d.a-z])(?!{YEAR}(?![\d.]))\d+(?:[.,]\d+)*(?![\da-z])"


def normalizer() -> normalizers.Normalizer:
    """NFKC, lower case, numbers collapsed."""
    return normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(NUMERAL), NUMBER),
        ]
    )


def splitter() -> pre_tokenizers.PreTokenizer:
    """Cuts at white space and punctuation, which are dropped, and around Latin words."""
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[^㐀-鿿a-z0-9.]+|\.(?!\d)|(?<![a-z0-9])\."), "removed"),
            pre_tokenizers.Split(Regex(r"[a-z0-9.]+"), "isolated"),
        ]
    )


def count_words(texts: Iterable[str], terms: Iterable[str]) -> Counter[str]:
    """How often jieba, taught ``terms``, cuts each word out of ``texts``."""
    # A dictionary of its own: the library's segmenter must not learn these terms.
    cutter = rjieba.Jieba()
    for term in terms:
        cutter.add_word(term, cutter.suggest_freq(term), "n")
    prepare = normalizer()
    words: Counter[str] = Counter()
    for text in texts:
        words.update(cutter.cut(prepare.normalize_str(text)))
    return words


def build(words: Counter[str], size: int, keep: Iterable[str] = ()) -> Tokenizer:
    """A tokenizer of at most ``size`` words: ``keep``, all characters met, the most frequent.

    Characters score as rarely as they stand alone, and at least as the rarest word.
    """
    words = Counter({word: n for word, n in words.items() if WORD.fullmatch(word)})
    total = sum(words.values())
    singles = {char for word in words if HAN.match(word) for char in word}
    ascii_singles = set("abcdefghijklmnopqrstuvwxyz0123456789")
    years = {str(year) for year in range(1949, 2036)}
    fixed = singles | ascii_singles | years | {w for w in keep if WORD.fullmatch(w)}
    ranked = [w for w, n in words.most_common() if w not in fixed and n >= 5]
    chosen = sorted(fixed) + ranked[: size - 1 - len(fixed)]
    pieces = [(UNKNOWN, 0.0)]
    pieces += [(word, math.log(max(words[word], 1) / total)) for word in chosen]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = splitter()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def save(tokenizer: Tokenizer, path: Path) -> None:
    """Write ``tokenizer.json`` without indentation, which loads faster."""
    data = json.loads(tokenizer.to_str())
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), "utf-8")
