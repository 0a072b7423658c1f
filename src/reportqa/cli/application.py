"""The command line itself, and the options that several commands share."""

from __future__ import annotations

from copy import copy
from pathlib import Path
from typing import Annotated

import typer
from typer.models import CommandInfo

from reportqa.types import Filters, Level, Role

app = typer.Typer(
    name="reportqa",
    help="政府工作报告的检索与问答：每条结果都附有可核对的原文出处。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

LibraryOption = Annotated[
    Path, typer.Option("--library", "-l", envvar="REPORTQA_LIBRARY", help="资料库所在的文件夹。")
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用。")]
ModelOption = Annotated[
    str | None,
    typer.Option(envvar="REPORTQA_MODEL", help="向量模型：名称或文件夹；默认用随软件附带的模型。"),
]
RerankerOption = Annotated[
    str | None,
    typer.Option(
        envvar="REPORTQA_RERANKER", help="精排模型（cross-encoder）：名称或文件夹；默认不用。"
    ),
]
YEARS = {"min": 1949, "max": 2100}
INDEX = Path("index")

PlaceOption = Annotated[str | None, typer.Option(help="只查这个地区。")]
LevelOption = Annotated[Level | None, typer.Option(help="只查这个层级。")]
FromOption = Annotated[int | None, typer.Option(help="从这一年的报告起。", **YEARS)]
ToOption = Annotated[int | None, typer.Option(help="到这一年的报告止。", **YEARS)]
RoleOption = Annotated[
    Role | None, typer.Option(help="只查这一部分：review 回顾、plan 安排、problems 问题。")
]


def command_line(first: str) -> typer.Typer:
    """The command line as far as the ``first`` word asks for it: one command, or all.

    Each command that is there costs a start 2 ms, as its options are read from its signature.
    """
    asked = [one for one in app.registered_commands if _name(one) == first]
    if not asked:
        return app
    alone = copy(app)
    alone.registered_commands, alone.registered_groups = asked, []
    return alone


def _name(command: CommandInfo) -> str:
    return command.name or str(getattr(command.callback, "__name__", ""))


def filters_of(
    place: str | None,
    level: Level | None,
    year_from: int | None,
    year_to: int | None,
    role: Role | None,
) -> Filters:
    """The limits that these options name; years in the wrong order are an error of usage."""
    if year_from and year_to and year_from > year_to:
        raise typer.BadParameter("--year-from 晚于 --year-to")
    return Filters(place=place, level=level, year_from=year_from, year_to=year_to, role=role)


def _version(asked: bool) -> None:
    if asked:
        from reportqa import __version__

        typer.echo(f"reportqa {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本号。")
    ] = False,
) -> None:
    pass
