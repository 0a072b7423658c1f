"""The span finder: the same scores from torch and from numpy, and what the trees look at."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from training.answering_net import Net
from training.answering_spans import Case, batch_of, pointer_of

from reportqa.answering.features import Asking, Read, read_passages, read_question
from reportqa.answering.pointing import LIKELY, bundled_pointer
from reportqa.answering.span_features import SPAN_FEATURES, class_of, describe_spans
from reportqa.answering.spans import candidates, describe_words
from reportqa.retrieval.ranking import bundled_late

PASSAGE = "全县新建水库三座，其中禾岭水库由水利局负责建设。河道清淤12公里以上，惠及两万人。"


@pytest.fixture(scope="module")
def asking() -> Asking:
    return read_question("河道清淤多少公里？", ("河道", "清淤", "公里"))


@pytest.fixture(scope="module")
def seen(asking: Asking) -> Read:
    return read_passages(asking, [PASSAGE], bundled_late())


def described(asking: Asking, seen: Read, best: str) -> dict[str, float]:
    """The features of the span ``best`` where the net is sure of it."""
    spans = candidates(seen.tokens[0])
    texts = [PASSAGE[seen.tokens[0][a].start : seen.tokens[0][b].end] for a, b in spans.tolist()]
    scores = np.full(len(spans), -30, np.float32)
    scores[texts.index(best)] = 0
    likely = np.argsort(-scores, kind="stable")[:LIKELY]
    row = describe_spans(asking, seen, 0, spans, scores, likely)[0]
    return dict(zip(SPAN_FEATURES, row.tolist(), strict=True))


def test_torch_and_numpy_score_spans_alike(asking: Asking, seen: Read) -> None:
    torch.manual_seed(0)
    words = ["河道", "清淤", "公里", "水库", "多少"]
    vectors = np.random.default_rng(0).normal(size=(len(words) + 2, 40)).astype(np.float32)
    vectors[0] = 0
    net = Net(vectors).eval()
    torch.nn.init.normal_(net.length)
    tokens = seen.tokens[0]
    spans = candidates(tokens)
    case = Case(
        asking,
        seen,
        PASSAGE,
        [token.text for token in tokens],
        describe_words(asking, seen, 0, 0, len(tokens)),
        spans,
        np.zeros(len(spans), np.float32),
        (0, 1),
    )
    with torch.no_grad():
        by_torch = net(batch_of([case], {word: i for i, word in enumerate(words, 2)}))[0].numpy()
    by_numpy = pointer_of(net, words).score(asking, seen, 0, spans)
    np.testing.assert_allclose(by_numpy, by_torch, rtol=1e-4, atol=1e-4)


def test_a_span_that_the_net_is_sure_of_has_all_the_chances(asking: Asking, seen: Read) -> None:
    row = described(asking, seen, "12公里以上")
    for name in ("chance", "begins", "ends", "sentence begins", "first covered", "expected"):
        assert row[name] == pytest.approx(1, abs=1e-6)
    for name in ("gap", "rank", "before covered", "after covered"):
        assert row[name] == pytest.approx(0, abs=1e-6)


def test_a_span_is_described_by_what_stands_in_it_and_beside_it(asking: Asking, seen: Read) -> None:
    row = described(asking, seen, "12公里以上")
    assert (row["words"], row["characters"], row["numbers"], row["fits"]) == (3, 6, 1, 1)
    assert row["first"] == class_of("三")
    assert row["before"] == class_of("完工")
    assert row["after"] == class_of(",")
    assert row["met left"] > 0.5 > row["met"]
    assert row["to clause"] == 1
    assert described(asking, seen, "三座")["from sentence"] == 3


def test_a_number_is_pointed_at_with_its_unit(asking: Asking, seen: Read) -> None:
    span = bundled_pointer().point(asking, seen, 0)
    assert span is not None
    assert PASSAGE[slice(*span)].startswith("12公里")
