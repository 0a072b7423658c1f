from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.reading import read

BODY = [
    "政府工作报告",
    "——2024年1月20日在云溪县第十八届人民代表大会第三次会议上",
    "县长 周明远",
    "各位代表：",
    "现在，我代表县人民政府向大会报告工作，请予审议，并请县政协委员和列席人员提出意见。",
    "一、2023年工作回顾",
    "一年来，全县生产总值完成86.4亿元，增长6.1%^[1]，城镇新增就业3200人，各项工作取得新成效。",
    "[1] 按可比价格计算。",
]
MENUS = [
    "云溪县人民政府",
    "首页",
    "政务公开",
    "互动交流",
    "当前位置：",
    "首页",
    ">>",
    "政府工作报告",
]
SIZES = ["【", "字体：", "大", "中", "小", "】"]
FOOT = [
    "（责任编辑：某某）",
    "相关新闻",
    "云溪县召开经济工作会议",
    "云ICP备00000000号-1",
    "网站地图",
]
FIELDS = ["标题：云溪县2024年政府工作报告", "来源URL：http://yunxi.invalid/1.html", "正文："]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("gap", ["\n", "\n\n\u3000\u3000"])
def test_a_saved_page_loses_its_menus_and_its_foot(encoding: str, gap: str, tmp_path: Path) -> None:
    lines = [*MENUS, "2024年工作报告", "2024-01-22 09:00", *SIZES, *BODY, *FOOT]
    path = tmp_path / "网页.txt"
    path.write_text(gap.join(lines), encoding=encoding)
    document = read(path)
    assert document.text.split("\n") == BODY
    assert document.title == "2024年工作报告"


def test_the_labels_above_a_saved_page_become_its_title(tmp_path: Path) -> None:
    path = tmp_path / "网页.txt"
    path.write_text("\n".join([*FIELDS, "", *BODY, *FOOT]), encoding="utf-8")
    document = read(path)
    assert document.title == "云溪县2024年政府工作报告"
    assert document.text.split("\n") == BODY


def test_a_date_line_of_the_report_does_not_end_the_head(tmp_path: Path) -> None:
    dated = [*BODY[:2], "2024年1月20日", *BODY[2:]]
    path = tmp_path / "网页.txt"
    path.write_text("\n".join([*MENUS, *SIZES, *dated, *FOOT]), encoding="utf-8")
    assert read(path).text.split("\n") == dated


def test_a_directory_of_links_before_the_foot_goes_too(tmp_path: Path) -> None:
    links = ["省统计局", "省林业局", "地方政府网站", "甲市", "乙市", "丙市", "|"]
    path = tmp_path / "网页.txt"
    path.write_text("\n".join([*FIELDS, *BODY, *links, *FOOT]), encoding="utf-8")
    assert read(path).text.split("\n") == BODY


def test_a_page_saved_once_for_each_frame_is_kept_once(tmp_path: Path) -> None:
    page = ["<!--", "-->", "<U+00A0>", *MENUS, *SIZES, *BODY, *FOOT]
    path = tmp_path / "网页.txt"
    path.write_text("\n".join(page * 3), encoding="utf-8")
    assert read(path).text.split("\n") == BODY


@pytest.mark.parametrize(
    "trace",
    [
        ["来源：云溪日报"],
        ["首页", ">", "政府信息公开"],
        ["（责任编辑：某某）"],
        ["##end##"],
        ["字体：大"],
    ],
)
def test_a_trace_of_a_page_in_a_clean_text_changes_nothing(
    trace: list[str], tmp_path: Path
) -> None:
    for text in ("\n".join([*trace, *BODY]), "\n".join([*BODY, *trace, ""])):
        path = tmp_path / "报告.txt"
        path.write_text(text, encoding="utf-8")
        assert read(path).text == text


@pytest.mark.shared
@pytest.mark.parametrize(
    ("saved", "clean"),
    [
        ("保定市_2022_网页文本含导航.txt", "more/保定市_2022.txt"),
        ("河北省_2003_网页文本含导航.txt", "more/河北省_2003.txt"),
        ("河北省_2022_网页文本含导航.txt", "more/河北省_2022.txt"),
        ("国务院_1954_GBK网页文本.txt", "dev/国务院_1954.txt"),
        ("国务院_2003_GBK网页文本.txt", "dev/国务院_2003.txt"),
    ],
)
def test_real_saved_pages_hold_what_their_clean_twins_hold(
    saved: str, clean: str, shared: Path
) -> None:
    document = read(shared / "reports/raw" / saved)
    twin = squeezed((shared / "reports" / clean).read_text(encoding="utf-8"))
    # The twins keep the editor's line; one lacks the four lines above the salutation, and
    # another has a misprint (各们代表) that the page does not have.
    twin = twin.split("（责任编辑：")[0].split("责任编辑：")[0].replace("各们代表", "各位代表")
    text = squeezed(document.text)
    assert text.endswith(twin)
    assert len(text) - len(twin) == (72 if saved.startswith("河北省_2022") else 0)
    assert document.title is not None
    assert document.title.endswith("政府工作报告")
