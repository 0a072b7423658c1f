from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from reportqa.errors import UnreadableFile
from reportqa.reading import read

TEXT = "云溪县政府工作报告\n\u3000\u3000各位代表：\ue5d2“十四五”^[1]期间，完成投资×亿元。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_text_is_kept_to_the_letter(encoding: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"报告{suffix}"
    path.write_bytes(TEXT.encode(encoding))
    assert read(path).text == TEXT


def test_big_endian_utf_16_is_known_by_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"))
    assert read(path).text == TEXT


def test_gb18030_with_four_byte_characters_is_read(tmp_path: Path) -> None:
    text = "㐂镇与𠮷村的“三资”管理。" * 50
    raw = text.encode("gb18030")
    assert len("𠮷".encode("gb18030")) == len("㐂".encode("gb18030")) == 4
    path = tmp_path / "报告.txt"
    path.write_bytes(raw)
    assert read(path).text == text


def test_the_encoding_is_told_by_the_whole_file_and_not_by_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes(b"Report\n" * 20_000 + "各位代表".encode("gb18030"))
    assert read(path).text.endswith("Report\n各位代表")


def test_a_damaged_byte_does_not_turn_the_file_into_rubbish(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        raw = (TEXT * 20).encode(encoding)
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes(raw[:-5] + b"\xff" + raw[-4:])
        text = read(path).text
        assert text.startswith(TEXT * 19)
        assert text.count("\ufffd") <= 2


def test_newlines_of_every_system_become_one(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes("一\r\n二\r三\n四".encode())
    assert read(path).text == "一\n二\n三\n四"


def test_a_nul_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes("各位代表".encode() * 1000 + b"\0")
    with pytest.raises(UnreadableFile, match=r"报告\.txt：不是.*文本"):
        read(path)


def test_a_text_of_30_mb_is_read_whole(tmp_path: Path) -> None:
    paragraph = "全县完成生产总值86.4亿元，增长6.1%。\n"
    text = paragraph * (30_000_000 // len(paragraph.encode()) + 1)
    path = tmp_path / "大.txt"
    path.write_text(text, encoding="utf-8")
    assert path.stat().st_size > 30_000_000
    assert read(path).text == text


@pytest.mark.shared
def test_no_clean_report_is_changed_by_a_character(shared: Path) -> None:
    paths = [*(shared / "reports/dev").glob("*.txt"), *(shared / "reports/more").glob("*.txt")]
    assert len(paths) >= 178
    for path in paths:
        raw = path.read_bytes().decode("utf-8-sig")
        assert read(path).text == raw.replace("\r\n", "\n"), path.name
