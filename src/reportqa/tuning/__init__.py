"""Training the learned order on questions whose answers are known.

Used by ``reportqa train`` for an office's own questions, and by ``training/`` for the bundled
trees.
"""

from reportqa.tuning.pairs import Pairs, read_pairs
from reportqa.tuning.tune import Tuned, install, tune

__all__ = ["Pairs", "Tuned", "install", "read_pairs", "tune"]
