from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

from reportqa.errors import NeedsOCR, UnreadableFile
from reportqa.reading import read

SONG = "STSong-Light"
BODY = ParagraphStyle(
    "body", fontName=SONG, fontSize=16, leading=28, firstLineIndent=32, wordWrap="CJK"
)
TITLE = ParagraphStyle("title", fontName=SONG, fontSize=22, leading=40, alignment=1, wordWrap="CJK")

REPORT = [
    "云溪县政府工作报告",
    "各位代表：",
    "现在，我代表县人民政府向大会报告工作，请予审议，并请县政协委员和列席人员提出意见。",
    "一、2023年工作回顾",
    *(
        f"第{n}项工作扎实推进。全年新修通村公路{n}2.5公里，惠及{n}个行政村，新增就业3{n}0人，"
        "建成高标准农田1.8万亩，粮食总产量稳定在5万吨以上，群众获得感、幸福感、安全感明显增强。"
        for n in range(1, 13)
    ),
    "二、2024年工作安排",
    "（一）抓项目。计划实施重点项目42个。",
    "谢谢大家！",
]

SENTENCE = "各位代表，现在我代表云溪县人民政府向大会报告工作，请予审议。"
PRIVATE_USE = "".join(chr(0xE000 + ord(character) % 4000) for character in SENTENCE)
MOJIBAKE = SENTENCE.encode("gb18030").decode("latin-1")
SHUFFLED = "".join(chr(0x4E00 + ord(character) * 7919 % 20000) for character in SENTENCE)


def write_pdf(path: Path, paragraphs: Sequence[str], head: str = "", title: str = "") -> Path:
    """Print paragraphs as a report is printed: title, indents, running head, page numbers."""

    def decorate(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(SONG, 10)
        canvas.drawCentredString(300, 810, head)
        canvas.drawCentredString(300, 30, f"— {document.page} —")

    story: list[Flowable] = [
        Paragraph(paragraph, BODY if number else TITLE)
        for number, paragraph in enumerate(paragraphs)
    ]
    SimpleDocTemplate(str(path), pagesize=A4, title=title).build(
        story, onFirstPage=decorate, onLaterPages=decorate
    )
    return path


def text_page(canvas: Canvas, text: str, font: str = SONG) -> None:
    canvas.setFont(font, 14)
    for row in range(8):
        canvas.drawString(72, 700 - 28 * row, text)
    canvas.showPage()


def write_pages(path: Path, *draw: Callable[[Canvas], None], password: str | None = None) -> Path:
    canvas = Canvas(str(path), encrypt=password)
    for page in draw:
        page(canvas)
    canvas.save()
    return path


def good(canvas: Canvas) -> None:
    text_page(canvas, SENTENCE)


def blank(canvas: Canvas) -> None:
    canvas.showPage()


def test_wrapped_lines_become_paragraphs_again(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "报告.pdf", REPORT, title="政府工作报告")
    document = read(path)
    assert document.text.split("\n") == REPORT
    assert document.title == "政府工作报告"
    assert document.needs_ocr == ()


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "报告.pdf", REPORT, head="云溪县人民政府公报 2024年第1期")
    assert read(path).text.split("\n") == REPORT


def test_each_page_begins_at_its_anchor(tmp_path: Path) -> None:
    document = read(write_pdf(tmp_path / "报告.pdf", REPORT, head="公报"))
    starts = document.page_starts
    assert len(starts) >= 3
    assert starts[0] == 0
    assert list(starts) == sorted(set(starts))
    assert document.text[starts[1] :][:6] not in document.text[: starts[1]]
    pages = [
        document.text[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]
    assert "".join(pages) == document.text
    assert "谢谢大家" in pages[-1]


def test_bare_and_spelled_page_numbers_are_known(tmp_path: Path) -> None:
    def numbered(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.setFont(SONG, 10)
            canvas.drawString(280, 30, str(number))
            canvas.drawString(280, 810, f"第 {number} 页 共 3 页")
            good(canvas)

        return draw

    path = write_pages(tmp_path / "a.pdf", *(numbered(n) for n in (1, 2, 3)))
    assert set(read(path).text.replace("\n", "")) == set(SENTENCE)


def test_a_number_at_the_end_of_a_page_stays_where_nothing_repeats_it(tmp_path: Path) -> None:
    def table(canvas: Canvas) -> None:
        canvas.setFont(SONG, 14)
        for row, text in enumerate((SENTENCE, "主要指标如下。", "新增就业", "3200")):
            canvas.drawString(72, 600 - 28 * row, text)
        canvas.showPage()

    assert read(write_pages(tmp_path / "a.pdf", table, good)).text.split("\n")[2] == "3200"


def test_cells_side_by_side_are_one_row(tmp_path: Path) -> None:
    def table(canvas: Canvas) -> None:
        canvas.setFont(SONG, 14)
        canvas.drawString(72, 700, SENTENCE + SENTENCE[:3])
        canvas.drawString(72, 680, "主要指标如下。")
        for column, text in enumerate(("生产总值", "81.2亿元", "86.4亿元")):
            canvas.drawString(72 + 120 * column, 660, text)
        canvas.showPage()

    row = read(write_pages(tmp_path / "a.pdf", table)).text.split("\n")[-1]
    assert row.split() == ["生产总值", "81.2亿元", "86.4亿元"]


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize(
    ("layer", "font"), [(PRIVATE_USE, SONG), (MOJIBAKE, "Helvetica"), (SHUFFLED, SONG)]
)
def test_a_garbled_layer_never_reaches_the_text(layer: str, font: str, tmp_path: Path) -> None:
    path = write_pages(
        tmp_path / "乱码.pdf", good, lambda canvas: text_page(canvas, layer, font), good
    )
    document = read(path)
    assert document.needs_ocr == (2,)
    assert set(document.text.replace("\n", "")) == set(SENTENCE)
    assert len(document.page_starts) == 3


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("layer", [None, PRIVATE_USE])
def test_a_pdf_without_a_good_page_names_what_to_install(layer: str | None, tmp_path: Path) -> None:
    draw = blank if layer is None else lambda canvas: text_page(canvas, layer)
    path = write_pages(tmp_path / "扫描 件.pdf", draw, draw)
    with pytest.raises(NeedsOCR, match=r"扫描 件\.pdf：.*reportqa\[ocr\]"):
        read(path)


@pytest.mark.usefixtures("without_ocr")
def test_a_picture_with_a_page_number_is_a_scan(data: Path, tmp_path: Path) -> None:
    def scan(canvas: Canvas) -> None:
        canvas.drawImage(str(data / "scan.png"), 0, 100, 595, 700)
        canvas.drawString(280, 30, "- 2 -")
        canvas.showPage()

    assert read(write_pages(tmp_path / "a.pdf", good, scan, blank)).needs_ocr == (2,)


def test_a_password_is_asked_for_in_the_error(tmp_path: Path) -> None:
    path = write_pages(tmp_path / "加密.pdf", good, password="geheim")
    with pytest.raises(UnreadableFile, match=r"加密\.pdf：.*文件有密码"):
        read(path)


def test_pdfs_are_read_by_many_threads(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "报告.pdf", REPORT)
    with ThreadPoolExecutor(4) as pool:
        texts = set(pool.map(lambda _: read(path).text, range(12)))
    assert texts == {"\n".join(REPORT)}
