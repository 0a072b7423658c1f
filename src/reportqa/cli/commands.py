"""The commands. What a command needs is imported when it runs: a search must start fast."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import reportqa.cli.ask
import reportqa.cli.commitments
import reportqa.cli.compare
import reportqa.cli.keeping
import reportqa.cli.keys
import reportqa.cli.precedents
import reportqa.cli.training  # noqa: F401  registered with the app, as those above
from reportqa.cli.application import (
    INDEX,
    YEARS,
    FromOption,
    JsonOption,
    LevelOption,
    LibraryOption,
    ModelOption,
    PlaceOption,
    RerankerOption,
    RoleOption,
    ToOption,
    app,
    filters_of,
)
from reportqa.types import Filters, Level, Mode


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="报告文件或文件夹。")],
    library: LibraryOption = INDEX,
    place: Annotated[str | None, typer.Option(help="地区，优先于文件中读到的，如 重庆市。")] = None,
    year: Annotated[int | None, typer.Option(help="报告年份（作报告的那一年）。", **YEARS)] = None,
    level: Annotated[Level | None, typer.Option(help="层级。")] = None,
    collection: Annotated[
        str | None, typer.Option(help="归入哪个专题库；只有持有它的密钥的人能看。")
    ] = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """导入报告：新增的加入，改动的替换，未改的不动；坏文件不影响其他文件。"""
    from reportqa.cli import show
    from reportqa.library import Library
    from reportqa.sources import Status
    from reportqa.types import Overrides

    overrides = Overrides(place=place, delivered_year=year, level=level, collection=collection)
    with Library.open(library, model) as opened:
        with show.progress(quiet=as_json) as progress:
            result = opened.ingest(paths, overrides, progress=progress)
        show.ingested(result, opened.reports(limit=1).total, as_json=as_json)
    if Status.FAILED in result.counts:
        raise typer.Exit(1)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="要查的问题或词语；加引号“”的短语须原样出现。")],
    library: LibraryOption = INDEX,
    k: Annotated[int, typer.Option("--k", "-k", help="最多几条。", min=1, max=200)] = 10,
    mode: Annotated[Mode, typer.Option(help="混合、只按语义或只按词语。")] = Mode.HYBRID,
    place: PlaceOption = None,
    level: LevelOption = None,
    year_from: FromOption = None,
    year_to: ToOption = None,
    role: RoleOption = None,
    reranker: RerankerOption = None,
    explain: Annotated[bool, typer.Option("--explain", help="逐条说明为何排在这里。")] = False,
    as_json: JsonOption = False,
) -> None:
    """查找原文段落，逐条给出出处。"""
    filters = filters_of(place, level, year_from, year_to, role)
    from reportqa.cli import show
    from reportqa.library import Library

    with Library.open(library, create=False, reranker=reranker) as opened:
        result = opened.search(query, k=k, mode=mode, filters=filters, explain=explain)
    show.found(result, as_json=as_json)


@app.command()
def reports(
    library: LibraryOption = INDEX,
    place: Annotated[str | None, typer.Option(help="只列这个地区。")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="列出未能读出或前后不一致的内容。")
    ] = False,
    limit: Annotated[int, typer.Option(help="最多几份。", min=1, max=100_000)] = 1000,
    offset: Annotated[int, typer.Option(help="跳过前几份。", min=0)] = 0,
    as_json: JsonOption = False,
) -> None:
    """列出资料库中的报告。"""
    from reportqa.cli import show
    from reportqa.library import Library

    with Library.open(library, create=False) as opened:
        page = opened.reports(Filters(place=place), limit=limit, offset=offset)
        problems = (
            {report.id: opened.check(report.id) for report in page.reports} if check else None
        )
    if as_json:
        show.listed_json(page, problems, limit, offset)
    else:
        show.listed(page, problems)


@app.command()
def remove(
    report_ids: Annotated[list[str], typer.Argument(help="报告编号，见 reportqa reports。")],
    library: LibraryOption = INDEX,
    as_json: JsonOption = False,
) -> None:
    """从资料库中彻底删除报告（原文件不动）。"""
    from reportqa.cli import show
    from reportqa.errors import NotFound
    from reportqa.library import Library

    removed, unknown = [], 0
    with Library.open(library, create=False) as opened:
        for report_id in dict.fromkeys(report_ids):
            try:
                report = opened.report(report_id)
                opened.remove(report_id)
                removed.append(report)
            except NotFound as error:
                typer.echo(f"错误：{error}", err=True)
                unknown += 1
    show.removed(removed, as_json=as_json)
    if unknown:
        raise typer.Exit(1)


@app.command()
def correct(
    report_id: Annotated[str, typer.Argument(help="报告编号，见 reportqa reports。")],
    library: LibraryOption = INDEX,
    place: Annotated[str | None, typer.Option(help="地区，如 重庆市。")] = None,
    year: Annotated[int | None, typer.Option(help="报告年份（作报告的那一年）。", **YEARS)] = None,
    level: Annotated[Level | None, typer.Option(help="层级。")] = None,
    as_json: JsonOption = False,
) -> None:
    """更正报告的地区、年份或层级；以后重新导入同一文件，更正仍然有效。"""
    from reportqa.cli import show
    from reportqa.library import Library
    from reportqa.types import Overrides

    said = Overrides(place=place, delivered_year=year, level=level)
    with Library.open(library, create=False) as opened:
        show.corrected(opened.correct(report_id, said), as_json=as_json)


@app.command()
def reindex(
    model: Annotated[str, typer.Option(help="新的向量模型：名称或文件夹。")],
    library: LibraryOption = INDEX,
    as_json: JsonOption = False,
) -> None:
    """换一个向量模型，为全部报告重新计算向量：其间照常检索，中断后再次运行即接着做。"""
    from reportqa.cli import show
    from reportqa.library import Library

    with Library.open(library, create=False) as opened:
        with show.embedding_progress(quiet=as_json) as progress:
            opened.reindex(model, progress=progress)
        show.reindexed(opened.embedder.fingerprint, as_json=as_json)


@app.command()
def doctor(library: LibraryOption = INDEX, as_json: JsonOption = False) -> None:
    """检查资料库是否完好、两路检索是否都能查到。"""
    from reportqa.cli import show
    from reportqa.health import examine
    from reportqa.library import Library

    with Library.open(library, create=False) as opened:
        findings = examine(opened)
    show.examined(findings, as_json=as_json)
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


@app.command()
def evaluate(
    questions: Annotated[Path, typer.Argument(help="标注好的问题，每行一个 JSON。")],
    library: LibraryOption = INDEX,
    mode: Annotated[Mode, typer.Option(help="混合、只按语义或只按词语。")] = Mode.HYBRID,
    against: Annotated[Mode | None, typer.Option(help="与另一种方式比较。")] = None,
    against_library: Annotated[
        Path | None, typer.Option(help="与另一个资料库（如用另一模型所建）比较。")
    ] = None,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """用标注好的问题衡量检索效果，可与另一种方式或另一个资料库比较。"""
    from reportqa.cli.evaluation import evaluated
    from reportqa.evaluation import Judged, read_questions
    from reportqa.evaluation import evaluate as measure
    from reportqa.library import Library

    asked = read_questions(questions)

    def judge(folder: Path, how: Mode) -> list[Judged]:
        with Library.open(folder, create=False, reranker=reranker) as opened:
            return measure(asked, lambda query, k: opened.search(query, k=k, mode=how).hits)

    judged = judge(library, mode)
    if not judged:
        raise typer.BadParameter("文件中没有带答案的问题。")
    other = None
    if against is not None or against_library is not None:
        other = judge(against_library or library, against or mode)
    evaluated(judged, other, as_json=as_json)


@app.command()
def serve(
    library: Annotated[
        Path | None, typer.Option("--library", "-l", help="资料库所在的文件夹。")
    ] = None,
    host: Annotated[str | None, typer.Option(help="监听地址，默认只限本机。")] = None,
    port: Annotated[int | None, typer.Option(help="端口，默认 8000。", min=1, max=65535)] = None,
    without_keys: Annotated[
        bool,
        typer.Option(
            "--without-keys", help="没有密钥也对别的机器开放：谁连得上，谁就能读、改、删。"
        ),
    ] = False,
) -> None:
    """启动网页（/）和 HTTP 服务（接口见 /openapi.json）。"""
    from reportqa.cli.serving import serve_library

    serve_library(library, host, port, without_keys=without_keys)
