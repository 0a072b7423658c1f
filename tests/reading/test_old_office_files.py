from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reportqa.errors import UnreadableFile, UnsupportedFormat
from reportqa.reading import read
from reportqa.reading.kinds import OLE_MAGIC

HAS_LIBREOFFICE = bool(shutil.which("soffice") or shutil.which("libreoffice"))


@pytest.mark.parametrize("suffix", [".doc", ".wps"])
def test_an_old_word_file_is_converted_or_the_way_to_it_named(
    suffix: str, data: Path, tmp_path: Path
) -> None:
    path = tmp_path / f"青崖镇 报告{suffix}"
    shutil.copy(data / "old.doc", path)
    if HAS_LIBREOFFICE:
        document = read(path)
        assert document.source == path.name
        assert document.text.split("\n") == [
            "青崖镇政府工作报告",
            "各位代表：",
            "现在，我代表镇人民政府向大会报告工作。",
            "指标 | 数值",
            "生产总值 | 8.6亿元",
            "谢谢大家！",
        ]
    else:
        with pytest.raises(UnsupportedFormat, match=r"请安装 .*，或另存为 \.docx"):
            read(path)


def test_without_libreoffice_the_error_says_what_to_do(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnsupportedFormat, match=r"old\.doc：.* LibreOffice.*另存为"):
        read(data / "old.doc")


def test_a_password_protected_docx_is_named_as_such(tmp_path: Path) -> None:
    # Word puts an encrypted .docx into an OLE file with a stream of this name.
    path = tmp_path / "加密.docx"
    path.write_bytes(OLE_MAGIC + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(99))
    with pytest.raises(UnreadableFile, match="文件有密码"):
        read(path)


def test_a_password_protected_doc_is_named_as_such(data: Path, tmp_path: Path) -> None:
    raw = bytearray((data / "old.doc").read_bytes())
    header = next(at for at in range(512, len(raw), 512) if raw[at : at + 2] == b"\xec\xa5")
    raw[header + 11] |= 0x01  # fEncrypted
    path = tmp_path / "加密.doc"
    path.write_bytes(raw)
    with pytest.raises(UnreadableFile, match="文件有密码"):
        read(path)
