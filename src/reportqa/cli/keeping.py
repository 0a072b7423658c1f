"""The commands that take a library elsewhere, whole or as JSON Lines, and bring it back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportqa.cli.application import INDEX, JsonOption, LibraryOption, ModelOption, app

OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="覆盖已存有报告的资料库；已损坏的则移到一旁。")
]


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="备份文件；已有的在新备份写完后才被替换。")],
    library: LibraryOption = INDEX,
) -> None:
    """把整个资料库备份成一个文件；其间照常检索和导入。"""
    from reportqa.library import Library

    with Library.open(library, create=False) as opened:
        opened.back_up(target)
        total = opened.reports(limit=1).total
    typer.echo(f"已备份到 {target}（{total} 份报告，{target.stat().st_size / 1e6:.1f} MB）。")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="reportqa backup 写成的文件。")],
    library: LibraryOption = INDEX,
    overwrite: OverwriteOption = False,
) -> None:
    """从备份恢复资料库；损坏的备份不会被采用。"""
    from reportqa.library import Library

    with Library.restore(source, library, overwrite=overwrite) as opened:
        opened.snapshot()
        total = opened.reports(limit=1).total
    typer.echo(f"已恢复到 {library}（{total} 份报告）。")


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="要写成的文件，每行一个 JSON。")],
    library: LibraryOption = INDEX,
) -> None:
    """导出全部报告、核对意见和关注的话题，每行一个 JSON，供其他程序使用。"""
    from reportqa.library import Library

    with Library.open(library, create=False) as opened:
        total = opened.export(target)
    typer.echo(f"已导出到 {target}（{total} 份报告）。")


@app.command(name="import")
def import_(
    source: Annotated[Path, typer.Argument(help="reportqa export 写成的文件。")],
    library: LibraryOption = INDEX,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """导入 reportqa export 导出的内容：报告及其编号与原来相同。"""
    from reportqa.cli import show
    from reportqa.library import Library
    from reportqa.sources import Status

    with Library.open(library, model) as opened:
        with show.progress(quiet=as_json) as progress:
            result = opened.import_from(source, progress=progress)
        show.ingested(result, opened.reports(limit=1).total, as_json=as_json)
    if Status.FAILED in result.counts:
        raise typer.Exit(1)
