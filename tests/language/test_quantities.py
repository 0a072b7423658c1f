"""Numbers with units as reports print them, and what looks like one and is none."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.language.numerals import narrow, read_numeral
from reportqa.language.quantities import Quantity, find_quantities
from reportqa.language.units import convert, same_dimension

# Each number of the text: value or lower—upper end, unit, how it is meant, level or change.
READ = {
    "地区生产总值增长6%左右": "6 % about rise",
    "固定资产投资增长５％": "5 % = rise",
    "一般公共预算收入增长百分之七点五": "7.5 % = rise",
    "城镇调查失业率控制在5.5%以内": "5.5 % <= level",
    "居民消费价格涨幅2%左右": "2 % about rise",
    "粮食产量稳定在511万吨以上": "511 万吨 >= level",
    "新建高标准农田1.1万亩": "1.1 万亩 = level",
    "改造老旧小区3057个、惠及居民12.6万户": "3057 个 = level ; 12.6 万户 = level",
    "新增就业不低于2.3万人": "2.3 万人 >= rise",
    "新增就业不少于两千人": "2000 人 >= rise",
    "完成投资超过150亿元": "150 亿元 >= level",
    "力争突破9500公里": "9500 公里 >= level",
    "年接待游客500万人次": "500 万人次 = level",
    "旅游收入突破百亿元": "100 亿元 >= level",
    "技术合同交易额过百亿": "100 亿 >= level",
    "经济总量破万亿": "1 万亿元 >= level",
    "培育规上企业20家以上": "20 家 >= level",
    "培育规上企业20多家": "20 家 >= level",
    "化解矛盾纠纷一百二十余件": "120 件 >= level",
    "新建公厕十二座": "12 座 = level",
    "三千亩茶园完成改造": "3000 亩 = level",
    "种植油菜两万亩": "2 万亩 = level",
    "空气质量优良天数比例达到96.3%以上": "96.3 % >= level",
    "单位生产总值能耗下降3.5%": "3.5 % = fall",
    "化学需氧量减少1.2万吨": "1.2 万吨 = fall",
    "赤字规模比上年减少1500亿元": "1500 亿元 = fall",
    "PM2.5平均浓度降至38微克/立方米以下": "38 微克/立方米 <= level",
    "城镇化率由47.5%提高到51.5%": "47.5 % = level ; 51.5 % = level",
    "森林覆盖率提高0.9个百分点": "0.9 个百分点 = rise",
    "森林覆盖率提高0.9百分点": "0.9 个百分点 = rise",
    "常住人口城镇化率提高1个百分点以上": "1 个百分点 >= rise",
    "经济增长5%—6%": "5-6 % range rise",
    "经济增长5％－6％": "5-6 % range rise",
    "投放50至80辆公交车": "50-80 辆 range level",
    "每年选派30—50名干部": "30-50 名 range level",
    "收入增长8%到10%": "8-10 % range rise",
    "收入分别增长6%和7%": "6 % = rise ; 7 % = rise",
    "城乡居民收入分别增长5%、6%": "5 % = rise ; 6 % = rise",
    "新增高新技术企业100家以上、科技型中小企业1000家以上、创新平台10家": (
        "100 家 >= rise ; 1000 家 >= level ; 10 家 = level"
    ),
    "粮食总产476亿斤": "476 亿斤 = level",
    "粮食总产达到 3.2 万吨": "3.2 万吨 = level",
    "亩均增收1,200元": "1200 元 = rise",
    "补贴标准提高到每月1,260元": "1260 元 = rise",
    "完成造林xx亩": "None 亩 = level",
    "新建农村公路×公里": "None 公里 = level",
    "固定资产投资超××亿元": "None 亿元 >= level",
    "地区生产总值达到xx亿元以上": "None 亿元 >= level",
    "招商引资X亿元": "None 亿元 = level",
    "发放补助＊＊万元": "None 万元 = level",
    "综合考核进入全市前3名": "3 名 <= level",
    "主要指标增速进入全省前三": "3 位 <= level",
    "位居全县前五位": "5 位 <= level",
    "断面水质保持Ⅲ类以上": "3 类 >= level",
    "断面水质达到II类": "2 类 = level",
    "合格率达到百分之九十五": "95 % = level",
    "约三分之一的村建成冷库": "33.3 % about level",
    "三分之二以上的行政村通公交": "66.7 % >= level",
    "半数以上村集体收入超10万元": "50 % >= level ; 10 万元 >= level",
    "办理时间压缩一半": "50 % = fall",
    "贫困发生率减半": "50 % = fall",
    "化肥使用量零增长": "0 % = rise",
    "到期末农民收入翻番": "100 % = rise",
    "工业产值翻一番": "100 % = rise",
    "户籍城镇化率过半": "50 % >= level",
    "压减行政审批事项20%": "20 % = fall",
    "税收减少5%以上": "5 % >= fall",
    "降低成本30亿元左右": "30 亿元 about fall",
    "新增城镇就业约1.5万人": "1.5 万人 about rise",
    "力争全年达到8亿吨": "8 亿吨 = level",
    "装机容量新增800万千瓦": "800 万千瓦 = rise",
    "发电量1000亿千瓦时": "1000 亿千瓦时 = level",
    "集装箱吞吐量2400万标准箱": "2400 万标准箱 = level",
    "算力规模达到20万P": "20 万P = level",
    "出口额5.6亿美元": "5.6 亿美元 = level",
    "设计库容3.2亿立方米": "3.2 亿立方米 = level",
    "建筑面积12万平方米": "12 万平方米 = level",
    "整治河道18.6公里": "18.6 公里 = level",
    "划定保护区30.95平方公里": "30.95 平方公里 = level",
    "退耕3.5万公顷": "3.5 万公顷 = level",
    "生猪出栏60万头": "60 万头 = level",
    "禽类出栏8100万只": "8100 万只 = level",
    "新增停车位5000个": "5000 个 = rise",
    "新增学位1.2万个": "1.2 万个 = rise",
    "开展义诊26场次": "26 场次 = level",
    "培训农民3200人次": "3200 人次 = level",
    "新建改建农村户厕1800户": "1800 户 = level",
    "集中供养率不低于90%": "90 % >= level",
    "每千人口床位数达到7.5张": "7.5 张 = level",
    "重污染天气控制在15天以内": "15 天 <= level",
    "平均办理时间缩短到2小时以内": "2 小时 <= level",
    "九年义务教育巩固率达到99.2%": "99.2 % = level",
    "参保率均保持在95%以上": "95 % >= level",
    "新型储能装机200万千瓦": "200 万千瓦 = level",
    "公共机构节能15‰": "15 ‰ = level",
    "研发投入强度2.85%": "2.85 % = level",
    "财政收入120亿元，增长8%": "120 亿元 = level ; 8 % = rise",
    "生产总值1200亿元、增长6.5%": "1200 亿元 = level ; 6.5 % = rise",
    "增长6.5%，达到1200亿元": "6.5 % = rise ; 1200 亿元 = level",
    "城镇登记失业率低于4%": "4 % <= level",
    "单位能耗不高于0.45吨标准煤": "0.45 吨标准煤 <= level",
    "事故起数下降10%以上": "10 % >= fall",
    "村级集体经济收入20万元以上的村占比达到六成": "20 万元 >= level ; 6 成 = level",
    "建成5G基站300个": "300 个 = level",
    "创建4A级景区2家": "2 家 = level",
    "新建充电桩1200个": "1200 个 = level",
    "打造15分钟生活圈20个": "20 个 = level",
    "实施10大类55项民生实事": "55 项 = level",
    "十万亩果园提质改造": "10 万亩 = level",
    "百万吨级粮仓": "100 万吨 = level",
    "改造危房四百八十二户": "482 户 = level",
    "五千余名干部下沉一线": "5000 名 >= level",
    "安排资金三亿元": "3 亿元 = level",
    "补助1.5亿元以内": "1.5 亿元 <= level",
    "至少建成3座水厂": "3 座 = level",
    "最多跑1次": "1 次 = level",
    "不超过3个工作日": "3 个工作日 <= level",
    "接近20万人": "20 万人 about level",
    "逾期率3%": "3 % = level",
    "外贸进出口增长3.1%": "3.1 % = rise",
    "出口下降2.4%": "2.4 % = fall",
    "水耗降低15%": "15 % = fall",
    "提高补助标准20元": "20 元 = rise",
    "提高到20元": "20 元 = level",
    "由12家增加到18家": "12 家 = level ; 18 家 = level",
    "从3.1万亩扩大到4.2万亩": "3.1 万亩 = level ; 4.2 万亩 = level",
}

NOT_READ = [
    "2023年",
    "2025年底",
    "1998年至2002年",
    "二〇二四年",
    "3月底前",
    "8月15日",
    "上半年",
    "第三",
    "第七次全国人口普查",
    "第2批",
    "十四五",
    "“十四五”规划",
    "“八八战略”",
    "“33618”现代制造业集群",
    "“1＋3＋N”治理体系",
    "“7+3+X”发展格局",
    "“双11”",
    "《三年行动计划（2024—2026年）》",
    "十年禁渔",
    "三年行动",
    "最后一公里",
    "进一步提高",
    "统一标准",
    "一批项目",
    "一体推进",
    "一是",
    "世界500强",
    "PM2.5",
    "HS20跳台",
    "C919大飞机",
    "5G网络",
    "千方百计",
    "千家万户",
    "百年企业",
    "营商环境5.0版",
    "一件事一次办",
    "百强县",
    "2020",
    "4·15普法日",
    "一流学科",
]


def shown(quantity: Quantity) -> str:
    """A quantity in one line."""
    value = "None" if quantity.value is None else f"{quantity.value:f}"
    high = "" if quantity.high is None else f"-{quantity.high:f}"
    return f"{value}{high} {quantity.unit} {quantity.comparator} {quantity.change}"


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_a_number_is_read_with_its_unit_and_how_it_is_meant(text: str, expected: str) -> None:
    assert " ; ".join(map(shown, find_quantities(text))) == expected


@pytest.mark.parametrize("text", NOT_READ)
def test_a_year_an_ordinal_or_a_name_is_no_quantity(text: str) -> None:
    assert find_quantities(text) == []


def test_a_number_that_is_not_printed_is_redacted_and_never_zero() -> None:
    (quantity,) = find_quantities("新建农村公路×公里")
    assert quantity.redacted
    assert quantity.value is None


def test_offsets_are_of_the_whole_text() -> None:
    text = "去年修路３０公里。今年修路１８．５公里以上。"
    (quantity,) = find_quantities(text, start=text.index("今年"))
    assert text[quantity.start : quantity.end] == quantity.text == "１８．５公里"


@pytest.mark.fuzz
@given(
    st.text(
        alphabet="一二三十百千万亿点.0123456789%公里个×增降至到、，左右以上年第—“”前名", max_size=40
    )
)
def test_whatever_the_text_a_quantity_stands_where_it_says(text: str) -> None:
    found = find_quantities(text)
    for quantity in found:
        assert text[quantity.start : quantity.end] == quantity.text
    spans = [(q.start, q.end) for q in found]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.fuzz
@given(
    st.lists(
        st.tuples(
            st.sampled_from("零一二两十百千万亿点.,，0９%公里个×分之几多余至～"),
            st.integers(1, 5000),
        ),
        max_size=8,
    )
)
@settings(deadline=5000)
def test_signs_of_numbers_without_end_take_no_time(runs: list[tuple[str, int]]) -> None:
    text = "".join(sign * times for sign, times in runs)
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text
    read_numeral(text)


@pytest.mark.parametrize(
    ("value", "unit", "to_unit", "expected"),
    [
        ("0.5", "万户", "户", "5000"),
        ("1.2", "万亿元", "亿元", "12000"),
        ("30", "亩", "公顷", "2"),
        ("1", "万亩", "亩", "10000"),
        ("3", "公里", "米", "3000"),
        ("12", "家", "个", "12"),
        ("6", "成", "%", "60"),
        ("15", "‰", "%", "1.5"),
        ("2", "万吨", "亿斤", "0.4"),
        ("5", "%", "个百分点", None),
        ("5", "户", "人", None),
        ("5", "亿元", "亿美元", None),
        ("5", "人", "人次", None),
    ],
)
def test_a_value_converts_within_what_it_measures_and_nowhere_else(
    value: str, unit: str, to_unit: str, expected: str | None
) -> None:
    converted = convert(Decimal(value), unit, to_unit)
    assert converted == (None if expected is None else Decimal(expected))
    assert same_dimension(unit, to_unit) is (expected is not None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("十二", "12"),
        ("一百零五", "105"),
        ("一百二", "120"),
        ("三千二百", "3200"),
        ("两万三千", "23000"),
        ("一亿二千万", "120000000"),
        ("六万万", "600000000"),
        ("二〇二五", "2025"),
        ("一点五", "1.5"),
        ("三四", None),
        ("十四五", None),
    ],
)
def test_a_chinese_numeral_is_one_number_or_none(text: str, expected: str | None) -> None:
    assert read_numeral(text) == (None if expected is None else Decimal(expected))


def test_narrowing_moves_no_offset() -> None:
    assert narrow("１．５％～２％，ＰＭ") == "1.5%~2%,PM"
