"""Files that commands write: tables in the forms that people ask for, and charts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from reportqa.tables import Table

CsvOption = Annotated[Path | None, typer.Option(help="存为 CSV 文件。")]
XlsxOption = Annotated[Path | None, typer.Option(help="存为 Excel 文件。")]
MdOption = Annotated[Path | None, typer.Option(help="存为 Markdown 文件。")]


def save(table: Table, **files: Path | None) -> bool:
    """Write a table into the files that were named, by form; whether there were any."""
    from reportqa.tables import TableFormat

    named = {form: path for form, path in files.items() if path is not None}
    for form, path in named.items():
        write(path, table.write(TableFormat(form)))
    return bool(named)


def write(path: Path, content: bytes) -> None:
    """Write a file and say so; one that cannot be written ends the command with status 1."""
    try:
        path.write_bytes(content)
    except OSError as error:
        typer.echo(f"错误：{path}：无法写入（{error.strerror}）。", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"已存入 {path}", err=True)
