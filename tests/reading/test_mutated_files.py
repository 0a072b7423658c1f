"""Files that were good once: whatever is wrong with them, they are read or refused."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from reportqa.errors import ReadingError
from reportqa.reading import read

pytestmark = pytest.mark.fuzz

LINES = ["云溪县政府工作报告", "各位代表：", "一、2023年工作回顾", "新修通村公路12.5公里。"]
# What means something to one of the readers.
SIGNS = [
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x81\x30\x81\x30", b"\xff" * 8, b"&a;", b"&#x110000;",
    b"<!DOCTYPE a [<!ENTITY a 'b'>]>", b"<table><tr><td>", b"</body>", b"<w:p>", b"<w:tbl>",
    b"</w:tbl>", b'<w:footnoteReference w:id="1"/>', b'<w:numId w:val="-1"/>', b"<div>" * 500,
    b"/Kids [3 0 R 3 0 R]", b"/Count 2147483647", b"/Length 99999999", b"[" * 500, b"endobj",
    b"stream\n", b"<</Type /Pages>>", b"PK\x03\x04", b"%PDF-1.7",
]  # fmt: skip
PLACES = st.floats(0, 1, exclude_max=True)
INSERTS = st.sampled_from(SIGNS) | st.binary(max_size=8)
CHANGES = st.lists(
    st.tuples(
        PLACES,
        st.integers(0, 64),
        st.sampled_from(SIGNS) | st.binary(max_size=8),
        st.integers(1, 9),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module", autouse=True)
def no_ocr() -> Iterator[None]:
    """Recognising a page takes seconds, and is no reader's doing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reportqa.reading.ocr.is_installed", lambda: False)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


def changed(data: bytes, changes: list[tuple[float, int, bytes, int]]) -> bytes:
    """At each place, some bytes go and others come, once or more."""
    for place, gone, come, times in changes:
        at = int(place * len(data))
        data = data[:at] + come * times + data[at + gone :]
    return data


def word_parts() -> dict[str, bytes]:
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line, style="List Number")
    document.add_table(2, 2).cell(0, 0).text = "指标"
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def pdf() -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=0)
    for lines in (LINES, ["二、2024年工作安排", "全年建成高标准农田1.8万亩，新增就业300人。"]):
        canvas.setFont("STSong-Light", 14)
        for row, line in enumerate(lines):
            canvas.drawString(72, 700 - 30 * row, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


PARTS = word_parts()
WHOLE = {
    "word.docx": packed(PARTS),
    "print.pdf": pdf(),
    "page.html": (
        "<!doctype html><html><head><meta charset=gbk><title>报告</title></head><body><div>"
        + "".join(f"<p>{line}</p>" for line in LINES)
        + "<table><tr><td>指标<td>数值</table><ul><li><a href=#>首页</a></ul></div></body></html>"
    ).encode("gb18030"),
    "utf8.txt": "\n".join(LINES).encode(),
    "gb18030.txt": "\r\n".join(LINES).encode("gb18030"),
}


def read_or_refused(path: Path) -> None:
    began = time.process_time()
    try:
        document = read(path)
    except ReadingError as refusal:
        told = str(refusal)
    else:
        told = document.source
        starts = [0, *document.page_starts, len(document.text)]
        assert document.text.strip()
        assert starts == sorted(starts)
    assert path.name in told
    # Of the processor, so that a busy machine is no failure; a good file takes hundredths.
    assert time.process_time() - began < 5


@pytest.mark.parametrize("name", WHOLE)
def test_the_files_are_good_before_they_are_changed(name: str, folder: Path) -> None:
    (folder / name).write_bytes(WHOLE[name])
    assert read(folder / name).text


@pytest.mark.parametrize("name", WHOLE)
@given(changes=CHANGES)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_file_is_read_or_refused(
    name: str, folder: Path, changes: list[tuple[float, int, bytes, int]]
) -> None:
    path = folder / name
    path.write_bytes(changed(WHOLE[name], changes))
    read_or_refused(path)


@given(part=st.sampled_from(sorted(PARTS)), changes=CHANGES)
@settings(deadline=None)
def test_a_word_file_of_changed_parts_is_read_or_refused(
    folder: Path, part: str, changes: list[tuple[float, int, bytes, int]]
) -> None:
    path = folder / "parts.docx"
    path.write_bytes(packed(PARTS | {part: changed(PARTS[part], changes)}))
    read_or_refused(path)
