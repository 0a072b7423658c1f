"""``/login``: where a browser shows its key. Plain HTML, so that a stranger is sent no script."""

from __future__ import annotations

from html import escape
from typing import Annotated
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from reportqa.api.callers import Callers
from reportqa.api.problems import responses
from reportqa.api.sessions import COOKIE, SECONDS

router = APIRouter(tags=["login"], include_in_schema=False)

Next = Annotated[str, Query(max_length=2000)]

_PAGE = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>登录 · 政府工作报告检索问答</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.7 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 0; }}
main {{ max-width: 26rem; margin: 18vh auto 0; padding: 0 1rem; }}
h1 {{ font-size: 1.3rem; }}
input, button {{ font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; }}
button {{ margin-top: 1rem; }}
.wrong {{ color: light-dark(#a3171f, #ff9a9a); }}
</style>
<main>
<h1>政府工作报告检索问答</h1>
<form method="post" action="/login?next={next}">
<label for="key">密钥 <span lang="en">Key</span></label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
{wrong}
<button>进入 <span lang="en">Enter</span></button>
</form>
<p>没有密钥，请向管理员索取。<br><span lang="en">Ask your administrator for a key.</span></p>
</main>
</html>
"""

_WRONG = (
    '<p class="wrong" role="alert">密钥不对，或者已经过期、吊销。<br>'
    '<span lang="en">This key is unknown, expired or revoked.</span></p>'
)


@router.get("/login", response_class=HTMLResponse, responses=responses(422))
async def login_page(next: Next = "/") -> HTMLResponse:
    """Show the form."""
    return _page(next)


@router.post(
    "/login",
    response_class=HTMLResponse,
    responses=responses(400, 403, 413, 422) | {303: {"description": "To the page asked for."}},
)
async def login(
    request: Request,
    key: Annotated[str, Form(max_length=200)],
    next: Next = "/",
) -> Response:
    """Take a key, and begin a session in the browser that sent it."""
    callers: Callers = request.app.state.callers
    found = None
    if callers.door.is_locked:
        found = await to_thread.run_sync(callers.door.keys.told, key.strip())
        if found is None:
            return _page(next, _WRONG, 403)
    answer = RedirectResponse(_local(next), 303)
    if found is not None:
        answer.set_cookie(
            COOKIE,
            callers.sessions.begin(found.id),
            max_age=SECONDS,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
    return answer


@router.post(
    "/logout",
    status_code=303,
    response_class=RedirectResponse,
    responses={303: {"description": "To the form."}},
)
async def logout(request: Request) -> Response:
    """End the browser's session."""
    callers: Callers = request.app.state.callers
    callers.sessions.end(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _page(wanted: str, wrong: str = "", status: int = 200) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(next=escape(quote(wanted, safe="")), wrong=wrong), status)


def _local(wanted: str) -> str:
    """An address on this server: one that names another would send people away from here."""
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_local and wanted.isprintable() else "/"
