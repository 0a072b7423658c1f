from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas

from reportqa.errors import FileTooLarge, NeedsOCR
from reportqa.reading import Limits, read

SCANNED = [
    "政府工作报告",
    "各位代表：",
    "现在，我代表青崖镇人民政府向大会报告工作。",
    "去年全镇新修通村公路十二公里，惠及八个行政村，新增就业三百二十人。",
]


def words(text: str) -> list[str]:
    """The lines of a recognised text; the recogniser does not tell half from full width."""
    return text.replace(":", "：").replace(",", "，").split("\n")


def test_a_picture_is_recognised_and_its_lines_joined(data: Path) -> None:
    document = read(data / "scan.png")
    assert words(document.text) == SCANNED
    assert document.page_starts == (0,)


def test_a_scanned_page_among_good_ones_is_recognised(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "扫描.pdf"
    canvas = Canvas(str(path))
    canvas.setFont("STSong-Light", 14)
    canvas.drawString(
        72, 700, "青崖镇人民政府文件，现予印发，请结合实际认真贯彻落实，抓好各项工作。"
    )
    canvas.showPage()
    canvas.drawImage(str(data / "scan.png"), 0, 400, 595, 298)
    canvas.showPage()
    canvas.save()
    document = read(path)
    assert document.needs_ocr == ()
    assert words(document.text[document.page_starts[1] :]) == SCANNED


def test_each_frame_of_a_tiff_is_a_page(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "传真.tif"
    image = Image.open(data / "scan.png")
    lower = ImageChops.offset(image, 0, 40)
    image.save(path, save_all=True, append_images=[lower])
    document = read(path)
    assert words(document.text[document.page_starts[1] :]) == SCANNED


@pytest.mark.usefixtures("without_ocr")
def test_a_picture_without_ocr_names_what_to_install(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "扫描 件.png"
    shutil.copy(data / "scan.png", path)
    with pytest.raises(NeedsOCR, match=r"扫描 件\.png：.*reportqa\[ocr\]"):
        read(path)


def test_a_picture_of_too_many_pixels_is_refused(data: Path) -> None:
    with pytest.raises(FileTooLarge, match=r"scan\.png"):
        read(data / "scan.png", limits=Limits(pixels=1000))
