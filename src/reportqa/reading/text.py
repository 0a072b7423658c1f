"""Plain text and Markdown: decoded as a whole, and otherwise left as it is."""

from __future__ import annotations

import codecs

from reportqa.errors import UnreadableFile
from reportqa.reading import webpage
from reportqa.reading.base import Limits, SourceFile
from reportqa.reading.quality import bad_characters
from reportqa.types import Document

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAX_BAD_SHARE = 0.005


def read(file: SourceFile, limits: Limits) -> Document:
    """Read text; only a saved web page loses its menus, anything else is kept to the letter."""
    text = decode(file)
    page = webpage.strip(text)
    if page is None:
        return Document(source=file.name, text=text)
    return Document(source=file.name, text=page.text, title=page.title)


def decode(file: SourceFile, declared: str | None = None) -> str:
    r"""Decode the whole file by BOM, strict UTF-8, the declared encoding, then GB 18030.

    GB 18030 covers GBK and GB 2312, and those names are taken for it. Newlines become ``\n``.
    Raises ``UnreadableFile`` for what is no text: a NUL, or too many characters that no text has.
    """
    text = _decode(file.data, declared)
    if "\0" in text or bad_characters(text) > MAX_BAD_SHARE * len(text):
        raise UnreadableFile(
            f"{file.name}：不是 UTF-8、UTF-16 或 GB 18030 编码的文本；请用原来的软件打开后存为文本"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes, declared: str | None) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    encodings = ["utf-8", "gb18030"]
    if declared and not declared.lower().startswith(("gb", "utf")):
        encodings.insert(1, declared)
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    # A damaged byte must not turn a whole file into another encoding's characters.
    tries = [data.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030")]
    return min(tries, key=lambda text: text.count("\ufffd"))
