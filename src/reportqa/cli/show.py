"""What the commands print: for people in colour, for pipes plain, for machines JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from reportqa.labels import LEVEL_NAMES, ROLE_NAMES, report_name
from reportqa.types import Citation, Hit, Report, SearchResult, Understood

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.table import Table

    from reportqa.embedding import Fingerprint
    from reportqa.health import Finding
    from reportqa.ingest import IngestResult, Progress
    from reportqa.remake import Embedded
    from reportqa.sources import Outcome
    from reportqa.store import ReportPage

out = Console(highlight=False, soft_wrap=True)
_PIPE_COLUMNS = 10_000

STATUS_NAMES = {
    "added": "新增",
    "unchanged": "未变",
    "replaced": "替换",
    "duplicate": "重复",
    "skipped": "跳过",
    "failed": "失败",
}


def as_json_text(answer: BaseModel | Sequence[BaseModel]) -> None:
    """Print an answer as the API gives it."""
    body = (
        [item.model_dump(mode="json") for item in answer]
        if isinstance(answer, Sequence)
        else answer.model_dump(mode="json")
    )
    print(json.dumps(body, ensure_ascii=False, indent=2))


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress | None]:
    """Show on a terminal how far an ingest is."""
    with _bar("导入报告", quiet=quiet) as bar:

        def told(outcome: Outcome, done: int, total: int) -> None:
            if bar is not None:
                bar(f"导入报告 {PurePath(outcome.file).name}", done, total)

        yield None if bar is None else told


@contextmanager
def embedding_progress(*, quiet: bool) -> Iterator[Embedded | None]:
    """Show on a terminal how far a change of model is."""
    with _bar("计算向量", quiet=quiet) as bar:
        yield None if bar is None else partial(bar, "计算向量")


@contextmanager
def _bar(description: str, *, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on a terminal, told what is being done, how many are done, and of how many."""
    if quiet or not out.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(description, total=None)

        def told(now: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=now)

        yield told


def ingested(result: IngestResult, held: int, *, as_json: bool) -> None:
    """Print what became of each file; those that went well are only counted."""
    if as_json:
        from reportqa.api.models.jobs import ingest_out

        as_json_text(ingest_out(result))
        return
    told = [outcome for outcome in result.outcomes if outcome.reason or outcome.notices]
    if told:
        table = _table("文件", "结果", "说明")
        for outcome in told:
            words = "；".join(part for part in (outcome.reason, *outcome.notices) if part)
            name = PurePath(outcome.file).name
            table.add_row(Text(name), STATUS_NAMES[outcome.status], Text(words))
        _print(table)
    counted = "，".join(f"{STATUS_NAMES[s]} {n}" for s, n in result.counts.items())
    out.print(f"{counted or '没有找到报告文件'}；资料库现有 {held} 份报告。")
    for line in result.watched:
        out.print(Text(line))
    if result.warning:
        out.print(Text(f"注意：{result.warning}", "yellow"))


def found(result: SearchResult, *, as_json: bool) -> None:
    """Print the hits of a search, each with where it stands."""
    if as_json:
        from reportqa.api.models.search import search_out

        as_json_text(search_out(result))
        return
    for note in result.notes:
        out.print(Text(note, "yellow"))
    for name, others in result.understood.expanded.items():
        out.print(Text(f"“{name}”也按“{'”“'.join(others)}”查找。", "dim"))
    for hit in result.hits:
        out.print(_heading(hit))
        out.print(_quote(hit, result.understood))
        out.print(Text(source_of(hit)), style="dim")
        if hit.explanation is not None:
            from reportqa.cli.explaining import lines

            for line in lines(hit.explanation):
                out.print(Text(f"  {line}"), style="cyan")
        out.print()
    if not result.hits:
        out.print("没有查到。")


def listed(page: ReportPage, problems: Mapping[str, Sequence[str]] | None) -> None:
    """Print reports, or what could not be read of each where that was asked for."""
    if problems is not None:
        _checked(page, problems)
        return
    table = _table("编号", "地区", "报告年份", "回顾", "安排", "标题", "文件")
    for report in page.reports:
        years = (report.delivered_year, report.review_year, report.plan_year)
        cells = (report.id, report.place, *years, report.title, report.source)
        table.add_row(*(Text("—" if cell is None else str(cell)) for cell in cells))
    if page.reports:
        _print(table)
    out.print(f"共 {page.total} 份报告。")


def listed_json(
    page: ReportPage, problems: Mapping[str, Sequence[str]] | None, limit: int, offset: int
) -> None:
    """Print a page of reports as the API gives it, with problems where they were asked for."""
    from reportqa.api.models.reports import checked_list, report_list

    answer = report_list(page, limit, offset)
    as_json_text(answer if problems is None else checked_list(answer, problems))


def removed(reports: Sequence[Report], *, as_json: bool) -> None:
    """Print which reports were removed."""
    if as_json:
        from reportqa.api.models.base import report_out

        as_json_text([report_out(report) for report in reports])
        return
    for report in reports:
        out.print(Text(f"已删除：{report.title}（{report.id}）"))


def corrected(report: Report, *, as_json: bool) -> None:
    """Print what a corrected report is now."""
    if as_json:
        from reportqa.api.models.base import report_out

        as_json_text(report_out(report))
        return
    level = LEVEL_NAMES[report.level] if report.level else "层级不详"
    out.print(Text(f"已更正：{report_name(report)}，{level}（{report.id}）"))


def reindexed(model: Fingerprint, *, as_json: bool) -> None:
    """Print which model the library is embedded with now."""
    if as_json:
        print(json.dumps(asdict(model), ensure_ascii=False, indent=2))
        return
    out.print(Text(f"已换用模型 {model.name}（{model.revision}，{model.dimension} 维）。"))


def examined(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print what ``doctor`` found."""
    if as_json:
        print(json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=2))
        return
    for finding in findings:
        mark = Text("正常 ", "green") if finding.well else Text("异常 ", "bold red")
        out.print(mark + Text(f"{finding.what}：{finding.detail}"))


def _checked(page: ReportPage, problems: Mapping[str, Sequence[str]]) -> None:
    doubtful = [report for report in page.reports if problems[report.id]]
    for report in doubtful:
        out.print(Text(f"{report.source}（{report.id}）"))
        for problem in problems[report.id]:
            out.print(Text(f"  {problem}", "yellow"))
    out.print(f"查看了 {len(page.reports)} 份报告，{len(doubtful)} 份有问题。")


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == "编号")
    return table


def _print(table: Table) -> None:
    """Print a table as wide as the terminal; in a pipe, each row in one line, however long."""
    wide = out if out.is_terminal else Console(highlight=False, width=_PIPE_COLUMNS)
    wide.print(table)


def _heading(hit: Hit) -> Text:
    report = hit.report
    year = f"{report.delivered_year} 年报告" if report.delivered_year else "报告"
    where = " · ".join((f"{report.place or '地区不详'} {year}", *hit.section))
    folded = f"（另有 {hit.folded} 段近似）" if hit.folded else ""
    return Text.assemble(
        (f"[{hit.rank}] ", "bold"), (where, "bold"), f" · {ROLE_NAMES[hit.role]}{folded}"
    )


def _quote(hit: Hit, understood: Understood) -> Text:
    """The passage with the words that were searched marked, where the terminal can show it."""
    quote = Text(hit.text)
    # The longest first: of 老年 and 老年食堂, the whole name is to be marked.
    others = (name for names in understood.expanded.values() for name in names)
    named = {*understood.phrases, *understood.terms, *others}
    searched = sorted(named, key=len, reverse=True)
    words = [re.escape(term) for term in searched if len(term) > 1]
    if words:
        quote.highlight_regex("|".join(words), "bold yellow")
    return quote


def source_of(quoted: Hit | Citation) -> str:
    """Where a quote stands: its file, page, characters and passage."""
    page = f" 第 {quoted.page} 页" if quoted.page else ""
    where = f"{quoted.report.source}{page}，第 {quoted.start}–{quoted.end} 字"
    return f"出处：{where}（{quoted.passage_id}）"
