"""What each operation needs: one table, read from above; what it does not name needs an admin."""

from __future__ import annotations

from typing import NamedTuple

from starlette.routing import compile_path

from reportqa.access.right import Right

READER, EDITOR, ADMIN = Right


class Rule(NamedTuple):
    """Operations by method and path; ``needs`` is ``None`` for what is open to strangers."""

    methods: str
    path: str
    needs: Right | None


RULES = (
    # What tells whether the server lives, and the way in.
    Rule("GET", "/healthz", None),
    Rule("GET", "/readyz", None),
    Rule("GET POST", "/login", None),
    Rule("POST", "/logout", None),
    # Asking and reading.
    Rule("POST", "/v1/search", READER),
    Rule("POST", "/v1/ask", READER),
    Rule("POST", "/v1/compare", READER),
    Rule("POST", "/v1/precedents", READER),
    Rule("POST", "/v1/whatsnew", READER),
    Rule("POST", "/v1/commitments", READER),
    Rule("POST", "/v1/indicators", READER),
    Rule("GET", "/v1/audit", ADMIN),
    Rule("GET", "/metrics", ADMIN),
    Rule("GET", "/v1/{anything:path}", READER),
    # Changing.
    Rule("POST", "/v1/reports", EDITOR),
    Rule("PATCH DELETE", "/v1/reports/{report_id}", EDITOR),
    Rule("POST", "/v1/commitments/{commitment_id}/review", EDITOR),
    Rule("POST", "/v1/watches", EDITOR),
    Rule("DELETE", "/v1/watches/{watch_id}", EDITOR),
    Rule("POST", "/v1/watches/{watch_id}/run", EDITOR),
    # The pages and their files; each thing done on a page is held against its own right.
    Rule("GET POST", "/_nicegui{anything:path}", READER),
    Rule("GET", "/{anything:path}", READER),
)

_COMPILED = [(rule.methods.split(), compile_path(rule.path)[0], rule.needs) for rule in RULES]


def needed(method: str, path: str) -> Right | None:
    """The right that an operation needs; ``None`` for one that is open to strangers."""
    asked = "GET" if method == "HEAD" else method
    for methods, pattern, needs in _COMPILED:
        if asked in methods and pattern.match(path):
            return needs
    return ADMIN
