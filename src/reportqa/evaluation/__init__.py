"""How well a library answers labelled questions, and whether one way is better than another."""

from reportqa.evaluation.comparison import Comparison, Interval, compare, interval, mean_of
from reportqa.evaluation.measures import MEASURES, Judged, Retriever, evaluate, measure
from reportqa.evaluation.sets import Gold, Question, read_questions

__all__ = [
    "MEASURES",
    "Comparison",
    "Gold",
    "Interval",
    "Judged",
    "Question",
    "Retriever",
    "compare",
    "evaluate",
    "interval",
    "mean_of",
    "measure",
    "read_questions",
]
