from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from reportqa.errors import FileTooLarge, ReadingError, UnreadableFile, UnsupportedFormat
from reportqa.reading import SUPPORTED, Limits, read


def test_an_empty_file_is_named_as_such(tmp_path: Path) -> None:
    for suffix in sorted(SUPPORTED):
        path = tmp_path / f"空{suffix}"
        path.write_bytes(b"")
        with pytest.raises(UnreadableFile, match=f"空{suffix}：文件是空的"):
            read(path)


def test_a_file_of_white_space_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "空白.txt"
    path.write_text("\n \u3000\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="没有文字"):
        read(path)


def test_a_file_that_went_away_is_reported_and_not_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("各位代表：", encoding="utf-8")
    listed = list(tmp_path.iterdir())
    path.unlink()
    with pytest.raises(UnreadableFile, match=r"报告\.txt：打不开"):
        read(listed[0])


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "报告.txt"
    folder.mkdir()
    with pytest.raises(UnreadableFile, match="打不开"):
        read(folder)


def test_an_unknown_suffix_is_refused_with_the_list_of_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("年份,数值", encoding="utf-8")
    with pytest.raises(UnsupportedFormat, match=r"表\.csv.*\.docx"):
        read(path)


def test_the_suffix_may_be_in_capitals_and_the_name_in_chinese_with_spaces(tmp_path: Path) -> None:
    path = tmp_path / "云溪县 2024年 政府工作报告（终稿）.TXT"
    path.write_text("各位代表：", encoding="utf-8")
    document = read(path)
    assert document.source == "云溪县 2024年 政府工作报告（终稿）.TXT"
    assert document.text == "各位代表："


def test_the_limit_on_size_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    path.write_text("字" * 1000, encoding="utf-8")
    with pytest.raises(FileTooLarge, match=r"大\.txt"):
        read(path, limits=Limits(file_bytes=2999))
    assert len(read(path, limits=Limits(file_bytes=3000)).text) == 1000


@pytest.mark.parametrize("suffix", sorted(SUPPORTED))
def test_random_bytes_are_refused_under_every_name(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"坏{suffix}"
    path.write_bytes(random.Random(11).randbytes(5000))
    with pytest.raises(ReadingError, match=f"坏{suffix}"):
        read(path)


@pytest.mark.parametrize(
    "head", [b"\x89PNG\r\n\x1a\n", b"\x7fELF\x02\x01\x01", b"PK\x03\x04", b"MZ\x90"]
)
def test_a_binary_named_txt_is_unreadable(head: bytes, tmp_path: Path) -> None:
    path = tmp_path / "程序.txt"
    path.write_bytes(head + b"\0\x01\x02\xff" * 500)
    with pytest.raises(UnreadableFile, match=r"程序\.txt"):
        read(path)


@pytest.mark.parametrize("magic", [b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"])
@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".png"])
def test_a_damaged_file_is_an_error_of_ours(magic: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"损坏{suffix}"
    path.write_bytes(magic + b"\0\1\2 cut off")
    with pytest.raises(UnreadableFile, match=f"损坏{suffix}"):
        read(path)


@pytest.mark.parametrize("suffix", [".doc", ".wps", ".txt", ".html"])
def test_a_word_file_is_read_as_such_under_another_name(suffix: str, tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("各位代表：")
    path = tmp_path / f"报告{suffix}"
    word.save(str(path))
    assert read(path).text == "各位代表："


@pytest.mark.parametrize("suffix", [".doc", ".txt", ".htm"])
def test_a_web_page_is_read_as_such_under_another_name(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"报告{suffix}"
    path.write_text(
        "<!-- x -->\n<HTML><body><p>各位代表：<p>谢谢。</body></HTML>", encoding="utf-8"
    )
    assert read(path).text == "各位代表：\n谢谢。"


def test_importing_reading_loads_no_library_of_a_format() -> None:
    heavy = ["docx", "lxml", "pypdfium2", "rapidocr", "PIL"]
    program = (
        "import sys, reportqa.reading\n"
        f"loaded = [name for name in {heavy} if name in sys.modules]\n"
        "sys.exit(', '.join(loaded) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
