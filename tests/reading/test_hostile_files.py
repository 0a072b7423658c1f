"""Files made to do harm: refused in words, or read as what they say and no more."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from reportqa.errors import ReadingError, UnreadableFile
from reportqa.reading.apart import Apart

LAUGHS = '<!DOCTYPE html [<!ENTITY l0 "哈哈哈哈哈哈哈哈哈哈">' + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)
)


def test_entities_of_a_page_are_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "实体.html"
    path.write_text(f"{LAUGHS}]><html><body><p>各位代表：&l9;</p></body></html>", "utf-8")
    with Apart() as apart:
        assert len(apart.read(path).text) < 2000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_entities_of_a_word_file_are_refused_in_every_encoding(
    encoding: str, tmp_path: Path
) -> None:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    path = tmp_path / "实体.docx"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = (
        f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}]><w:document xmlns:w="{space}">'
        "<w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>"
    )
    with zipfile.ZipFile(buffer) as good, zipfile.ZipFile(path, "w") as bad:
        for part in good.namelist():
            is_body = part == "word/document.xml"
            bad.writestr(part, document.encode(encoding) if is_body else good.read(part))
    with Apart() as apart, pytest.raises(UnreadableFile, match=r"实体\.docx"):
        apart.read(path)


def test_a_page_brings_in_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("不可外传", encoding="utf-8")
    path = tmp_path / "页.html"
    path.write_text(
        f'<!DOCTYPE html [<!ENTITY s SYSTEM "{secret.as_uri()}">]><html><body><p>各位代表：&s;</p>'
        f'<iframe src="{secret.as_uri()}"></iframe></body></html>',
        "utf-8",
    )
    with Apart() as apart:
        assert "不可外传" not in apart.read(path).text


@pytest.mark.parametrize(
    "tree",
    [
        b"2 0 obj <</Type /Pages /Count 1 /Kids [2 0 R]>> endobj\n",
        b"2 0 obj <</Type /Pages /Count 9999 /Kids [3 0 R]>> endobj\n"
        b"3 0 obj <</Type /Pages /Count 9999 /Parent 2 0 R /Kids [2 0 R 3 0 R]>> endobj\n",
        b"2 0 obj <</Type /Pages /Count 2147483647 /Kids 2 0 R /Parent 2 0 R>> endobj\n",
    ],
    ids=["itself", "each other", "endless"],
)
def test_a_pdf_whose_pages_go_round_is_refused(tree: bytes, tmp_path: Path) -> None:
    path = tmp_path / "圈.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        + tree
        + b"trailer <</Root 1 0 R /Size 4>>\n%%EOF\n"
    )
    with Apart() as apart, pytest.raises(ReadingError, match=r"圈\.pdf"):
        apart.read(path)


def test_a_word_file_that_lost_its_beginning_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    cut = b"PK\x03\x04" + buffer.getvalue()[504:]
    with pytest.raises(ValueError, match="seek"), zipfile.ZipFile(io.BytesIO(cut)) as archive:
        archive.read("[Content_Types].xml")
    path = tmp_path / "残.docx"
    path.write_bytes(cut)
    with Apart() as apart, pytest.raises(UnreadableFile, match=r"残\.docx：不能作为 Word 文件打开"):
        apart.read(path)
