"""``reportqa precedents``, ``whatsnew`` and ``watch``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from reportqa.cli.application import (
    INDEX,
    YEARS,
    FromOption,
    JsonOption,
    LevelOption,
    LibraryOption,
    PlaceOption,
    ToOption,
    app,
    filters_of,
)
from reportqa.cli.saving import CsvOption, MdOption, XlsxOption, save
from reportqa.types import Role

if TYPE_CHECKING:
    from reportqa.precedents.precedent import Precedent, Precedents, Step
    from reportqa.precedents.watch import Found
    from reportqa.precedents.whatsnew import Change, WhatsNew
    from reportqa.store.watches import Watch

watching = typer.Typer(help="关注主题：每次导入后告知哪些新报告提到了它。", no_args_is_help=True)
app.add_typer(watching, name="watch")

DoneOption = Annotated[
    Role | None, typer.Option(help="只查这一部分：review 做过、plan 计划、problems 问题。")
]


@app.command()
def precedents(
    topic: Annotated[str, typer.Argument(help="做法或政策，如：给老人办食堂、老楼装电梯")],
    library: LibraryOption = INDEX,
    place: PlaceOption = None,
    level: LevelOption = None,
    year_from: FromOption = None,
    year_to: ToOption = None,
    role: DoneOption = None,
    as_json: JsonOption = False,
    csv: CsvOption = None,
    xlsx: XlsxOption = None,
    md: MdOption = None,
) -> None:
    """查先例：资料库中哪些报告计划过或做过，从最早的列起，附原文和出处。"""
    from reportqa.cli import show
    from reportqa.library import Library
    from reportqa.precedents.export import table

    filters = filters_of(place, level, year_from, year_to, role)
    with Library.open(library, create=False) as opened:
        found = opened.precedents(topic, filters=filters)
    saved = save(table(found), csv=csv, xlsx=xlsx, md=md)
    if as_json:
        from reportqa.api.models.precedents import precedents_out

        show.as_json_text(precedents_out(found))
    elif not saved:
        _shown(found)


@app.command()
def whatsnew(
    place: Annotated[str, typer.Option(help="地区，如 禾岭县。")],
    year: Annotated[int, typer.Option(help="作报告的年份。", **YEARS)],
    library: LibraryOption = INDEX,
    as_json: JsonOption = False,
    csv: CsvOption = None,
    xlsx: XlsxOption = None,
    md: MdOption = None,
) -> None:
    """查新提法：这份报告说了哪些此前没有说过的，上一份说过的哪些不再提。"""
    from reportqa.cli import show
    from reportqa.library import Library
    from reportqa.precedents.export import changes_table

    with Library.open(library, create=False) as opened:
        news = opened.whats_new(place, year)
    saved = save(changes_table(news), csv=csv, xlsx=xlsx, md=md)
    if as_json:
        from reportqa.api.models.precedents import whats_new_out

        show.as_json_text(whats_new_out(news))
    elif not saved:
        _news(news)


@watching.command("add")
def add(
    topic: Annotated[str, typer.Argument(help="要关注的做法或政策。")],
    library: LibraryOption = INDEX,
    place: PlaceOption = None,
    level: LevelOption = None,
    year_from: FromOption = None,
    year_to: ToOption = None,
    role: DoneOption = None,
    webhook: Annotated[str | None, typer.Option(help="有新发现时通知的网址。")] = None,
    as_json: JsonOption = False,
) -> None:
    """关注一个主题。"""
    from reportqa.library import Library

    filters = filters_of(place, level, year_from, year_to, role)
    with Library.open(library, create=False) as opened:
        kept = opened.watch(topic, filters=filters, webhook=webhook)
    _watches([kept], as_json=as_json)


@watching.command("list")
def listing(library: LibraryOption = INDEX, as_json: JsonOption = False) -> None:
    """列出关注的主题。"""
    from reportqa.library import Library

    with Library.open(library, create=False) as opened:
        kept = opened.watches()
    _watches(kept, as_json=as_json)


@watching.command("run")
def run(
    watch_id: Annotated[str | None, typer.Argument(help="编号；默认全部。")] = None,
    library: LibraryOption = INDEX,
    as_json: JsonOption = False,
) -> None:
    """在整个资料库中查找关注的主题，列出此前没有告知过的。"""
    from reportqa.cli import show
    from reportqa.library import Library

    with Library.open(library, create=False) as opened:
        found = opened.run_watches(watch_id)
    if as_json:
        from reportqa.api.models.precedents import precedent_out

        show.as_json_text([precedent_out(match) for one in found for match in one.matches])
        return
    _found(found)


@watching.command("remove")
def remove(
    watch_id: Annotated[str, typer.Argument(help="编号，见 reportqa watch list。")],
    library: LibraryOption = INDEX,
) -> None:
    """不再关注一个主题。"""
    from reportqa.cli.show import out
    from reportqa.library import Library

    with Library.open(library, create=False) as opened:
        opened.unwatch(watch_id)
    out.print(f"已不再关注 {watch_id}。")


def _shown(found: Precedents) -> None:
    from reportqa.cli.show import out

    for note in found.notes:
        out.print(Text(note, "yellow"))
    out.print(
        f"查了 {found.searched} 份报告：{len(found.reports)} 份提到，{len(found.doubtful)} 份存疑。"
    )
    if found.earliest is not None:
        out.print(Text("资料库中最早：", "bold"))
        _line(found.earliest)
    out.print()
    for one in found.precedents:
        _line(one)
    if found.steps:
        out.print(Text(f"\n传开的先后：{' → '.join(map(_step, found.steps))}"))
    for pair in found.kept:
        out.print(
            Text(
                f"计划 {pair.planned.report.plan_year} → 完成 {pair.done.report.review_year}："
                f"{pair.planned.report.place}“{pair.planned.citation.quote}”→"
                f"“{pair.done.citation.quote}”"
            )
        )
    if found.names:
        told = "、".join(
            f"{name.name}（{_span(name.years)}，{name.reports} 份）" for name in found.names
        )
        out.print(Text(f"\n用过的说法：{told}"))
    if found.doubtful:
        told = "、".join(one.report.source for one in found.doubtful[:10])
        more = " 等" if len(found.doubtful) > 10 else ""
        out.print(Text(f"存疑（只是相近）：{told}{more}", "dim"))


def _step(step: Step) -> str:
    from reportqa.labels import LEVEL_NAMES

    is_told = step.is_first_of_level and step.level
    first = f"（{LEVEL_NAMES[step.level]}最早）" if is_told and step.level else ""
    return f"{step.first.report.delivered_year or '年份不详'} {step.place}{first}"


def _line(one: Precedent) -> None:
    from reportqa.citations import written
    from reportqa.cli.show import out
    from reportqa.labels import done_name

    report = one.report
    group = "" if one.wording is None else f" 近似表述{one.wording + 1}"
    first = "·首用" if one.is_first_wording else ""
    year = report.delivered_year or "年份不详"
    out.print(
        Text.assemble(
            (f"{year} {report.place or report.title} ", "bold"),
            (done_name(one.citation.role), "bold"),
            f"{group}{first}",
        )
    )
    out.print(Text(f"“{one.citation.quote}”"))
    page = f" 第 {one.citation.page} 页" if one.citation.page else ""
    out.print(
        Text(
            f"出处：{written(one.citation)}（{report.source}{page}，"
            f"第 {one.citation.start}–{one.citation.end} 字）",
            "dim",
        )
    )


def _span(years: Sequence[int]) -> str:
    if not years:
        return "年份不详"
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _news(news: WhatsNew) -> None:
    from reportqa.cli.show import out

    report = news.report
    if news.previous is None:
        out.print(f"资料库中没有{report.place} {report.delivered_year} 年以前的报告，无从比较。")
        return
    out.print(
        f"{report.place} {report.delivered_year} 年报告 {news.sentences[0]} 句，"
        f"与此前 {len(news.earlier)} 份报告比较：新提出 {len(news.new)} 句；"
        f"{news.previous.delivered_year} 年报告 {news.sentences[1]} 句中不再提 "
        f"{len(news.dropped)} 句。"
    )
    _changes("新提出", news.new)
    _changes("不再提", news.dropped)


def _changes(title: str, changes: Sequence[Change]) -> None:
    from reportqa.citations import written
    from reportqa.cli.show import out

    out.print(Text(f"\n{title}", "bold"))
    for change in changes:
        out.print(Text(f"“{change.citation.quote}”"))
        out.print(Text(f"出处：{written(change.citation)}", "dim"))
        out.print(Text(f"用词：{'、'.join(change.terms)}", "dim"))
        if change.nearest is not None:
            nearest = change.nearest
            out.print(Text(f"最相近的：“{nearest.quote}”（{written(nearest)}）", "dim"))


def _watches(kept: Sequence[Watch], *, as_json: bool) -> None:
    from reportqa.cli import show

    if as_json:
        from reportqa.api.models.precedents import watch_out

        show.as_json_text([watch_out(watch) for watch in kept])
        return
    for watch in kept:
        told = f"，通知 {watch.webhook}" if watch.webhook else ""
        show.out.print(Text(f"{watch.id}  {watch.topic}（已发现 {watch.matches} 处{told}）"))
    if not kept:
        show.out.print("没有关注的主题。")


def _found(found: Sequence[Found]) -> None:
    from reportqa.cli.show import out

    for one in found:
        out.print(Text(f"{one.watch.topic}：新发现 {len(one.matches)} 处", "bold"))
        for match in one.matches:
            _line(match)
    if not found:
        out.print("没有新的发现。")
