"""Old Word and WPS files: converted to .docx by LibreOffice, then read as such."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from reportqa.errors import UnreadableFile, UnsupportedFormat
from reportqa.reading import docx
from reportqa.reading.base import Limits, SourceFile
from reportqa.reading.kinds import OLE_MAGIC
from reportqa.types import Document

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# The file information block of [MS-DOC] 2.5.1 begins a sector; its flags stand at offset 10.
_FIB_MAGIC = b"\xec\xa5"
_SECTOR = 512
_FLAG_ENCRYPTED = 0x0100
_TIMEOUT_SECONDS = 180


def read(file: SourceFile, limits: Limits) -> Document:
    """Convert and read; raises ``UnsupportedFormat`` where LibreOffice is not installed."""
    if _is_encrypted(file.data):
        raise UnreadableFile(f"{file.name}：文件有密码；请去掉密码后再导入")
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnsupportedFormat(
            f"{file.name}：旧版 Word 和 WPS 文件要用 LibreOffice 读取；"
            "请安装 libreoffice-writer，或另存为 .docx"
        )
    converted = SourceFile(file.name, _convert(program, file))
    return docx.read(converted, limits)


def _convert(program: str, file: SourceFile) -> bytes:
    with tempfile.TemporaryDirectory(prefix="reportqa-") as folder:
        work = Path(folder)
        source = work / ("report.rtf" if file.data.startswith(b"{\\rtf") else "report.doc")
        source.write_bytes(file.data)
        command = [
            program,
            # A profile of its own: LibreOffice refuses a second instance on a shared one.
            f"-env:UserInstallation={(work / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "docx:MS Word 2007 XML"),
            *("--outdir", str(work / "out"), str(source)),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=_TIMEOUT_SECONDS, check=True)
            return (work / "out" / "report.docx").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise UnreadableFile(
                f"{file.name}：LibreOffice 未能转换；请用 Word 打开后另存为 .docx"
            ) from error


def _is_encrypted(data: bytes) -> bool:
    if not data.startswith(OLE_MAGIC):
        return False
    if _ENCRYPTED_PACKAGE in data:
        return True
    return any(
        data.startswith(_FIB_MAGIC, sector)
        and int.from_bytes(data[sector + 10 : sector + 12], "little") & _FLAG_ENCRYPTED
        for sector in range(_SECTOR, len(data), _SECTOR)
    )
