"""Couriers' lists as files: every row read or refused with a sentence, the whole list put into force at once (O6)."""

import pytest
from django.utils.translation import override
from tests.couriers.scene import SF, ZTO, couriers_of_shop
from tests.intake.conftest import Import
from tests.people import People

from aftercare.core.time import now
from aftercare.intake.families import family_of
from aftercare.orders.delivery.models import CoverageGap, CoverageList
from aftercare.orders.delivery.queries import answer_for
from aftercare.orders.delivery.rules import Parcel
from aftercare.orders.delivery.sheet import kind_named
from aftercare.orders.delivery.terms import GapKind

HEAD = "快递公司,省,市,区县,类型,生效日,失效日,备注"
LIST = f"""{HEAD}
中通,四川省,甘孜藏族自治州,石渠县,超区,,,大雪
中通,西藏自治区,阿里地区,,盲件区,2020-01-01,,
中通,北京市,北京市,延庆区,网点暂停,,2099-12-31,
顺丰,海南省,省直辖县级行政区划,三沙市,无网点,,,
"""


def goes(people: People, address: str) -> list[str]:
    people.shop.refresh_from_db()
    return [option.courier for option in answer_for(people.shop, address, Parcel(), now()).options]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("超区", GapKind.OUT_OF_ZONE), ("不派送", GapKind.OUT_OF_ZONE), ("盲件区", GapKind.NO_OUTLET),
        ("无网点", GapKind.NO_OUTLET), ("网点暂停", GapKind.SUSPENDED), ("停发", GapKind.SUSPENDED), ("可达", None),
    ],
)  # fmt: skip
def test_what_couriers_call_it(text: str, kind: GapKind | None):
    assert kind_named(text) is kind


@pytest.mark.row("O6", "O1")
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_list_is_taken_in_and_answers_know_it(people: People, bring_in: Import, encoding: str):
    couriers_of_shop(people)
    assert goes(people, "四川甘孜州石渠县") == [ZTO, "圆通速递", SF]
    report = bring_in(LIST.encode(encoding), "中通超区.csv")
    assert (report.status, report.counts["added"], report.batch.kind) == (0, 4, "courier_coverage")
    assert goes(people, "四川甘孜州石渠县") == ["圆通速递", SF]
    assert goes(people, "西藏阿里地区改则县") == ["圆通速递", SF]
    assert goes(people, "北京延庆区") == ["圆通速递", SF]
    assert goes(people, "海南三沙市") == [ZTO, "圆通速递"]
    lists = CoverageList.objects.order_by("courier")
    assert [(one.courier, one.row_count, one.name) for one in lists] == [
        (ZTO, 3, "中通超区.csv"), (SF, 1, "中通超区.csv"),
    ]  # fmt: skip


@pytest.mark.row("O6")
def test_the_next_list_replaces_it_and_the_preview_says_what_is_new(people: People, bring_in: Import):
    couriers_of_shop(people)
    bring_in(LIST.encode(), "一.csv")
    second = f"{HEAD}\n中通,四川省,甘孜藏族自治州,石渠县,超区,,,大雪\n中通,青海省,玉树藏族自治州,,超区,,,\n"
    tried = bring_in(second.encode(), "二.csv", dry_run=True)
    assert (tried.counts["added"], tried.counts["unchanged"]) == (1, 1)
    assert goes(people, "北京延庆区") == ["圆通速递", SF]
    bring_in(second.encode(), "二.csv")
    assert goes(people, "北京延庆区") == [ZTO, "圆通速递", SF] and goes(people, "青海玉树州") == ["圆通速递", SF]
    assert goes(people, "海南三沙市") == [ZTO, "圆通速递"]  # the other courier's list stays
    assert CoverageGap.objects.count() == 6


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("中通,火星省,,,超区,,,", "coverage.place"), ("中通,四川省,南京市,,超区,,,", "coverage.place"),
        ("中通,四川省,,石渠,可达,,,", "coverage.kind"), ("中通,青海省,,,超区,2026-02-01,2026-01-01,", "coverage.span"),
        (f"{'快' * 21},青海省,,,超区,,,", "coverage.courier"), (",青海省,,,超区,,,", "text.missing"),
        ("中通,青海省,,,超区,某天,,", "date.format"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_with_its_sentence_and_the_others_count(
    people: People, bring_in: Import, row: str, code: str
):
    couriers_of_shop(people)
    report = bring_in(f"{HEAD}\n{row}\n中通,西藏自治区,,,超区,,,\n".encode(), "坏.csv")
    assert (report.status, report.counts["refused"], report.counts["added"]) == (1, 1, 1)
    (refused,) = report.batch.refusals.all()
    assert (refused.line, refused.code) == (2, code)
    with override("en"):
        assert str(report.refusals[0].sentence if hasattr(report.refusals[0], "sentence") else report.refusals[0])
    assert goes(people, "西藏拉萨") == ["圆通速递", SF]


def test_a_file_of_which_nothing_counts_leaves_the_older_list(people: People, bring_in: Import):
    couriers_of_shop(people)
    bring_in(LIST.encode(), "一.csv")
    bring_in(f"{HEAD}\n中通,西藏自治区,,,超区,,2020-01-01,\n中通,火星,,,超区,,,\n".encode(), "二.csv")
    assert goes(people, "四川甘孜州石渠县") == ["圆通速递", SF]
    assert CoverageList.objects.filter(put_at=None).count() == 1


def test_thousands_of_rows_go_in_as_one_list(people: People, bring_in: Import):
    couriers_of_shop(people)
    rows = "\n".join(f"中通,四川省,成都市,第{number}县,超区,,," for number in range(3500))
    report = bring_in(f"{HEAD}\n{rows}\n中通,四川省,成都市,第7县,超区,,,\n".encode(), "大.csv")
    assert (report.counts["added"], report.counts["unchanged"]) == (3500, 1)
    assert (CoverageList.objects.get().row_count, CoverageGap.objects.count()) == (3500, 3500)
    family = family_of("courier_coverage")
    assert family is not None and family.finish is not None
