"""How firm a promise without a number is: 建成大桥 can be checked, 营造良好氛围 cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from safetensors import SafetensorError, safe_open

from reportqa.errors import ModelError

BUNDLED_FOLDER = Path(__file__).resolve().parent.parent / "models" / "reportqa-zh-commitments"
WEIGHTS_FILE = "firmness.safetensors"
FEATURES_FILE = "features.txt"

LEAST = -1.54
"""Clauses below are aims that nobody can check. It left out 37 % of the rows and 0.3 % of the
labelled promises (1,354 of train/commitments.jsonl and eval, 8-fold by place)."""

FIRM = -0.14
"""Clauses above are nearly all things that can be checked: some 60 of a report."""

_DEEDS = re.compile(
    r"建成|开工|竣工|完工|投产|投用|投运|投入使用|投入运营|通车|通航|通水|贯通|封顶|开馆|开园|开业|开街|开通|启用|启动|挂牌"
    r"|落地|落成|获批|申报|争创|创建|创成|出台|编制|制定|修订|颁布|设立|成立|组建|新建|开建|续建|扩建|改扩建|迁建|搬迁"
    r"|完成|实施|实现|办好|举办|承办|推行|试点|改革|取消|清零|消除|打通|提高|扩大|增加|全覆盖|入选|验收|纳入|升级|改造|建设"
    r"|修编|上线|搭建|建立|健全|培育|引进|筹建|划定|审计|同步|高于|低于|下达|免除|降低|减少|化解|关停|淘汰"
)
_THING = re.compile(
    r"铁路|高铁|高速|公路|机场|水库|电站|医院|学校|大桥|工程|项目|园区|中心|基地|码头|港|管网|隧道|地铁|轨道|号线|大道|期"
)
_WHEN = re.compile(r"年内|年底|月底|月份|上半年|\d月|如期|按期|尽早|尽快|基本|全面|力争|确保")
_MARKS = {
    "digit": re.compile(r"\d"),
    "named": _THING,
    "when": _WHEN,
    "quoted": re.compile("[《“]"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Firmness:
    """A weight for each feature of a clause; ``training/firmness.py`` fits them."""

    weights: Mapping[str, float]
    intercept: float

    def score(self, clause: str) -> float:
        """How firm a promise is: the log odds that an annotator listed it, balanced to 0."""
        found = features(clause)
        return self.intercept + sum(self.weights.get(feature, 0.0) for feature in found)


def features(clause: str) -> set[str]:
    """What speaks for a clause: its pairs of characters, its ends, its deeds, things and times."""
    found = {f"b:{clause[i : i + 2]}" for i in range(len(clause) - 1)}
    for size in (1, 2, 3, 4):
        found |= {f"h{size}:{clause[:size]}", f"t{size}:{clause[-size:]}"}
    deeds = list(_DEEDS.finditer(clause))
    found |= {f"a:{deed[0]}" for deed in deeds}
    if deeds:
        found |= {f"first:{deeds[0][0]}", f"at{min(deeds[0].start() // 4, 4)}"}
    found |= {f"length{min(len(clause) // 5, 8)}", f"listed{min(clause.count('、'), 3)}"}
    return found | {name for name, mark in _MARKS.items() if mark.search(clause)}


def load(folder: Path = BUNDLED_FOLDER) -> Firmness:
    """Read the weights, by default the bundled ones. Raises ``ModelError`` when damaged."""
    try:
        names = (folder / FEATURES_FILE).read_text(encoding="utf-8").splitlines()
        with safe_open(folder / WEIGHTS_FILE, framework="numpy") as tensors:
            weights = tensors.get_tensor("weights").tolist()
            intercept = float(tensors.get_tensor("intercept")[0])
        return Firmness(dict(zip(names, weights, strict=True)), intercept)
    except (OSError, SafetensorError, ValueError) as error:
        raise ModelError.damaged(folder.name, "承诺识别模型", error) from error


@cache
def bundled() -> Firmness:
    """The bundled weights, loaded once."""
    return load()
