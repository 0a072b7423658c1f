"""Places: the names they go by, and how high they stand."""

from __future__ import annotations

import pytest

from reportqa.language.places import (
    gazetteer,
    is_known,
    is_redacted,
    level_of,
    official,
    prefecture_provinces,
    same_place,
    stem,
)
from reportqa.types import Level


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("重庆", "重庆市"),
        ("重庆市", "重庆市"),
        ("新疆", "新疆维吾尔自治区"),
        ("西藏", "西藏自治区"),
        ("内蒙古", "内蒙古自治区"),
        ("保定", "保定市"),
        ("全国", "国务院"),
        ("中央人民政府", "国务院"),
        ("云溪县人民政府", "云溪县"),
        ("云溪县人民政府办公室", "云溪县"),
        (" 云 溪 县 ", "云溪县"),
        ("xx镇", "xx镇"),
        ("云溪", "云溪"),
    ],
)
def test_a_places_reports_stand_under_one_name(name: str, expected: str) -> None:
    assert official(name) == expected


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("国务院", Level.COUNTRY),
        ("河北", Level.PROVINCE),
        ("广西壮族自治区", Level.PROVINCE),
        ("香港特别行政区", Level.PROVINCE),
        ("保定市", Level.PREFECTURE),
        ("锡林郭勒盟", Level.PREFECTURE),
        ("云溪自治州", Level.PREFECTURE),
        ("云溪地区", Level.PREFECTURE),
        ("云溪市", Level.COUNTY),
        ("云溪县", Level.COUNTY),
        ("云溪自治县", Level.COUNTY),
        ("云溪自治旗", Level.COUNTY),
        ("云溪旗", Level.COUNTY),
        ("云溪新区", Level.COUNTY),
        ("禾岭镇", Level.TOWNSHIP),
        ("禾岭乡", Level.TOWNSHIP),
        ("禾岭街道", Level.TOWNSHIP),
        ("禾岭苏木", Level.TOWNSHIP),
        ("×镇", Level.TOWNSHIP),
        ("云溪", None),
    ],
)
def test_a_name_tells_the_level(name: str, level: Level | None) -> None:
    assert level_of(name) is level


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新疆", "新疆维吾尔自治区"),
        ("云溪县", "云溪区"),
        ("云溪县", "云溪市"),
        ("保定市云溪区", "云溪区"),
        ("国务院", "全国"),
        ("云溪", "云溪县"),
    ],
)
def test_two_names_can_mean_one_place(one: str, other: str) -> None:
    assert same_place(one, other)
    assert same_place(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪县", "禾岭县"),
        ("云溪县", "云溪镇"),
        ("河北省", "河南省"),
        ("保定市", "保定市云溪区"),
        ("吉林省", "吉林市"),
        ("唐县", "唐市"),
        ("xx镇", "禾岭镇"),
    ],
)
def test_names_that_are_alike_can_mean_two_places(one: str, other: str) -> None:
    assert not same_place(one, other)
    assert not same_place(other, one)


def test_every_province_and_prefecture_of_the_table_is_known_by_its_level() -> None:
    tables = gazetteer()
    assert len(set(tables.provinces.values())) == 34
    assert all(level_of(name) is Level.PROVINCE for name in tables.provinces)
    assert all(level_of(name) is Level.PREFECTURE for name in tables.prefectures)
    assert all(is_known(name) for name in [*tables.provinces, *tables.prefectures])
    assert not is_known("云溪县")


def test_a_short_name_that_is_also_a_provinces_means_the_province() -> None:
    assert official("吉林") == "吉林省"
    assert "吉林" not in prefecture_provinces()
    assert prefecture_provinces()["保定"] == prefecture_provinces()["保定市"] == "河北省"


@pytest.mark.parametrize("name", ["xx镇", "XX县", "××乡", "某县"])
def test_a_name_that_is_blanked_out_is_redacted(name: str) -> None:
    assert is_redacted(name)
    assert not is_redacted("云溪县")


def test_a_stem_keeps_at_least_two_characters() -> None:
    assert [stem(name) for name in ("云溪县", "唐县", "重庆", "内蒙古自治区")] == [
        "云溪",
        "唐县",
        "重庆",
        "内蒙古",
    ]
