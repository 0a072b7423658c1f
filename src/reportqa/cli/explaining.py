"""An explanation of a hit in a few short lines."""

from __future__ import annotations

from collections.abc import Iterator

from reportqa.types import Explanation, WordMet

HALVES = {
    "lexical": "词语 BM25",
    "dense": "语义余弦",
    "late": "逐词对应",
    "cross_encoder": "精排模型",
}
NAMED = {"place": "地区", "year": "年份", "role": "部分"}

MOST_REASONS = 5


def lines(why: Explanation) -> Iterator[str]:
    """Say why a hit stands where it stands."""
    yield _scored(why)
    halves = [
        f"{name} {why.scores[half]:.3f}（第 {why.ranks[half]}）" if half in why.scores
        else f"{name} 未查到"
        for half, name in HALVES.items()
        if half in why.scores or (half == "lexical" and why.learned_score is not None)
    ]  # fmt: skip
    yield "；".join(halves)
    if why.named:
        yield "问题点名：" + "；".join(
            f"{NAMED[name]}{'相符' if gain >= 0 else '不符'} {gain:+.2f}"
            for name, gain in why.named.items()
        )
    if why.words:
        yield "词语对应：" + "；".join(map(_met, why.words))
    if why.reasons:
        yield "主要因素：" + "；".join(
            f"{reason.meaning}（{reason.name}）{reason.gain:+.2f}"
            for reason in why.reasons[:MOST_REASONS]
        )


def _scored(why: Explanation) -> str:
    first = (
        f"初步得分 {why.first_score:.3f}（第 {why.ranks['first']}）"
        if why.first_score is not None
        else "初步未入选，由逐词对应找到"
    )
    if why.learned_score is None:
        return f"为何在此：{first}"
    return f"为何在此：学习排序 {why.learned_score:.3f}（第 {why.ranks['learned']}）；{first}"


def _met(word: WordMet) -> str:
    if word.met is None:
        return f"{word.word}（无）"
    if word.met == word.word:
        return f"{word.word}（原词）"
    return f"{word.word}→{word.met} {word.cosine:.2f}"
