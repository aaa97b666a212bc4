"""Addresses as buyers type them: what they are taken for, and what they are not."""

import csv
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.realdata import NOT_HERE, REAL_ORDER_REPORT

from aftercare.orders.delivery.gazetteer import cities_of, place_of, province_names, written_names
from aftercare.orders.delivery.places import read_address, read_areas

pytestmark = pytest.mark.row("S10")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("浙江杭州余杭仓前街道文一西路 969 号", "浙江省 杭州市 余杭"),
        ("浙江省 杭州市 西湖区 文三路 18 号", "浙江省 杭州市 西湖区"),
        ("广东深圳", "广东省 深圳市"),
        ("新疆喀什", "新疆维吾尔自治区 喀什地区"),
        ("上海 上海市 浦东新区 张杨路", "上海市 上海市 浦东新区"),
        ("上海浦东张江", "上海市 上海市 浦东"),
        ("北京朝阳望京", "北京市 北京市 朝阳区"),
        ("北京市市辖区海淀区学院路", "北京市 北京市 海淀区"),
        ("我在昆山,多久能到", "江苏省 苏州市 昆山"),
        ("麻烦发到深圳南山", "广东省 深圳市"),
        ("义乌国际商贸城", "浙江省 金华市 义乌"),
        ("山东济南市中区", "山东省 济南市 市中区"),
        ("湖北恩施市", "湖北省 恩施土家族苗族自治州 恩施市"),
        ("四川甘孜州石渠县洛须镇", "四川省 甘孜藏族自治州 石渠县"),
        ("青海海南州共和县", "青海省 海南藏族自治州 共和县"),
        ("内蒙锡盟", "内蒙古自治区 锡林郭勒盟"),
        ("香港九龙", "香港特别行政区 香港特别行政区"),
    ],
)
def test_the_longest_name_is_taken(text: str, key: str):
    assert read_address(text).place.key == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("上海南京东路 100 号", "上海市 上海市"),
        ("南京市鼓楼区北京西路 2 号", "江苏省 南京市 鼓楼区"),
        ("杭州市中山北路 8 号", "浙江省 杭州市"),
        ("安徽合肥黄山路", "安徽省 合肥市"),
        ("中山路 12 号", ""),
        ("南京路步行街", ""),
        ("可以送到家门口吗", ""),
        ("朝阳区", ""),
        ("河北区", ""),
        ("", ""),
    ],
)
def test_a_street_that_is_called_like_a_place_is_none(text: str, key: str):
    assert read_address(text).place.key == key


def test_what_is_ambiguous_says_what_else_it_could_be():
    assert (read_address("吉林").place.key, read_address("吉林市").place.key) == ("吉林省", "吉林省 吉林市")
    assert read_address("吉林吉林").place.key == "吉林省 吉林市"
    chaoyang = read_address("朝阳")
    assert (chaoyang.place.key, chaoyang.others) == ("辽宁省 朝阳市", ("北京朝阳区", "吉林长春朝阳区"))
    assert read_address("海南").others == ("青海海南",)
    assert read_address("海南三亚").others == ()
    contrary = read_address("江苏杭州")
    assert (contrary.place.key, contrary.others, contrary.is_contrary) == ("江苏省", ("浙江杭州",), True)


def test_every_name_of_the_table_stands_for_itself():
    assert len(province_names()) == 34
    cities = [(name.province, name.city) for names in written_names().values() for name in names if name.city]
    assert len({city for _province, city in cities}) > 370
    for province in {name.province for names in written_names().values() for name in names}:
        for city in cities_of(province):
            assert read_address(f"{province}{city}").place.key == f"{province} {city}", city
            assert place_of(f"{province} {city}").city == city


@given(st.text(max_size=60), st.integers(0, 10**6))
def test_no_text_is_too_strange(text: str, seed: int):
    chance = random.Random(seed)
    names = chance.sample(sorted(written_names()), 3)
    for typed in (text, "".join(names), f"{names[0]}{text}{names[1]}"):
        place = read_address(typed).place
        assert not place or place_of(place.key)


def test_areas_of_a_table_are_provinces_and_cities_and_groups_of_them():
    assert [place.key for place in read_areas("江浙沪、广东, 新疆喀什")] == [
        "江苏省", "浙江省", "上海市", "广东省", "新疆维吾尔自治区 喀什地区",
    ]  # fmt: skip
    assert [place.key for place in read_areas("四川甘孜州石渠县洛须镇", with_districts=True)] == [
        "四川省 甘孜藏族自治州 石渠县洛须镇"
    ]
    for wrong, piece in (("江浙沪 火星", "火星"), ("浙江杭州西湖区", "浙江杭州西湖区"), ("江苏杭州", "江苏杭州")):
        with pytest.raises(ValueError, match=piece):
            read_areas(wrong)


@pytest.mark.skipif(not REAL_ORDER_REPORT.exists(), reason=NOT_HERE)
def test_every_region_of_a_real_report_is_a_province():
    with REAL_ORDER_REPORT.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    column = [name.strip() for name in rows[0]].index("收货地址")
    regions = {row[column] for row in rows[1:]}
    assert len(regions) == 31
    assert all(read_address(region).place for region in regions)
    assert all(not read_address(region).is_contrary for region in regions)
