"""``reportqa ask``: an answer with its quotes, or a refusal with what came closest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from reportqa.cli.application import (
    INDEX,
    FromOption,
    JsonOption,
    LevelOption,
    LibraryOption,
    PlaceOption,
    RerankerOption,
    RoleOption,
    ToOption,
    app,
    filters_of,
)

if TYPE_CHECKING:
    from reportqa.answering.answer import Answer, Mark
    from reportqa.answering.generation.chat import ChatModel

NEAREST_SHOWN = 3


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="问题，如：2024年建了多少口袋公园？")],
    library: LibraryOption = INDEX,
    k: Annotated[int, typer.Option("--k", "-k", help="最多引用几段。", min=1, max=10)] = 5,
    place: PlaceOption = None,
    level: LevelOption = None,
    year_from: FromOption = None,
    year_to: ToOption = None,
    role: RoleOption = None,
    reranker: RerankerOption = None,
    llm: Annotated[
        bool,
        typer.Option("--llm", help="由语言模型组织语言（REPORTQA_LLM_BASE_URL 等），逐句核对。"),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """回答问题：逐句引用原文并给出出处；报告没有写的，如实说没有。"""
    filters = filters_of(place, level, year_from, year_to, role)
    from reportqa.cli import show
    from reportqa.library import Library

    with Library.open(library, create=False, reranker=reranker) as opened:
        answer = opened.ask(question, filters=filters, k=k, llm=_model() if llm else None)
    if as_json:
        from reportqa.api.models.ask import ask_out

        show.as_json_text(ask_out(answer))
    else:
        _shown(answer)
        if llm:
            for note in answer.notes:
                show.out.print(Text(note, "yellow"))


def _model() -> ChatModel:
    """The language model that the settings name. Raises ``ModelError`` where they name none."""
    from reportqa.answering.generation.chat import chat_model
    from reportqa.errors import ModelError
    from reportqa.settings import Settings

    at = Settings()
    model = chat_model(at.llm_base_url, at.llm_model, at.llm_api_key, at.llm_timeout)
    if model is None:
        raise ModelError(
            "没有设置语言模型：请设置 REPORTQA_LLM_BASE_URL 和 REPORTQA_LLM_MODEL，"
            "服务要求密钥的，再设置 REPORTQA_LLM_API_KEY"
        )
    return model


def _shown(answer: Answer) -> None:
    """Print an answer for people, the part of each quote that answers marked."""
    from reportqa.cli.show import out, source_of
    from reportqa.labels import report_name

    text = Text(answer.text)
    for mark in answer.marks:
        if mark.answer is not None:
            _highlight(text, mark)
    out.print(text)
    out.print()
    for mark in answer.marks:
        citation = mark.citation
        if answer.generated:
            out.print(Text(f"[{mark.marker}] “{citation.quote}”"))
        out.print(Text(f"[{mark.marker}] {source_of(citation)}", "dim"))
    if answer.answerable:
        out.print(Text(f"可信度 {answer.confidence:.0%}", "dim"))
        return
    for hit in answer.nearest[:NEAREST_SHOWN]:
        where = " · ".join((report_name(hit.report), *hit.section))
        out.print(Text(f"相近的段落（不是答案）：{where}", "bold"))
        out.print(Text(hit.text))


def _highlight(text: Text, mark: Mark) -> None:
    assert mark.answer is not None
    begin = text.plain.find(f"“{mark.citation.quote}”[{mark.marker}]")
    if begin >= 0:
        offset = begin + 1 - mark.citation.start
        text.stylize("bold yellow", mark.answer.start + offset, mark.answer.end + offset)
