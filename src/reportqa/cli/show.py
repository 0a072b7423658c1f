"""What the commands print: for people in colour, for pipes plain, for machines JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from reportqa.types import Hit, Report, Role, SearchResult

if TYPE_CHECKING:
    from pydantic import BaseModel

    from reportqa.health import Finding
    from reportqa.ingest import IngestResult, Progress
    from reportqa.sources import Outcome
    from reportqa.store import ReportPage

out = Console(highlight=False, soft_wrap=True)

ROLE_NAMES = {
    Role.OPENING: "开头",
    Role.REVIEW: "工作回顾",
    Role.PROBLEMS: "困难和问题",
    Role.PLAN: "工作安排",
    Role.CLOSING: "结尾",
    Role.OTHER: "其他",
}
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
    if quiet or not out.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("导入报告", total=None)

        def told(outcome: Outcome, done: int, total: int) -> None:
            name = PurePath(outcome.file).name
            bar.update(task, completed=done, total=total, description=f"导入报告 {name}")

        yield told


def ingested(result: IngestResult, held: int, *, as_json: bool) -> None:
    """Print what became of each file; those that went well are only counted."""
    if as_json:
        from reportqa.api.models import outcome_out

        as_json_text([outcome_out(outcome) for outcome in result.outcomes])
        return
    told = [outcome for outcome in result.outcomes if outcome.reason or outcome.notices]
    if told:
        from rich.table import Table

        table = Table(box=None, pad_edge=False)
        for column in ("文件", "结果", "说明"):
            table.add_column(column, overflow="fold")
        for outcome in told:
            words = "；".join(part for part in (outcome.reason, *outcome.notices) if part)
            name = PurePath(outcome.file).name
            table.add_row(Text(name), STATUS_NAMES[outcome.status], Text(words))
        out.print(table)
    counted = "，".join(f"{STATUS_NAMES[s]} {n}" for s, n in result.counts.items())
    out.print(f"{counted or '没有找到报告文件'}；资料库现有 {held} 份报告。")
    if result.warning:
        out.print(Text(f"注意：{result.warning}", "yellow"))


def found(result: SearchResult, *, as_json: bool) -> None:
    """Print the hits of a search, each with where it stands."""
    if as_json:
        from reportqa.api.models import search_out

        as_json_text(search_out(result))
        return
    for note in result.notes:
        out.print(Text(note, "yellow"))
    for hit in result.hits:
        out.print(_heading(hit))
        out.print(_quote(hit, result.understood.terms))
        out.print(_source(hit), style="dim")
        out.print()
    if not result.hits:
        out.print("没有查到。")


def listed(
    page: ReportPage, problems: Mapping[str, Sequence[str]] | None, *, as_json: bool
) -> None:
    """Print reports, with what could not be read of each where that was asked for."""
    if as_json:
        _listed_json(page, problems)
        return
    if problems is not None:
        _checked(page, problems)
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in ("编号", "地区", "报告年份", "回顾", "安排", "标题", "文件"):
        table.add_column(column, overflow="fold")
    for report in page.reports:
        years = (report.delivered_year, report.review_year, report.plan_year)
        cells = (report.id, report.place, *years, report.title, report.source)
        table.add_row(*(Text("—" if cell is None else str(cell)) for cell in cells))
    if page.reports:
        out.print(table)
    out.print(f"共 {page.total} 份报告。")


def examined(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print what ``doctor`` found."""
    if as_json:
        from dataclasses import asdict

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


def _listed_json(page: ReportPage, problems: Mapping[str, Sequence[str]] | None) -> None:
    from reportqa.api.models import report_out

    def body(report: Report) -> dict[str, object]:
        extra = {} if problems is None else {"problems": list(problems[report.id])}
        return {**report_out(report).model_dump(mode="json"), **extra}

    answer = {"total": page.total, "reports": [body(report) for report in page.reports]}
    print(json.dumps(answer, ensure_ascii=False, indent=2))


def _heading(hit: Hit) -> Text:
    report = hit.report
    year = f"{report.delivered_year} 年报告" if report.delivered_year else "报告"
    where = " · ".join((f"{report.place or '地区不详'} {year}", *hit.section))
    folded = f"（另有 {hit.folded} 段近似）" if hit.folded else ""
    return Text.assemble(
        (f"[{hit.rank}] ", "bold"), (where, "bold"), f" · {ROLE_NAMES[hit.role]}{folded}"
    )


def _quote(hit: Hit, terms: Sequence[str]) -> Text:
    """The passage with the words that were searched marked, where the terminal can show it."""
    quote = Text(hit.text)
    words = [re.escape(term) for term in terms if len(term) > 1]
    if words:
        quote.highlight_regex("|".join(words), "bold yellow")
    return quote


def _source(hit: Hit) -> Text:
    page = f" 第 {hit.page} 页" if hit.page else ""
    return Text(f"出处：{hit.report.source}{page}，第 {hit.start}–{hit.end} 字（{hit.passage_id}）")
