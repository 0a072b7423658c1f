"""``reportqa compare``: a topic held against every report, on the screen or as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from reportqa.cli.application import INDEX, YEARS, JsonOption, LibraryOption, app
from reportqa.cli.saving import CsvOption, MdOption, XlsxOption, save
from reportqa.types import Filters, Level, Role

if TYPE_CHECKING:
    from reportqa.answering.comparison import Comparison


@app.command()
def compare(
    topic: Annotated[
        str, typer.Argument(help="主题或问题，如：老年食堂、各县2024年粮食产量目标分别是多少")
    ],
    library: LibraryOption = INDEX,
    place: Annotated[
        list[str] | None, typer.Option("--place", help="比较的地区，可多次给出；默认全部。")
    ] = None,
    year: Annotated[
        list[int] | None,
        typer.Option(
            "--year",
            help="年份，可多次给出：目标按计划的年份，结果按回顾的年份，其他按作报告的年份。",
            **YEARS,
        ),
    ] = None,
    level: Annotated[Level | None, typer.Option(help="只比较这个层级。")] = None,
    role: Annotated[
        Role | None, typer.Option(help="只看这一部分：review 回顾、plan 安排、problems 问题。")
    ] = None,
    as_json: JsonOption = False,
    csv: CsvOption = None,
    xlsx: XlsxOption = None,
    md: MdOption = None,
) -> None:
    """逐份报告比较一个主题：每份一行，附原文和出处；没有写的列为未提及。"""
    from reportqa.cli import show
    from reportqa.library import Library

    with Library.open(library, create=False) as opened:
        comparison = opened.compare(
            topic, places=place, years=year, filters=Filters(level=level, role=role)
        )
    saved = save(comparison.table(), csv=csv, xlsx=xlsx, md=md)
    if as_json:
        from reportqa.api.models.compare import compare_out

        show.as_json_text(compare_out(comparison))
    elif not saved:
        _shown(comparison)


def _shown(comparison: Comparison) -> None:
    from reportqa.answering.many import counted, unmentioned
    from reportqa.cli.show import out, source_of
    from reportqa.labels import report_name

    for note in comparison.notes:
        out.print(Text(note, "yellow"))
    for row in comparison.rows:
        out.print(Text(f"{report_name(row.report)}  {row.numbers}".rstrip(), "bold"))
        for citation in row.passages:
            out.print(Text(f"“{citation.quote}”"))
            out.print(Text(source_of(citation), "dim"))
        out.print()
    out.print(Text(counted(comparison)))
    if comparison.unmentioned:
        out.print(Text(unmentioned(comparison)))
