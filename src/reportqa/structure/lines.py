"""The lines of a canonical text, and which of them are junk of the place it was copied from."""

from __future__ import annotations

import re
from dataclasses import dataclass

BLANKS = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b\ufeff\ue004"
"""What stands at the edges of a line and says nothing; U+E004 is left by one government site."""

_JUNK = re.compile(
    r"""
    ^(?:
        [-—–―－─\s]*第?\s*\d{1,4}\s*页?(?:\s*[/／共][\s共]*\d{1,4}\s*页?)?[-—–―－─\s]*$
      # — 3 —, 第3页/共20页
      | [（(]?\s*(?:来源|稿件来源|信息来源|文章来源|资料来源)\s*[:：].{0,40}$
      | (?:时间|日期|发布时间|发布日期|更新时间)\s*[:：]\s*[\d\-/年月日:： ]*$
      | 添加时间.{0,40}$
      | \d{4}-\d{1,2}-\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$
      | [（(]?\s*(?:责任编辑|编辑|责编|编审|校对|审核|作者|浏览次数|阅读次数|点击数)\s*[:：].{0,30}$
      | (?:责任编辑|编辑|分享|下载|打印|收藏|关闭|全屏|首页|返回顶部|下一页|上一页|尾页|末页
          |扫一扫|分享到)\s*[:：]?$
      | [【\[]?\s*字[体号]\s*[:：]?.{0,20}$
      | (?:当前位置|您当前的位置|您现在的位置)\s*[:：].{0,60}$
      | 政府信息公开$ | [>»›|｜]+$
      | .{0,40}(?:ICP备|公网安备|网站标识码|版权所有|主办单位?[:：]|技术支持[:：]).{0,40}$
      | [（(]?《?人民日报》?\s*[\d ]{6,20}\s*第.{1,12}版[)）]?.{0,6}$
      | .{0,60}(?:记者|通讯员)\s*\S{1,4}(?:\s\S{1,2})?\s*[/／]?摄[)）]?$      # a picture's caption
      | 新华社.{1,8}\d{1,2}月\d{1,2}日电$
      | https?://\S+$
      | \#\#\w{1,20}\#\#$                 # ##paidend##, left by a site's template
    )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space at its edges: ``content == text[start:end]``.

    ``span_start`` is where the line begins with its indent.
    """

    start: int
    end: int
    span_start: int
    content: str
    junk: bool


_ENDS_SENTENCE = re.compile(r"[。！？；：:;!?…][”’」』）)]*$")
_CONTINUES = re.compile(r"[，。、；：”’）)》！？,;:!?]")

_GLUED_HEADING = re.compile(
    r"(?<=[。；！])[ \u3000\xa0]{2,}"
    r"(?=[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)"
)
"""A heading that a web page's markup left on the line before it: …提出意见。　　一、过去五年…"""


def read_lines(text: str) -> list[Line]:
    """List the lines of ``text`` that hold more than white space, in order."""
    cuts = {match.start() for match in _GLUED_HEADING.finditer(text)}
    cuts |= {match.start() for match in re.finditer("\n", text)}
    lines: list[Line] = []
    begin = 0
    for cut in [*sorted(cuts), len(text)]:
        raw = text[begin:cut]
        content = raw.strip(BLANKS)
        if content:
            start = begin + raw.index(content[0])
            junk = bool(_JUNK.match(content))
            lines.append(Line(start, start + len(content), begin, content, junk))
        begin = cut + 1
    return lines


def ends_sentence(content: str) -> bool:
    """Say whether a line ends where a sentence, a clause or an address can end."""
    return bool(_ENDS_SENTENCE.search(content))


def continues(content: str) -> bool:
    """Say whether a line begins with a mark that can only follow words: ，加快…"""
    return bool(_CONTINUES.match(content))
