"""Whether a library is sound: the catalog, both views, and both halves of the search."""

from __future__ import annotations

from dataclasses import dataclass

from reportqa import structure
from reportqa.errors import LibraryDamaged, ReportQAError
from reportqa.library import Library
from reportqa.types import Filters, Mode

TOLD = 5
"""So many faults of a damaged catalog are told one by one."""

RESTORE = (
    "catalog.db 已损坏，请用备份恢复（reportqa restore 备份文件 --overwrite），"
    "没有备份则把报告原文件导入新的资料库"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in words."""

    what: str
    well: bool
    detail: str


def examine(library: Library) -> list[Finding]:
    """Look at everything that a search rests on; nothing is changed but views that are behind.

    Each half of the search is asked for a passage by its own words: a half that is silent is
    found out (the lexical half has stood empty for Chinese in other systems unnoticed).
    """
    findings = [_catalog(library)]
    if findings[0].well:
        findings.append(_texts(library))
    if not findings[-1].well:
        return findings
    try:
        snapshot = library.snapshot()
        model = library.embedder.fingerprint
    except ReportQAError as error:
        return [*findings, Finding("索引与模型", False, str(error))]
    passages = library.catalog.size()
    for what, keys in (("语义索引", snapshot.vectors.keys), ("词语索引", snapshot.words.keys)):
        detail = f"{len(keys)} 个段落，资料库共 {passages} 个"
        findings.append(Finding(what, len(keys) == passages, detail))
    findings.append(
        Finding("模型", True, f"{model.name}（{model.revision}，{model.dimension} 维）")
    )
    if passages:
        findings += [
            _half(library, Mode.DENSE, "语义检索"),
            _half(library, Mode.LEXICAL, "词语检索"),
        ]
    return findings


def _catalog(library: Library) -> Finding:
    try:
        wrong = library.catalog.check()
        total = library.reports(limit=1).total
    except LibraryDamaged as error:
        return Finding("目录数据库", False, str(error))
    if wrong:
        told = "；".join(wrong[:TOLD])
        more = f"等 {len(wrong)} 处" if len(wrong) > TOLD else ""
        return Finding("目录数据库", False, f"{told}{more}；{RESTORE}")
    return Finding("目录数据库", True, f"{total} 份报告，修订号 {library.revision}")


def _texts(library: Library) -> Finding:
    """Whether each text is the one that its id was made from: SQLite sums no pages."""
    try:
        reports = library.reports(limit=-1).reports
        wrong = [report.source for report in reports if not _is_itself(library, report.id)]
    except LibraryDamaged as error:
        return Finding("报告原文", False, str(error))
    if wrong:
        return Finding("报告原文", False, f"{'、'.join(wrong[:TOLD])} 与入库时不同；{RESTORE}")
    return Finding("报告原文", True, f"{len(reports)} 份报告与入库时一字不差")


def _is_itself(library: Library, report_id: str) -> bool:
    held = library.structured(report_id)
    return structure.report_id(held.text) == report_id and all(
        held.text[passage.start : passage.end] == passage.text for passage in held.passages
    )


def _half(library: Library, mode: Mode, what: str) -> Finding:
    report = library.reports(limit=1).reports[0]
    known = library.passage(f"{report.id}-{len(library.structured(report.id).passages) // 2}")
    asked = known.passage.text[:120]
    hits = library.search(asked, k=3, mode=mode, filters=Filters(report_id=report.id)).hits
    found = any(hit.passage_id == known.id for hit in hits)
    detail = "以一段原文查询，能查到该段" if found else f"以 {known.id} 的原文查询，没有查到该段"
    return Finding(what, found, detail)
