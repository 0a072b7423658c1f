"""The command line itself, and the options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
YEARS = {"min": 1949, "max": 2100}
INDEX = Path("index")


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
