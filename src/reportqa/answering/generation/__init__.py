"""Answers that a language model words: every sentence checked against the passages it cites.

What the model says is never trusted. ``writing.py`` asks it and lets through what
``verification.py`` finds supported; where nothing is left, or the model fails in any way, the
quoted answer stands as it was.
"""
