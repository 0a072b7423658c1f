"""``reportqa commitments``, ``review`` and ``indicators``: promises, and what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from reportqa.cli.application import INDEX, YEARS, JsonOption, LibraryOption, app
from reportqa.cli.saving import CsvOption, MdOption, XlsxOption, save, write

if TYPE_CHECKING:
    from reportqa.commitments.entry import Entry
    from reportqa.commitments.ledger import Ledger
    from reportqa.commitments.series import Rate, Series
    from reportqa.commitments.verdict import Verdict
    from reportqa.tables import Table

PlaceOption = Annotated[str, typer.Option(help="地区，全称简称都可以，如 禾岭县。")]
ReviewerOption = Annotated[str, typer.Option("--by", help="核对人。")]

_COLOURS = {
    "fulfilled": "green",
    "partly": "yellow",
    "not_fulfilled": "red",
    "not_reported": "dim",
    "unverifiable": "magenta",
}


@app.command()
def commitments(
    place: PlaceOption,
    library: LibraryOption = INDEX,
    made_in: Annotated[
        int | None, typer.Option(help="作出承诺的报告的年份（作报告的那一年）。", **YEARS)
    ] = None,
    checked_in: Annotated[
        int | None, typer.Option(help="用来核对的报告的年份；默认取接着的一份。", **YEARS)
    ] = None,
    soft: Annotated[
        bool, typer.Option("--soft", help="原则性表述（既无数量，也难以核对）也列出来。")
    ] = False,
    address: Annotated[
        str | None,
        typer.Option(
            help="服务的地址，如 http://127.0.0.1:8000：表格中的出处链接到那里的原文页；"
            "不写则链接到表内的原文。"
        ),
    ] = None,
    as_json: JsonOption = False,
    csv: CsvOption = None,
    xlsx: XlsxOption = None,
    md: MdOption = None,
) -> None:
    """逐条核对上一年的承诺：承诺了什么、目标多少，下一年报告怎么说，是否兑现。"""
    from reportqa.cli import show
    from reportqa.commitments.export import soft_note, table
    from reportqa.library import Library

    with Library.open(library, create=False) as opened:
        found = opened.commitments(place, made_in=made_in, checked_in=checked_in)
    saved = save(table(found, address, soft=soft), csv=csv, xlsx=xlsx, md=md)
    if as_json:
        from reportqa.api.models.commitments import ledger_out

        show.as_json_text(ledger_out(found))
    elif not saved:
        _ledger(found, soft=soft)
    elif csv and not soft and (note := soft_note(found)):
        typer.echo(note, err=True)


@app.command()
def review(
    commitment_id: Annotated[str, typer.Argument(help="承诺编号，见 reportqa commitments。")],
    by: ReviewerOption,
    library: LibraryOption = INDEX,
    confirm: Annotated[bool, typer.Option("--confirm", help="确认现有结果。")] = False,
    verdict: Annotated[
        str | None,
        typer.Option(
            help="更正结果：已兑现（fulfilled）、部分兑现（partly）、未兑现（not_fulfilled）、"
            "未提及（not_reported）、无法核对（unverifiable）。"
        ),
    ] = None,
    actual: Annotated[str | None, typer.Option(help="更正实际值，单位与承诺相同。")] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option(help="另附出处：报告编号:起:止（字符位置），可多次给出。"),
    ] = None,
    note: Annotated[str, typer.Option(help="批注。")] = "",
    checked_in: Annotated[
        int | None, typer.Option(help="用来核对的报告的年份；默认取接着的一份。", **YEARS)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """人工核对一条承诺：确认、更正、批注、另附出处；每次改动都留痕，不会被覆盖。"""
    from reportqa.cli import show
    from reportqa.commitments.entry import Opinion, number
    from reportqa.library import Library
    from reportqa.store.reviews import Action

    corrected = None if verdict is None else _verdict(verdict)
    spans = None if evidence is None else [_span(text) for text in evidence]
    if confirm and (corrected or actual):
        raise typer.BadParameter("--confirm 不能与 --verdict、--actual 同用")
    action = (
        Action.CONFIRM
        if confirm
        else Action.CORRECT
        if corrected or actual
        else Action.LINK
        if spans
        else Action.NOTE
    )
    opinion = Opinion(by, action, corrected, number(actual), spans, note)
    with Library.open(library, create=False) as opened:
        entry = opened.review_commitment(commitment_id, opinion, checked_in=checked_in)
    if as_json:
        from reportqa.api.models.commitments import commitment_out

        show.as_json_text(commitment_out(entry))
        return
    _entry(entry)
    for said in entry.trail:
        words = f"  {said.at} {said.reviewer}：{dict(said.before)} → {dict(said.after)} {said.note}"
        show.out.print(Text(words.rstrip(), "dim"))


@app.command()
def indicators(
    place: PlaceOption,
    indicator: Annotated[
        str | None, typer.Argument(help="指标，如 地区生产总值；不写则只列兑现率。")
    ] = None,
    library: LibraryOption = INDEX,
    as_json: JsonOption = False,
    csv: CsvOption = None,
    xlsx: XlsxOption = None,
    md: MdOption = None,
    svg: Annotated[Path | None, typer.Option(help="画成 SVG 图。")] = None,
    png: Annotated[Path | None, typer.Option(help="画成 PNG 图（本机须有中文字体）。")] = None,
) -> None:
    """一个指标历年的目标与实际，以及各年、各领域的兑现率。"""
    from reportqa.cli import show
    from reportqa.commitments.export import rates_table
    from reportqa.commitments.series import rates_by_field, rates_by_year, series
    from reportqa.library import Library

    with Library.open(library, create=False) as opened:
        ledgers = opened.ledgers(place)
    found = series(ledgers, place, indicator) if indicator else None
    by_year, by_field = rates_by_year(ledgers), rates_by_field(ledgers)
    table = found.table() if found else rates_table(by_year, "年份")
    saved = save(table, csv=csv, xlsx=xlsx, md=md)
    saved |= _draw(found, svg=svg, png=png)
    if as_json:
        from reportqa.api.models.commitments import indicator_out

        show.as_json_text(indicator_out(place, found, by_year, by_field))
    elif not saved:
        if found is not None:
            _plain(table)
        _rates("年份", by_year)
        if found is None:
            _rates("领域", by_field)


def _verdict(told: str) -> Verdict:
    """A verdict by its name in Chinese or in the API."""
    from reportqa.commitments.verdict import VERDICT_NAMES, Verdict

    names = {name: verdict for verdict, name in VERDICT_NAMES.items()}
    names |= {verdict.value: verdict for verdict in Verdict}
    if told not in names:
        raise typer.BadParameter(f"--verdict 没有 {told}；见 reportqa review --help")
    return names[told]


def _span(text: str) -> tuple[str, int, int]:
    parts = text.split(":")
    if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal()):
        raise typer.BadParameter(f"出处 {text} 应写成 报告编号:起:止")
    return parts[0], int(parts[1]), int(parts[2])


def _draw(found: Series | None, **files: Path | None) -> bool:
    from reportqa.commitments.charts import ChartFormat, chart

    named = {form: path for form, path in files.items() if path is not None}
    if named and found is None:
        raise typer.BadParameter("画图须写明指标")
    for form, path in named.items():
        assert found is not None
        write(path, chart(found, ChartFormat(form)))
    return bool(named)


def _ledger(found: Ledger, *, soft: bool) -> None:
    from reportqa.cli.show import out
    from reportqa.commitments.export import soft_note, title
    from reportqa.commitments.ledger import verdicts
    from reportqa.commitments.verdict import VERDICT_NAMES

    out.print(Text(title(found), "bold"))
    if found.note:
        out.print(Text(found.note, "yellow"))
    listed = found.entries if soft else found.checkable
    for entry in listed:
        _entry(entry)
    counts = verdicts(listed)
    told = "，".join(
        f"{name} {counts[verdict]}" for verdict, name in VERDICT_NAMES.items() if counts[verdict]
    )
    out.print(f"共 {len(listed)} 条承诺：{told or '没有'}。")
    if not soft and (note := soft_note(found)):
        out.print(Text(f"{note}加 --soft 一并列出。", "dim"))


def _entry(entry: Entry) -> None:
    from reportqa.citations import written
    from reportqa.cli.show import out
    from reportqa.commitments.export import target_text
    from reportqa.commitments.verdict import VERDICT_NAMES

    held = entry.commitment
    target = f" {target_text(entry)}{held.unit}" if held.quantified else ""
    terms = "，".join(term for term in (held.binding, held.deadline) if term)
    verdict = Text(f"{VERDICT_NAMES[entry.verdict]} ", _COLOURS.get(entry.verdict, ""))
    named = Text(f"{held.indicator}{target}", "bold")
    out.print(verdict + named + Text(f"（{terms}）" if terms else "") + Text(f"  {entry.reason}"))
    out.print(Text(f"  承诺：{held.citation.quote}（{written(held.citation)}）"))
    for citation in entry.evidence:
        out.print(Text(f"  回顾：{citation.quote}（{written(citation)}）"))
    for citation in entry.nearest if not entry.evidence else ():
        out.print(Text(f"  最近：{citation.quote}", "dim"))
    if entry.reviewed_by:
        out.print(Text(f"  核对：{entry.reviewed_by} {entry.note or ''}".rstrip()))
    out.print(Text(f"  编号：{held.id}，把握 {entry.confidence:.2f}", "dim"))


def _rates(of: str, rates: list[Rate]) -> None:
    from reportqa.commitments.export import rates_table

    _plain(rates_table(rates, of))


def _plain(table: Table) -> None:
    from rich.table import Table as Shown

    from reportqa.cli.show import out

    shown = Shown(box=None, pad_edge=False, title=table.title, title_justify="left")
    for column in table.columns:
        shown.add_column(column, overflow="fold")
    for row in table.rows:
        shown.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    out.print(shown)
