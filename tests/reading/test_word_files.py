from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from reportqa.errors import FileTooLarge, UnreadableFile
from reportqa.reading import Limits, read
from reportqa.reading.numbering import chinese

LEVELS = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]


def save(document: Any, folder: Path) -> Path:
    path = folder / "报告.docx"
    document.save(str(path))
    return path


def append(document: Any, xml: str) -> None:
    """Put a paragraph or a table, written as XML, at the end of the document."""
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(xml))


def paragraph(inner: str) -> str:
    return f"<w:p {nsdecls('w')}>{inner}</w:p>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def with_lists(document: Any) -> None:
    """Give the document one list of three levels, 一、 （一） 1., with the number 77."""
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(LEVELS)
    )
    root = document.part.numbering_part.element
    root.insert(
        0,
        parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'),
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )


def numbered(text: str, level: int) -> str:
    return paragraph(
        f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr></w:pPr>'
        + run(text)
    )


def test_paragraphs_and_tables_keep_their_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "云溪县政府工作报告"
    document.add_paragraph("各位代表：")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells),
        ("指标", "2023年", "生产总值", "86.4亿元"),
        strict=True,
    ):
        cell.text = text
    document.add_paragraph("谢谢大家！")
    read_back = read(save(document, tmp_path))
    assert read_back.text == "各位代表：\n指标 | 2023年\n生产总值 | 86.4亿元\n谢谢大家！"
    assert read_back.title == "云溪县政府工作报告"


def test_merged_cells_are_not_repeated(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "主要指标"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "就业"
    table.cell(1, 1).text, table.cell(1, 2).text = "新增", "3200人"
    table.cell(2, 1).text, table.cell(2, 2).text = "失业率", "3.1%"
    lines = read(save(document, tmp_path)).text.split("\n")
    assert [line.strip() for line in lines] == [
        "主要指标",
        "就业 | 新增 | 3200人",
        "| 失业率 | 3.1%",
    ]


def test_a_table_in_a_cell_is_read_once(tmp_path: Path) -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "外"
    outer.cell(0, 1).add_table(1, 1).cell(0, 0).text = "内"
    assert read(save(document, tmp_path)).text == "外 | 内"


def test_automatic_numbers_come_back_as_text(tmp_path: Path) -> None:
    document = docx.Document()
    with_lists(document)
    for text, level in [
        ("工作回顾", 0),
        ("抓项目", 1),
        ("建园区", 2),
        ("修道路", 2),
        ("惠民生", 1),
        ("办学校", 2),
        ("工作安排", 0),
        ("稳增长", 1),
    ]:
        append(document, numbered(text, level))
    assert read(save(document, tmp_path)).text.split("\n") == [
        "一、工作回顾",
        "（一）抓项目",
        "1.建园区",
        "2.修道路",
        "（二）惠民生",
        "1.办学校",
        "二、工作安排",
        "（一）稳增长",
    ]


def test_a_number_may_come_from_the_style_and_a_bullet_is_none(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("修路", style="List Number")
    document.add_paragraph("架桥", style="List Number")
    document.add_paragraph("植树", style="List Bullet")
    assert read(save(document, tmp_path)).text == "1.修路\n2.架桥\n植树"


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")]
)
def test_numbers_are_written_as_headings_write_them(number: int, text: str) -> None:
    assert chinese(number) == text


def test_deletions_are_left_out_and_insertions_kept(tmp_path: Path) -> None:
    document = docx.Document()
    change = 'w:id="1" w:author="甲"'
    append(
        document,
        paragraph(
            run("增长")
            + f"<w:del {change}><w:r><w:delText>8%</w:delText></w:r></w:del>"
            + f"<w:ins {change}>{run('6%')}</w:ins>"
            + f"<w:moveFrom {change}>{run('左右')}</w:moveFrom>"
        ),
    )
    assert read(save(document, tmp_path)).text == "增长6%"


def test_content_controls_breaks_tabs_and_links_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent>{paragraph(run('甲'))}</w:sdtContent></w:sdt>"
    append(document, control)
    append(
        document, paragraph(f"<w:hyperlink>{run('乙')}</w:hyperlink><w:r><w:br/></w:r>{run('丙')}")
    )
    append(document, paragraph(f"{run('丁')}<w:r><w:tab/></w:r>{run('戊')}"))
    append(document, paragraph(f"<w:r><w:instrText>PAGE</w:instrText></w:r>{run('己')}"))
    assert read(save(document, tmp_path)).text == "甲\n乙\n丙\n丁\t戊\n己"


def test_a_text_box_follows_its_paragraph_once(tmp_path: Path) -> None:
    document = docx.Document()
    box = f"<w:txbxContent>{paragraph(run('框中'))}</w:txbxContent>"
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    append(
        document,
        f"<w:p {nsdecls('w')} {spaces}>{run('正文')}<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
    )
    document.add_paragraph("下文")
    assert read(save(document, tmp_path)).text == "正文\n框中\n下文"


def test_footnotes_are_marked_and_stand_at_the_end(tmp_path: Path) -> None:
    document = docx.Document()
    append(
        document,
        paragraph(f'{run("“双控”")}<w:r><w:footnoteReference w:id="2"/></w:r>{run("机制。")}'),
    )
    path = save(document, tmp_path)
    notes = (
        f"<w:footnotes {nsdecls('w')}>"
        f'<w:footnote w:id="0" w:type="separator">{paragraph("")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph(run("双控：两项控制。"))}</w:footnote></w:footnotes>'
    )
    add_part(path, "footnotes", notes)
    assert read(path).text == "“双控”[1]机制。\n[1]双控：两项控制。"


def add_part(path: Path, kind: str, xml: str) -> None:
    """Add a part to a saved document, related to its body as Word relates it."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[f"word/{kind}.xml"] = xml.encode()
    for name, tag in (
        (
            "word/_rels/document.xml.rels",
            f'<Relationship Id="rIdN" Type="{office}/{kind}" Target="{kind}.xml"/></Relationships>',
        ),
        (
            "[Content_Types].xml",
            f'<Override PartName="/word/{kind}.xml" ContentType="{word}.{kind}+xml"/></Types>',
        ),
    ):
        parts[name] = re.sub(rb"</\w+>\s*$", tag.encode(), parts[name])
    write_zip(path, parts)


def write_zip(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def word_parts() -> dict[str, bytes]:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_zip_bomb_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "炸弹.docx"
    parts = word_parts()
    parts["word/document.xml"] = b"<w:document>" + b" " * 50_000_000
    write_zip(path, parts)
    assert path.stat().st_size < 100_000
    with pytest.raises(FileTooLarge, match=r"炸弹\.docx"):
        read(path)


def test_the_sum_of_the_parts_is_limited_too(tmp_path: Path) -> None:
    path = save(docx.Document(), tmp_path)
    with pytest.raises(FileTooLarge, match=r"报告\.docx"):
        read(path, limits=Limits(unpacked_bytes=10_000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "实体.docx"
    parts = word_parts()
    parts["word/document.xml"] = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<!DOCTYPE w [<!ENTITY a "哈"><!ENTITY b "&a;&a;">]>'
        f"<w:document {nsdecls('w')}><w:body>{paragraph(run('&b;'))}</w:body></w:document>"
    ).encode(encoding)
    write_zip(path, parts)
    with pytest.raises(UnreadableFile, match="XML 实体"):
        read(path)


def test_broken_xml_is_named_as_a_damaged_word_file(tmp_path: Path) -> None:
    path = tmp_path / "损坏.docx"
    write_zip(path, word_parts() | {"word/document.xml": b"<w:document"})
    with pytest.raises(UnreadableFile, match=r"损坏\.docx：不能作为 Word 文件打开"):
        read(path)


@pytest.mark.shared
def test_the_real_word_files_hold_the_text_of_their_twins(shared: Path) -> None:
    paths = sorted((shared / "reports/raw").glob("*.docx"))
    assert len(paths) == 20
    for path in paths:
        place = path.stem.removeprefix("2025年").removesuffix("政府工作报告")
        twin = (shared / f"reports/dev/{place}_2025.txt").read_text(encoding="utf-8")
        assert "".join(read(path).text.split()) == "".join(twin.split()), path.name
