"""``reportqa train``: a library's order tuned on the office's own questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli.application import INDEX, JsonOption, LibraryOption, app

if TYPE_CHECKING:
    from reportqa.tuning import Pairs, Tuned

LINES_NAMED = 10


@app.command()
def train(
    pairs: Annotated[
        Path,
        typer.Argument(
            help="问题及其答案，每行一个 JSON：{question, file 或 report_id, quote}，"
            "或点击记录 {question, passage_id}。"
        ),
    ],
    library: LibraryOption = INDEX,
    force: Annotated[
        bool, typer.Option("--force", help="即使没有明显变好，也启用新的排序。")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """用本单位自己的问题调整检索结果的排序；先交叉验证，明显变好才启用。"""
    from reportqa.library import Library
    from reportqa.tuning import install, read_pairs, tune

    with Library.open(library, create=False) as opened:
        read = read_pairs(pairs, opened)
        with _progress(2 * len(read.cases), quiet=as_json) as tick:
            tuned = tune(opened, read.cases, tick)
        is_used = tuned.is_better or force
        if is_used:
            install(opened, tuned)
    (_told_json if as_json else _told)(read, tuned, is_used=is_used)
    if not is_used:
        raise typer.Exit(1)


@contextmanager
def _progress(steps: int, *, quiet: bool) -> Iterator[Callable[[], None]]:
    """Show on a terminal how far the training is."""
    from reportqa.cli.show import out

    if quiet or not out.is_terminal:
        yield lambda: None
        return
    from rich.progress import Progress

    with Progress(console=out, transient=True) as bar:
        task = bar.add_task("调整排序", total=steps)
        yield lambda: bar.advance(task)


def _told(read: Pairs, tuned: Tuned, *, is_used: bool) -> None:
    from rich.table import Table

    from reportqa.cli.show import out
    from reportqa.evaluation import interval

    out.print(
        f"读到 {read.lines} 行，{len(read.cases)} 个不同的问题；"
        f"其中 {tuned.reached} 个的答案在候选段落之中，用于训练。"
    )
    if read.unknown:
        named = "、".join(map(str, read.unknown[:LINES_NAMED]))
        more = "等" if len(read.unknown) > LINES_NAMED else ""
        out.print(f"资料库中找不到第 {named} 行{more}所指的报告或原文，共 {len(read.unknown)} 行。")
    table = Table(box=None, pad_edge=False)
    for column in ("", "调整前", "", "调整后（交叉验证）", ""):
        table.add_column(column, justify="left" if column == "" else "right")
    for name in ("Success@1", "Success@10", "RR@10"):
        cells = []
        for judged in (tuned.before, tuned.after):
            figure = interval(judged, name)
            cells += [f"{figure.mean:.3f}", f"{figure.low:.2f}–{figure.high:.2f}"]
        table.add_row(name, *cells)
    out.print(table)
    found = tuned.comparison
    out.print(
        f"RR@10 相差 {found.difference:+.3f}（{found.low:+.3f} 至 {found.high:+.3f}），"
        f"p = {found.p_value:.4f}。"
    )
    if not is_used:
        out.print("没有明显变好，排序保持不变；可以多收集一些问题再试，或用 --force 启用。")
    else:
        out.print(
            "已启用新的排序，重新打开资料库（重启服务）后生效；"
            "删除资料库中的 models 文件夹即可恢复。"
        )


def _told_json(read: Pairs, tuned: Tuned, *, is_used: bool) -> None:
    from reportqa.evaluation import MEASURES, interval

    figures = {
        name: {str(m): asdict(interval(judged, str(m))) for m in MEASURES}
        for name, judged in (("before", tuned.before), ("after", tuned.after))
    }
    body = {
        "lines": read.lines,
        "unknown_lines": list(read.unknown),
        "questions": len(read.cases),
        "reached": tuned.reached,
        **figures,
        "comparison": asdict(tuned.comparison),
        "installed": is_used,
    }
    print(json.dumps(body, ensure_ascii=False, indent=2))
