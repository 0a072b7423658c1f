from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reportqa.errors import UnreadableFile
from reportqa.reading import read

PARAGRAPHS = [
    "政府工作报告",
    "——2024年1月20日在云溪县第十八届人民代表大会第三次会议上",
    "各位代表：",
    "现在，我代表县人民政府向大会报告工作，请予审议，并请县政协委员和列席人员提出意见。",
    "一、2023年工作回顾",
    "一年来，全县生产总值完成86.4亿元，增长6.1%，城镇新增就业3200人。",
    "各位代表！",
    "——农业稳步发展。粮食播种面积12万亩，总产量稳定在5万吨以上。",
    "各位代表！",
    "谢谢大家！",
]
HEAD = """<div class="top"><ul><li><a href="/">首页</a></li></ul></div>
<div>当前位置：<a href="/">首页</a> &gt; <a href="/b">政务公开</a></div><h1>云溪县政府工作报告</h1>
<div>发布时间：2024-02-01 09:00 来源：县政府办 【字体：<a>大</a> <a>中</a> <a>小</a>】</div>"""
FOOT = """<div>分享到：<a>微信</a> <a>微博</a></div><h3>相关新闻</h3>
<ul><li><a href="/1">云溪县召开经济工作会议</a></li><li><a href="/2">云溪县招商签约</a></li></ul>
<div>主办：云溪县人民政府办公室 云ICP备00000000号-1</div>"""


def page(body: str, charset: str = "utf-8") -> str:
    return (
        f'<html><head><meta charset="{charset}"><title>云溪县政府工作报告</title>'
        "<style>p{color:red}</style></head><body><script>var menu = '首页';</script>"
        f"{HEAD}{body}{FOOT}</body></html>"
    )


def lines_of(path: Path, html: str, encoding: str = "utf-8") -> list[str]:
    path.write_bytes(html.encode(encoding))
    return read(path).text.split("\n")


# Long enough for the article to stand out by its prose alone, without the page's markers.
LONG = PARAGRAPHS + [
    f"第{n}，抓好项目建设。全年开工{n}2个，竣工{n}个，完成投资{n}7亿元，惠及群众{n}000人，成效明显。"
    for n in range(1, 40)
]

SHAPES: dict[str, Callable[[Sequence[str]], str]] = {
    "paragraphs": lambda lines: f"<div id=zoom>{''.join(f'<p>　　{p}</p>' for p in lines)}</div>",
    "spans": lambda lines: (
        "<div><div>"
        + "".join(f"<p><span><font>&nbsp;&nbsp;{p}</font></span></p>\n" for p in lines)
        + "</div></div>"
    ),
    "divisions": lambda lines: f"<div>{''.join(f'<div>{p}</div>' for p in lines)}</div>",
    "breaks": lambda lines: f"<div>{'<br>　　<br/>'.join(lines)}</div>",
    "a layout table": lambda lines: (
        "<table><tr><td><table><tr><td>"
        + "<br>".join(lines)
        + "</td></tr></table></td></tr></table>"
    ),
}
ARTICLE = SHAPES["paragraphs"](PARAGRAPHS)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("paragraphs", [PARAGRAPHS, LONG], ids=["short", "long"])
def test_a_page_becomes_its_paragraphs_and_nothing_else(
    shape: str, paragraphs: list[str], tmp_path: Path
) -> None:
    assert lines_of(tmp_path / "a.html", page(SHAPES[shape](paragraphs))) == paragraphs


def test_the_title_is_the_title_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    path.write_text(page(ARTICLE), encoding="utf-8")
    assert read(path).title == "云溪县政府工作报告"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("gb2312", "gb18030"), ("gbk", "utf-8"), ("big5", "big5"), ("utf-8", "gb18030")],
)
def test_the_encoding_is_found_and_not_believed(
    declared: str, encoding: str, tmp_path: Path
) -> None:
    html = f'<html><head><meta charset="{declared}"></head><body><p>山水田林</p></body></html>'
    assert lines_of(tmp_path / "a.html", html, encoding) == ["山水田林"]


def test_scripts_styles_and_hidden_parts_never_reach_the_text(tmp_path: Path) -> None:
    html = page(
        "<div><style>.a{}</style><script>alert(1)</script><noscript>请启用脚本。</noscript>"
        '<p style="display: none">隐藏。</p><p hidden>隐藏。</p>' + ARTICLE + "</div>"
    )
    assert lines_of(tmp_path / "a.html", html) == PARAGRAPHS


def test_a_table_becomes_rows(tmp_path: Path) -> None:
    table = (
        "<table><tr><th>指标</th><th>2022年</th><th>2023年</th></tr>"
        "<tr><td>生产总值\n（亿元）</td><td>81.2</td><td>86.4</td></tr></table>"
    )
    html = page(ARTICLE.replace("<p>\u3000\u3000谢谢", table + "<p>谢谢"))
    lines = lines_of(tmp_path / "a.html", html)
    assert lines[-3:-1] == ["指标 | 2022年 | 2023年", "生产总值 （亿元） | 81.2 | 86.4"]


def test_a_wrapped_source_line_puts_no_space_between_chinese_characters(tmp_path: Path) -> None:
    html = "<html><body><p>全县生产总值\n  完成86.4亿元。\nGDP\nper head</p></body></html>"
    assert lines_of(tmp_path / "a.html", html) == ["全县生产总值完成86.4亿元。 GDP per head"]


def test_a_page_without_words_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body><img src=a.png></body></html>", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"a\.html"):
        read(path)
