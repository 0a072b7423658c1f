"""Pictures of text, and pages of a PDF without a usable text layer, by optical recognition."""

from __future__ import annotations

import functools
import importlib.util
import io
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportqa.errors import FileTooLarge, NeedsOCR, UnreadableFile
from reportqa.reading.base import Limits, SourceFile
from reportqa.reading.layout import Line, flow, join_rows
from reportqa.types import Document

INSTALL = "pip install 'reportqa[ocr]'"
Pixels = NDArray[np.uint8]

_ENGINE = threading.Lock()
# Below it the recogniser guesses; real characters score over 0.8.
_MIN_SCORE = 0.5


def is_installed() -> bool:
    """Whether the ``ocr`` extra is there."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def read(file: SourceFile, limits: Limits) -> Document:
    """Read a picture, each frame of a TIFF a page; raises ``NeedsOCR`` without the extra."""
    if not is_installed():
        raise NeedsOCR(f"{file.name}：图片要用文字识别（OCR）；请先运行 `{INSTALL}`，再导入")
    text, page_starts = flow([recognise(frame) for frame in _frames(file, limits)])
    return Document(source=file.name, text=text, page_starts=page_starts)


def recognise(pixels: Pixels, points_per_pixel: float = 1.0) -> list[Line]:
    """The printed lines of a picture (RGB, ``(height, width, 3)``) from top to bottom."""
    with _ENGINE:
        found = _engine()(pixels)
    if found.boxes is None:
        return []
    lines = []
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score < _MIN_SCORE or not text.strip():
            continue
        left, top = (float(low) for low in corners.min(axis=0) * points_per_pixel)
        right, bottom = (float(high) for high in corners.max(axis=0) * points_per_pixel)
        lines.append(Line(text.strip(), left, right, top, size=bottom - top))
    return join_rows(sorted(lines, key=lambda line: line.top))


@functools.cache
def _engine() -> Any:
    # Loading takes seconds and the models are in the wheel: once for each process, offline.
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def _frames(file: SourceFile, limits: Limits) -> Iterator[Pixels]:
    from PIL import Image, ImageOps, ImageSequence

    try:
        with warnings.catch_warnings():
            # The limit here is our own.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(file.data))
        for frame in ImageSequence.Iterator(image):
            if frame.width * frame.height > limits.pixels:
                raise FileTooLarge(_too_large(file, limits))
            yield np.asarray(ImageOps.exif_transpose(frame).convert("RGB"))
    except Image.DecompressionBombError as error:
        raise FileTooLarge(_too_large(file, limits)) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableFile(f"{file.name}：不能作为图片打开；请重新扫描或另存一份") from error


def _too_large(file: SourceFile, limits: Limits) -> str:
    return f"{file.name}：图片超过 {limits.pixels / 1e6:.0f} 百万像素；请缩小后再导入"
