"""What a file is, by its first bytes where they tell, else by its name."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from enum import StrEnum

from reportqa.errors import UnreadableFile, UnsupportedFormat
from reportqa.reading.base import SourceFile


class Kind(StrEnum):
    """A format that is read here; the value is the module of this package that reads it."""

    TEXT = "text"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    OFFICE = "office"
    PICTURE = "ocr"


BY_SUFFIX = {
    ".txt": Kind.TEXT,
    ".md": Kind.TEXT,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".docx": Kind.DOCX,
    ".pdf": Kind.PDF,
    ".doc": Kind.OFFICE,
    ".wps": Kind.OFFICE,
    ".png": Kind.PICTURE,
    ".jpg": Kind.PICTURE,
    ".jpeg": Kind.PICTURE,
    ".tif": Kind.PICTURE,
    ".tiff": Kind.PICTURE,
    ".bmp": Kind.PICTURE,
}

BAD_ZIP = (
    zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError, struct.error, zlib.error
)  # fmt: skip
"""What zipfile raises over a damaged archive; RuntimeError is a password, or a method unknown."""

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURE_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_BMP_MAGIC = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
# Comments, an XML declaration and white space may stand before the first tag of a page.
_HTML_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)


def kind_of(file: SourceFile, suffix: str) -> Kind:
    """The format of a file, its content deciding where it contradicts the name.

    A document is read as what it is under any document's name (people rename .docx to .doc and
    save pages as .txt), but a picture only under a picture's name. Raises ``UnsupportedFormat``
    for a name that nobody reads, ``UnreadableFile`` for content that is not what the name says.
    """
    if suffix not in BY_SUFFIX:
        raise UnsupportedFormat(
            f"{file.name}：不支持 {suffix or '没有扩展名'} 的文件；"
            f"支持 {' '.join(sorted(BY_SUFFIX))}"
        )
    named = BY_SUFFIX[suffix]
    found = _by_content(file)
    if found is None:
        # Plain text has no magic; old programs put it under Word's name, too.
        if named in (Kind.TEXT, Kind.HTML):
            return named
        if named is Kind.OFFICE:
            return Kind.TEXT
    elif (found is Kind.PICTURE) == (named is Kind.PICTURE):
        return found
    raise UnreadableFile(f"{file.name}：内容与扩展名 {suffix} 不符；请用原来的软件打开后另存一份")


def _by_content(file: SourceFile) -> Kind | None:
    data = file.data
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(file)
    if data.startswith((OLE_MAGIC, b"{\\rtf")):
        return Kind.OFFICE
    if data.startswith(_PICTURE_MAGIC) or _BMP_MAGIC.match(data):
        return Kind.PICTURE
    if _HTML_HEAD.match(data[:8192]):
        return Kind.HTML
    return None


def _zip_kind(file: SourceFile) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            names = set(archive.namelist())
    except BAD_ZIP as error:
        raise UnreadableFile(
            f"{file.name}：不能作为 Word 文件打开（{error}）；请另存一份，或移走它"
        ) from error
    if "word/document.xml" in names:
        return Kind.DOCX
    raise UnreadableFile(f"{file.name}：是不含 Word 文档的压缩包；请先解压")
