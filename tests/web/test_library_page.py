"""What the library holds, in the browser: uploads, holes, doubles, corrections, removal."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from playwright.sync_api import Page, expect

from small_library import report_text, write_report
from web.asking import ask
from web.uploads import uploaded


def test_an_uploaded_word_file_is_found(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "青石坳镇_2024.docx"
    document = Document()
    for line in report_text("青石坳镇", 2024, deed="办起了竹编合作社十一家").splitlines():
        document.add_paragraph(line)
    document.save(str(path))
    page.goto("/library")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("青石坳镇_2024.docx：新增")).to_be_visible()
    expect(page.get_by_role("rowheader", name="青石坳镇")).to_be_visible()
    ask(page, "青石坳镇办起了几家竹编合作社？")
    expect(page.locator(".answer")).to_contain_text("竹编合作社十一家")


def test_each_file_of_an_upload_says_what_became_of_it(page: Page, tmp_path: Path) -> None:
    bad = tmp_path / "坏文件_2024.docx"
    bad.write_bytes(b"PK\x03\x04 not a Word file")
    good = write_report(tmp_path, "杉树乡", 2024)
    page.goto("/library")
    page.locator("input[type=file]").set_input_files([bad, good])
    expect(
        page.get_by_text("坏文件_2024.docx：失败；坏文件_2024.docx：不能作为 Word")
    ).to_be_visible()
    expect(page.get_by_text("杉树乡_2024.txt：新增")).to_be_visible()


def test_a_dropped_file_is_ingested_and_a_file_without_a_name_is_refused(page: Page) -> None:
    page.goto("/library")
    expect(page.locator(".matrix")).to_be_visible()
    drop = """
    (drop, [name, text]) => {
      const files = new DataTransfer();
      files.items.add(new File([text], name));
      drop.dispatchEvent(new DragEvent('drop', {dataTransfer: files, bubbles: true}));
    }
    """
    target = page.locator(".drop")
    target.evaluate(drop, ["楠木坝村_2024.txt", report_text("楠木坝镇", 2024)])
    expect(page.get_by_text("楠木坝村_2024.txt：新增")).to_be_visible()


def test_holes_doubles_and_reports_without_a_year_are_all_in_the_matrix(
    page: Page, address: str, tmp_path: Path
) -> None:
    for year in (2019, 2022):
        uploaded(address, write_report(tmp_path, "银杏乡", year))
    double = tmp_path / "银杏乡2022修订.txt"
    double.write_text(report_text("银杏乡", 2022, deed="修建了小学两所"), encoding="utf-8")
    uploaded(address, double)
    bare = tmp_path / "竹林镇.txt"
    bare.write_text(
        "竹林镇工作报告\n一、工作回顾\n" + "粮食丰收，群众安居。" * 30, encoding="utf-8"
    )
    uploaded(address, bare)
    page.goto("/library")
    row = page.get_by_role("row", name="银杏乡")
    expect(row.locator(".hole")).to_have_count(2)
    row.get_by_role("button", name="银杏乡 2022 年报告，2 份").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name="阅读")).to_have_count(2)
    dialog.get_by_role("button", name="关闭").click()
    page.get_by_role("row", name="竹林镇").get_by_role("button").click()
    expect(page.get_by_role("dialog")).to_contain_text("竹林镇.txt")


def test_a_year_that_was_read_wrongly_is_corrected_and_a_report_removed(
    page: Page, address: str, tmp_path: Path
) -> None:
    bare = tmp_path / "云杉镇.txt"
    bare.write_text(
        "云杉镇工作报告\n一、工作回顾\n" + "茶园连片，茶香满村。" * 30, encoding="utf-8"
    )
    uploaded(address, bare)
    page.goto("/library")
    doubtful = page.locator(".doubtful", has_text="云杉镇.txt")
    expect(doubtful).to_contain_text("未识别出报告年份")
    doubtful.get_by_role("button", name="更正").click()
    page.get_by_label("作报告的年份").fill("2020")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已更正。")).to_be_visible()
    dot = page.get_by_role("button", name="云杉镇 2020 年报告")
    dot.click()
    page.get_by_role("button", name="删除…").click()
    expect(page.get_by_text("从资料库中彻底删除")).to_be_visible()
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page.get_by_text("已删除。")).to_be_visible()
    expect(dot).to_have_count(0)


def test_health_is_told_in_words(page: Page) -> None:
    page.goto("/library")
    page.get_by_role("button", name="检查").click()
    expect(page.get_by_text("正常 · 目录数据库")).to_be_visible()
    expect(page.locator(".unwell")).to_have_count(0)
