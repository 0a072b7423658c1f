"""``reportqa keys`` and ``reportqa audit``: who may reach the server, and what they did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.access.right import RIGHT_NAMES, Right
from reportqa.cli.application import INDEX, JsonOption, LibraryOption, app

if TYPE_CHECKING:
    from reportqa.access.door import Door

keys_app = typer.Typer(help="访问密钥：有了第一把，服务器只认持密钥的人。", no_args_is_help=True)
app.add_typer(keys_app, name="keys")


@keys_app.command()
def create(
    name: Annotated[str, typer.Argument(help="是谁、做什么用的。")],
    role: Annotated[
        Right,
        typer.Option(help="reader 查阅，editor 还能导入、订正、确认、删除，admin 还能看记录。"),
    ] = Right.READER,
    expires: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="到这一天零时失效，如 2027-01-01。"),
    ] = None,
    collection: Annotated[
        list[str] | None,
        typer.Option(help="能看哪个专题库，可写多次；不属于专题库的报告都能看。"),
    ] = None,
    library: LibraryOption = INDEX,
) -> None:
    """新建一把密钥；全文只显示这一次。"""
    ends = None if expires is None else expires.astimezone(UTC)
    with _door(library) as door:
        door.prepare()
        key, whole = door.keys.create(name, role, ends, collection or ())
    typer.echo(whole)
    typer.echo(f"已建立“{key.name}”的密钥（{RIGHT_NAMES[role]}），请存好，以后不再显示。", err=True)


@keys_app.command("list")
def list_keys(library: LibraryOption = INDEX, as_json: JsonOption = False) -> None:
    """列出所有密钥（不含密文）。"""
    import json
    from dataclasses import asdict

    from reportqa.access.keys import now

    with _door(library) as door:
        held = door.keys.all() if door.is_locked else []
    if as_json:
        typer.echo(json.dumps([asdict(key) for key in held], ensure_ascii=False))
        return
    if not held:
        typer.echo("还没有密钥；`reportqa keys create 名字` 新建一把。")
    for key in held:
        state = "有效" if key.opens(now()) else ("已吊销" if key.revoked_at else "已过期")
        until = f"，{key.expires_at[:10]} 到期" if key.expires_at else ""
        of = f"（{'、'.join(key.collections)}）" if key.collections else ""
        typer.echo(f"{key.id}  {RIGHT_NAMES[key.right]}  {state}{until}  {key.name}{of}")


@keys_app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="密钥的编号，见 keys list。")],
    library: LibraryOption = INDEX,
) -> None:
    """吊销一把密钥，立即生效。"""
    from reportqa.errors import NotFound

    with _door(library) as door:
        if not door.is_locked:
            raise NotFound("这个资料库还没有密钥；`reportqa keys create 名字` 新建一把")
        key = door.keys.revoke(key_id)
    typer.echo(f"已吊销“{key.name}”的密钥。")


@app.command()
def audit(
    library: LibraryOption = INDEX,
    limit: Annotated[int, typer.Option(min=1, help="最近多少条。")] = 50,
    as_json: JsonOption = False,
) -> None:
    """谁问了、导入了、删除了、确认了什么，最近的在前。"""
    import json
    from dataclasses import asdict

    with _door(library) as door:
        deeds = door.trail.latest(limit=limit)[0] if door.is_locked else []
    if as_json:
        typer.echo(json.dumps([asdict(deed) for deed in deeds], ensure_ascii=False))
        return
    if not deeds:
        typer.echo("没有记录；有了密钥才会记下是谁。")
    for deed in deeds:
        typer.echo(f"{deed.at}  {deed.key_name}  {deed.action}  {deed.status}  {deed.detail}")


@contextmanager
def _door(library: Path) -> Iterator[Door]:
    from reportqa.access.door import Door

    door = Door(library)
    try:
        yield door
    finally:
        door.close()
