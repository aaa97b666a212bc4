"""An import is taken back: what nothing else has touched is as it was, everything else stays and says why (O1)."""

import json
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.reports import CLASSIC, QIANNIU_ITEMS, classic, csv_file, qianniu_item
from tests.orders.imports.test_any_order import FORMS, LAST, classic_rows, item_rows
from tests.people import make_case, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import travel
from aftercare.intake.actions.ask_undo import ask_undo
from aftercare.intake.actions.import_file import import_file
from aftercare.intake.actions.run_undo import run_undo
from aftercare.intake.actions.start_undo import start_undo
from aftercare.intake.actions.tend_changes import tend_changes
from aftercare.intake.changes.models import ImportChange, ImportUndo
from aftercare.intake.changes.tally import Tally
from aftercare.intake.changes.terms import KEPT_FOR, Fate, UndoState
from aftercare.intake.models import ImportBatch
from aftercare.orders.actions.correct_receiver import correct_receiver
from aftercare.orders.models import Order, OrderLine
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.row("O1")]
MOMENTS = {"created_at", "updated_at"}
Rows = list[list[Any]]
State = dict[str, dict[str, Any]]


def state(shop: Shop) -> State:
    """Every column of the shop's orders and lines but when they were written."""
    found = {}
    for order in Order.objects.filter(shop=shop).order_by("platform_no"):
        values = {name: value for name, value in vars(order).items() if name[0] != "_" and name not in MOMENTS}
        found[order.platform_no] = values | {"lines": list(order.lines.order_by("pk").values())}
    return found


def bring(folder: Path, shop: Shop, header: tuple[str, ...], rows: Rows, name: str = "a.csv") -> ImportBatch:
    path = folder / name
    path.write_bytes(csv_file(header, rows, encoding="utf-8"))
    return import_file(path, shop.slug, Person.system()).batch


def look(batch: ImportBatch, who: Person | None = None) -> Tally:
    """What taking it back would do."""
    ask_undo(person=who or Person.system(), batch_id=batch.pk)
    assert run_undo(batch_id=batch.pk) is UndoState.CHECKED
    return Tally.of(ImportUndo.objects.get(batch=batch).counts)


def take_back(batch: ImportBatch, who: Person | None = None) -> Tally:
    """Take it back, and prove that the look before it said the same and changed nothing."""
    before = state(batch.shop)
    seen = look(batch, who)
    assert state(batch.shop) == before
    start_undo(person=who or Person.system(), batch_id=batch.pk, reason="错误的文件")
    assert run_undo(batch_id=batch.pk) is UndoState.DONE
    done = Tally.of(ImportUndo.objects.get(batch=batch).counts)
    assert done == seen
    return done


def order(no: int, **told: str) -> list[str]:
    return classic(f"21000000000000000{no}", **told)


SENT = {"订单状态": "卖家已发货，等待买家确认", "物流单号": "YT1", "物流公司": "圆通速递"}


def test_what_an_import_added_goes_and_what_it_changed_is_as_before(people, tmp_path):
    shop = people.shop
    bring(tmp_path, shop, CLASSIC, [order(1), order(2)])
    after_first = state(shop)
    batch = bring(tmp_path, shop, CLASSIC, [order(2, **SENT, 收货人姓名="钱大"), order(3), order(4)])

    tally = take_back(batch)

    assert state(shop) == after_first
    assert (tally.gone, tally.back, tally.stays) == (2, 1, 0)
    told = Event.objects.filter(kind__in=("order.taken_back", "order.put_back"))
    assert sorted(told.values_list("kind", "data__number")) == [
        ("order.put_back", "210000000000000002"),
        ("order.taken_back", "210000000000000003"),
        ("order.taken_back", "210000000000000004"),
    ]
    assert set(ImportChange.objects.filter(batch=batch).values_list("fate", "sealed")) == {
        (Fate.GONE, ""),
        (Fate.BACK, ""),
    }
    again = bring(tmp_path, shop, CLASSIC, [order(2, **SENT, 收货人姓名="钱大"), order(3), order(4)])
    assert (again.added, again.updated, again.refused) == (2, 1, 0)


def test_what_a_later_import_wrote_stays_until_that_is_taken_back(people, tmp_path):
    shop = people.shop
    bring(tmp_path, shop, CLASSIC, [order(1)])
    start = state(shop)
    first = bring(tmp_path, shop, CLASSIC, [order(1, **SENT), order(2)])
    middle = state(shop)
    second = bring(tmp_path, shop, CLASSIC, [order(1, 订单状态="交易成功"), order(2, **SENT)])
    last = state(shop)

    tally = take_back(first)

    assert (tally.gone, tally.stays) == (0, 2)
    assert set(tally.reasons) == {"back.later"}
    assert state(shop)["210000000000000001"]["raw_status"] == last["210000000000000001"]["raw_status"]
    assert state(shop)["210000000000000001"]["tracking_no"] == ""  # nobody else has written it
    assert state(shop)["210000000000000002"] == last["210000000000000002"]
    take_back(second)
    assert state(shop)["210000000000000002"] == middle["210000000000000002"]
    take_back(first)
    assert state(shop) == start
    assert ImportUndo.objects.get(batch=first).earlier["fields"] > 0


def test_the_same_value_written_again_by_a_later_import_is_the_later_imports(people, tmp_path):
    shop = people.shop
    bring(tmp_path, shop, CLASSIC, [order(1, 订单备注="一")])
    first = bring(tmp_path, shop, CLASSIC, [order(1, 订单备注="二")])
    bring(tmp_path, shop, CLASSIC, [order(1, 订单备注="三")])
    bring(tmp_path, shop, CLASSIC, [order(1, 订单备注="二")])
    assert dict(take_back(first).reasons) == {"back.later": 1}
    assert Order.objects.get(shop=shop).seller_memo == "二"


def test_what_a_person_corrected_stays_even_when_it_reads_the_same(people, tmp_path):
    shop, agent = people.shop, person(people.owner)
    bring(tmp_path, shop, CLASSIC, [order(1)])
    batch = bring(tmp_path, shop, CLASSIC, [order(1, 收货地址="浙江省 杭州市 余杭区 某某镇幸福路2号", 订单备注="急")])
    held = Order.objects.get(shop=shop)
    where = held.receiver_address
    for value in ("某某镇别处 9号", where):
        correct_receiver(order=held, field="receiver_address", value=value, person=agent, at=held.updated_at)
    region = Order.objects.get(shop=shop).region

    tally = take_back(batch)

    held.refresh_from_db()
    assert (held.receiver_address, held.region, held.seller_memo) == (where, region, "")
    assert (tally.back, tally.fields, tally.stays, dict(tally.reasons)) == (1, 1, 1, {"back.person": 1})


def test_an_order_with_a_case_stays_whole(people, tmp_path):
    shop = people.shop
    batch = bring(tmp_path, shop, CLASSIC, [order(1, 订单状态="交易成功"), order(2)])
    before = state(shop)["210000000000000001"]
    make_case(people.owner, Order.objects.get(shop=shop, platform_no="210000000000000001"))

    tally = take_back(batch)

    assert (tally.gone, tally.stays, dict(tally.reasons)) == (1, 1, {"hangs.case": 1})
    assert state(shop) == {"210000000000000001": before}
    kept = ImportChange.objects.get(batch=batch, fate=Fate.KEPT)
    assert kept.kept == {"*": "hangs.case"}


def test_items_go_back_together_or_not_at_all(people, tmp_path):
    shop = people.shop
    no = "210000000000000001"
    bring(tmp_path, shop, CLASSIC, [order(1, 订单状态="交易成功", 宝贝总数量="2"), order(2, 宝贝总数量="2")])
    orders_only = state(shop)
    items = [qianniu_item(f"{n}{part}", n, 商品标题=f"商品{part}") for n in (no, f"{no[:-1]}2") for part in (1, 2)]
    batch = bring(tmp_path, shop, QIANNIU_ITEMS, items)
    with_items = state(shop)
    assert [len(each["lines"]) for each in with_items.values()] == [2, 2]
    make_case(people.owner, Order.objects.get(shop=shop, platform_no=no))

    tally = take_back(batch)

    assert (tally.back, tally.stays, dict(tally.reasons)) == (1, 1, {"back.in_use": 1})
    assert state(shop) == {no: with_items[no], f"{no[:-1]}2": orders_only[f"{no[:-1]}2"]}


def test_a_newer_export_that_only_named_an_order_leaves_no_trace(people, tmp_path):
    shop = people.shop
    with travel(-KEPT_FOR * 20):
        bring(tmp_path, shop, CLASSIC, [order(1)], "ExportOrderList202601051200.csv")
    start = state(shop)
    batch = bring(tmp_path, shop, CLASSIC, [order(1), order(2)], "ExportOrderList202602051200.csv")
    if state(shop)["210000000000000001"]["exported_at"] == start["210000000000000001"]["exported_at"]:
        pytest.fail("the name of the file does not tell when it was made")
    tally = take_back(batch)
    assert (tally.gone, tally.back, tally.stays) == (1, 0, 0)
    assert state(shop) == start


def test_rows_of_one_order_that_stand_far_apart_are_one_change(people, tmp_path):
    shop = people.shop
    bring(tmp_path, shop, CLASSIC, [order(1)])
    start = state(shop)
    filler = [classic(f"3{n:017d}") for n in range(1500)]
    batch = bring(tmp_path, shop, CLASSIC, [order(1, 订单备注="一"), *filler, order(1, **SENT, 订单备注="二")])
    change = ImportChange.objects.get(batch=batch, is_added=False)
    assert change.told["tracking_no"] == ["", "YT1"]
    assert json.loads(change.sealed) == {"seller_memo": ["", "二"]}
    take_back(batch)
    assert state(shop) == start


@pytest.mark.attack("J3")
def test_no_personal_value_stands_in_what_is_kept(people, tmp_path):
    shop = people.shop
    bring(tmp_path, shop, CLASSIC, [order(1)])
    told = {"收货人姓名": "孙不二", "联系手机": "'18611112222", "收货地址": "浙江省 杭州市 余杭区 秘密路7号"}
    bring(tmp_path, shop, CLASSIC, [order(1, **told, 买家留言="悄悄话", 订单备注="内部话")])
    for row in ImportChange.objects.values():
        with_masks = json.dumps({**row, "sealed": "", "at": ""}, ensure_ascii=False)
        for planted in ("孙不二", "18611112222", "秘密路", "悄悄话", "内部话", "赵小满", "18600001234", "幸福路"):
            assert planted not in with_masks
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(sealed, ' ') FROM intake_importchange WHERE sealed <> ''")
        sealed = cursor.fetchone()[0]
    assert sealed.startswith("v")
    assert "孙不二" not in sealed


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Refused with the sentence of that code."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.refusal.code == code


def test_who_may_and_when(people, tmp_path):
    shop = people.shop
    batch = bring(tmp_path, shop, CLASSIC, [order(1)])
    before = state(shop)
    supervisor, elsewhere = person(people.supervisor), person(people.stranger)
    for who, error in ((person(people.owner), Refused), (elsewhere, NotFound), (person(people.warehouse), Refused)):
        with pytest.raises(error):
            ask_undo(person=who, batch_id=batch.pk)
    with refused("undo.unchecked"):
        start_undo(person=supervisor, batch_id=batch.pk, reason="x")
    look(batch, supervisor)
    with pytest.raises(InvalidInput):
        start_undo(person=supervisor, batch_id=batch.pk, reason="  ")
    with pytest.raises(Refused):
        start_undo(person=person(people.owner), batch_id=batch.pk, reason="x")
    with travel(KEPT_FOR * 2), refused("undo.late"):
        start_undo(person=supervisor, batch_id=batch.pk, reason="x")
    start_undo(person=supervisor, batch_id=batch.pk, reason="x")
    with refused("undo.under_way"):
        start_undo(person=supervisor, batch_id=batch.pk, reason="x")
    with refused("undo.under_way"):
        ask_undo(person=supervisor, batch_id=batch.pk)
    assert state(shop) == before
    assert run_undo(batch_id=batch.pk) is UndoState.DONE
    assert run_undo(batch_id=batch.pk) is UndoState.DONE  # once more does nothing
    with refused("undo.nothing"):
        ask_undo(person=supervisor, batch_id=batch.pk)
    assert not Order.objects.filter(shop=shop).exists()


def test_a_dry_run_keeps_nothing(people, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(csv_file(CLASSIC, [order(1)]))
    batch = import_file(path, people.shop.slug, person(make_staff("", Role.OPERATIONS, shop=people.shop)), True).batch
    assert not ImportChange.objects.exists()
    with pytest.raises(Refused):
        ask_undo(person=Person.system(), batch_id=batch.pk)


def test_changes_are_forgotten_after_a_week(people, tmp_path):
    batch = bring(tmp_path, people.shop, CLASSIC, [order(1)])
    with travel(KEPT_FOR):
        assert tend_changes() == {"undos": 0, "forgotten": 0}
    with travel(KEPT_FOR * 2):
        assert tend_changes() == {"undos": 0, "forgotten": 1}
        with pytest.raises(Refused):
            ask_undo(person=Person.system(), batch_id=batch.pk)
    assert Order.objects.filter(shop=people.shop).count() == 1


def test_an_undo_that_lost_its_worker_gets_one_again(people, tmp_path):
    batch = bring(tmp_path, people.shop, CLASSIC, [order(1)])
    ask_undo(person=Person.system(), batch_id=batch.pk)
    assert tend_changes()["undos"] == 0
    with travel(KEPT_FOR / 100):
        assert tend_changes()["undos"] == 1


@settings(max_examples=10, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
@pytest.mark.parametrize("platform", FORMS)
def test_taking_the_second_back_leaves_what_the_first_had_made(people, tmp_path, platform, seed):
    dice = random.Random(seed)
    shop = Shop.objects.create(slug=f"{platform}-{secrets.token_hex(8)}", name="a")
    header, make = dice.choice(FORMS[platform])
    step = dice.randrange(LAST)
    bring(tmp_path, shop, header, [row for no in (0, 1) for row in make(no, step)])
    if platform == "taobao" and dice.random() < 0.5:
        bring(tmp_path, shop, QIANNIU_ITEMS, item_rows(1, step))
    first = state(shop)
    header, make = dice.choice(FORMS[platform])
    rows = [row for no in (1, 2) for row in make(no, dice.randint(0, LAST))]
    if platform == "taobao" and dice.random() < 0.4:
        header, rows = QIANNIU_ITEMS, [row for no in (0, 1) for row in item_rows(no, dice.randint(0, LAST))]
    second = bring(tmp_path, shop, header, dice.sample(rows, len(rows)))
    if ImportChange.objects.filter(batch=second).exists():
        assert take_back(second).stays == 0
    assert state(shop) == first


@settings(max_examples=10, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_whatever_is_taken_back_never_touches_what_was_written_later(people, tmp_path, seed):
    """Three imports are taken back in any order, a person corrects something in between: an order that only one
    import touched is gone or as before, a field that was written later stays as it was written."""
    dice = random.Random(seed)
    shop = Shop.objects.create(slug=f"t-{secrets.token_hex(8)}", name="a")
    batches, states = [], [state(shop)]
    for step in sorted(dice.sample(range(LAST + 1), 3)):
        rows = [row for no in dice.sample(range(3), 2) for row in classic_rows(no, step)]
        batches.append(bring(tmp_path, shop, CLASSIC, rows))
        states.append(state(shop))
    held = dice.choice(list(Order.objects.filter(shop=shop)))
    words = f"别处 {dice.randrange(99)}号"
    correct_receiver(
        order=held, field="receiver_address", value=words, person=person(people.owner), at=batches[-1].finished_at
    )
    touched = [set(ImportChange.objects.filter(batch=each).values_list("label", flat=True)) for each in batches]
    index = dice.randrange(3)
    if touched[index]:
        take_back(batches[index])
    now = state(shop)
    for number, values in states[-1].items():
        later = set().union(*touched[index + 1 :]) if index < 2 else set()
        if number == held.platform_no:
            assert now[number]["receiver_address"] == words
        elif number not in touched[index] or (number in later and number not in states[index]):
            assert now[number] == values
        elif number not in later:
            assert now.get(number) == states[index].get(number)
        else:
            mine, theirs = states[index + 1][number], values
            for name in theirs:
                if name != "lines" and mine[name] != theirs[name]:
                    assert now[number][name] == theirs[name]
    assert OrderLine.objects.filter(order__shop=shop, order__isnull=True).count() == 0
