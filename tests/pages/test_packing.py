"""Double check at packing: the slip, each piece, the slip again (O9)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests.couriers.scene import SF, YTO, ZTO, couriers_of_shop
from tests.dispatch.scene import Dock, changed, lines_of, text_of
from tests.pages.stage import PART, browser
from tests.people import make_case_of
from tests.races import race

from aftercare.cases.actions.make_pack import Format, make_pack
from aftercare.cases.models import Case
from aftercare.cases.pack.contents import Material
from aftercare.cases.terms import Reason
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now, travel
from aftercare.couriers.actions.take_courier import Taken, take_courier
from aftercare.dispatch.actions.start_packing import start_packing
from aftercare.dispatch.contents import contents_of
from aftercare.dispatch.models import Handling, LineChange, Packing, Release
from aftercare.dispatch.packing_rules import Hold
from aftercare.dispatch.terms import PackingState, Stage
from aftercare.orders.models import Order, OrderLine, Product
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import person_of

pytestmark = pytest.mark.django_db


def photo() -> BytesIO:
    file = BytesIO()
    file.name = "box.png"
    Image.new("RGB", (40, 30), "seagreen").save(file, "PNG")
    file.seek(0)
    return file


@pytest.mark.row("O9")
def test_wrong_and_surplus_pieces_are_stopped_and_the_record_stands_beside_the_order():
    dock = Dock()
    order = dock.order(lines=2, quantity=2)
    dock.printed(order)
    page = dock.scan(order.platform_no)
    assert 'data-answer="right"' in page and "0 / 4" in page
    assert "1 / 4" in dock.scan("ym-001") and "2 / 4" in dock.scan("YM-001")
    for code, words in (("YM-001", "One too many"), ("XX-9", "Wrong item")):
        page = dock.scan(code)
        assert 'data-answer="wrong"' in page and words in page and "2 / 4" in page
    page = dock.scan(order.platform_no)  # too early: two pieces are missing, and named
    assert 'data-answer="wrong"' in page and "Still missing" in page and "原木摆件 2 号" in page
    dock.scan("YM-002"), dock.scan("YM-002")
    packing = Packing.objects.get()
    assert dock.post(dock.packer, f"packing/{packing.pk}/photos/", file=photo()).status_code == 200
    answer = dock.post(dock.packer, "packing/finish/", grams="850", video="https://video.example.com/9.mp4")
    assert answer.status_code == 200 and "Packed" in answer.content.decode()
    packing.refresh_from_db()
    assert (packing.state, packing.grams, packing.mistakes) == (PackingState.DONE, 850, 2)
    assert dock.promise(order).stage == Stage.PACKED
    evidence = browser(dock.agent).get(f"/orders/{order.pk}/").content.decode()
    for word in (f"Packed by {dock.packer.name}", "850 g", "https://video.example.com/9.mp4", "2 wrong scans stopped"):
        assert word in evidence, word
    token = packing.photos.get().file.token
    assert browser(dock.agent).get(f"/dispatch/packing/{packing.pk}/files/{token}/shown/").status_code == 200
    assert browser(dock.people.stranger).get(f"/dispatch/packing/{packing.pk}/files/{token}/shown/").status_code == 404
    assert "already" in dock.scan(order.platform_no, dock.packer2)
    assert Event.objects.filter(kind="packing.finished", subject_id=order.pk).count() == 1


@pytest.mark.row("O9")
def test_the_slip_again_closes_the_box_so_that_a_scanner_is_all_one_needs():
    dock = Dock()
    order = dock.order()
    dock.printed(order)
    dock.scan(order.platform_no), dock.scan("YM-001")
    assert "Packed" in dock.scan(order.platform_no)
    assert dock.promise(order).stage == Stage.PACKED and Packing.objects.get().state == PackingState.DONE


@pytest.mark.row("C8", "O9")
def test_the_record_stands_beside_a_case_of_missing_goods():
    dock = Dock()
    order = dock.order()
    dock.printed(order)
    dock.scan(order.platform_no), dock.scan("YM-001"), dock.scan(order.platform_no)
    changed(order, status=OrderStatus.DISPATCHED, dispatched_at=now())
    case = make_case_of("misshipment", dock.agent, Order.objects.get(pk=order.pk), reason=Reason.MISSING)
    page = browser(dock.agent).get(f"/cases/{case.number}/").content.decode()
    assert "Packing record" in page and f"Packed by {dock.packer.name}" in page
    chosen = Material.of(person_of(dock.agent), case.number).usual
    pack = make_pack(number=case.number, chosen=chosen, form=Format.PDF, person=person_of(dock.agent))
    told = text_of(pack.file.read()).replace("\n", "")  # as its columns break it
    assert dock.packer.name in told and "原木摆件 1 号" in told and "×1" in told


def test_nothing_is_packed_without_its_slip_or_with_an_old_one():
    dock = Dock()
    order = dock.order(receiver_address="文三路 1 号", receiver_name="张三丰")
    assert "No slip was printed" in dock.scan(order.platform_no)
    dock.printed(order)
    Order.objects.filter(pk=order.pk).update(receiver_address="文三路 9 号")
    changed(order)
    assert "print a new one" in dock.scan(order.platform_no) and not Packing.objects.exists()
    dock.printed(order)
    dock.scan(order.platform_no), dock.scan("YM-001")
    one = Order.objects.get(pk=order.pk)
    one.receiver_address = "文三路 99 号"
    one.save(update_fields=["receiver_address"])  # while it lies on the table
    page = dock.scan(order.platform_no)
    assert 'data-answer="wrong"' in page and "print a new one" in page
    assert dock.post(dock.packer, "packing/finish/", grams="", video="").status_code == 409
    assert Packing.objects.get().state == PackingState.OPEN


@pytest.mark.row("O6", "O9")
def test_slip_and_packing_name_the_courier_that_was_chosen_and_another_choice_wants_a_new_slip():
    dock = Dock()
    couriers_of_shop(dock.people)
    order, other = dock.order(region="浙江省 杭州市 余杭区"), dock.order(region="西藏自治区 阿里地区 改则县")
    said = text_of(dock.printed(order, other))
    assert ZTO in said and YTO in said and SF not in said  # by the rule, which knows who does not go where
    taken = Taken(SF, reason="买家赶时间", despite=ZTO)
    take_courier(order_id=order.pk, taken=taken, person=person_of(dock.agent))
    assert "print a new one" in dock.scan(order.platform_no)
    assert SF in text_of(dock.printed(order))
    page = dock.scan(order.platform_no)
    assert 'data-answer="right"' in page and SF in page


def test_many_slips_cost_the_queries_of_one():
    dock = Dock()
    couriers_of_shop(dock.people)
    orders = [dock.order(region="浙江省 杭州市 余杭区", follow=False) for _nth in range(9)]
    dock.follow()
    contents_of(dock.shop, orders, now())  # settings are read once
    counts = []
    for some in (orders[:1], orders):
        with CaptureQueriesContext(connection) as found:
            contents_of(dock.shop, some, now())
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_an_open_refund_stops_it_and_a_supervisor_lets_it_pass_with_a_reason():
    dock = Dock()
    order = dock.order()
    dock.printed(order)
    make_case_of("refund_only", dock.agent, order, reason=Reason.NOT_WANTED)
    assert "A refund or exchange" in dock.scan(order.platform_no)
    path = f"orders/{order.pk}/release/"
    assert dock.post(dock.packer, path, codes=["case"], reason="买家撤销").status_code == 404
    assert dock.post(dock.people.stranger, path, codes=["case"], reason="买家撤销").status_code == 404
    assert dock.post(dock.people.supervisor, path, codes=["case"], reason="").status_code == 422
    assert dock.post(dock.people.supervisor, path, codes=["odd"], reason="买家撤销了").status_code == 422
    assert not Release.objects.exists()
    assert dock.post(dock.people.supervisor, path, codes=["case"], reason="买家撤销了").status_code == 204
    assert 'data-answer="right"' in dock.scan(order.platform_no)
    assert dock.post(dock.people.supervisor, path, codes=["missing"], reason="缺一件,客户同意").status_code == 204
    assert "Packed" in dock.scan(order.platform_no)
    packing = Packing.objects.get()
    assert packing.release is not None and packing.release.codes == [Hold.CASE.value, Hold.MISSING.value]
    again = f"orders/{order.pk}/release/"
    assert dock.post(dock.people.supervisor, again, do="again", reason="称重不对").status_code == 204
    packing.refresh_from_db()
    assert packing.state == PackingState.DROPPED and dock.promise(order).stage == Stage.PACK


@pytest.mark.django_db(transaction=True)
def test_two_packers_at_once_have_one_winner():
    dock = Dock()
    order = dock.order()
    dock.printed(order)

    def begin(staff):
        shops = frozenset({dock.shop.pk})
        return lambda: start_packing(code=order.platform_no, shop_ids=shops, person=person_of(staff))

    found = race(begin(dock.packer), begin(dock.packer2))
    assert sorted(finish.won for finish in found) == [False, True]
    assert Packing.objects.filter(state=PackingState.OPEN).count() == 1


def test_what_nobody_touches_is_taken_over_and_what_is_set_aside_begins_anew():
    dock = Dock()
    order = dock.order()
    dock.printed(order)
    dock.scan(order.platform_no), dock.scan("YM-001")
    assert f"{dock.packer.name} is packing" in dock.scan(order.platform_no, dock.packer2)
    with travel(timedelta(minutes=31)):
        assert "0 / 1" in dock.scan(order.platform_no, dock.packer2)
        stale = dock.post(dock.packer, "packing/finish/", grams="350").content.decode()
        assert 'data-answer="wrong"' in stale and "taken over meanwhile" in stale
        assert dock.post(dock.packer2, "packing/aside/").status_code == 200
    assert set(Packing.objects.values_list("state", flat=True)) == {PackingState.DROPPED}
    assert "0 / 1" in dock.scan(order.platform_no)
    assert dock.post(dock.people.supervisor, "packing/aside/").status_code == 404  # nothing on their table


def test_a_window_left_open_does_not_close_the_box_that_lies_there_now():
    dock = Dock()
    first, second = dock.order(), dock.order()
    dock.printed(first), dock.printed(second)
    dock.scan(first.platform_no), dock.scan("YM-001")
    left_open = Packing.objects.get().pk
    assert f'name="packing" value="{left_open}"' in dock.scan("WRONG")
    assert "Packed" in dock.scan(first.platform_no)
    dock.scan(second.platform_no), dock.scan("YM-001")
    stale = dock.post(dock.packer, "packing/finish/", packing=left_open, grams="350").content.decode()
    assert 'data-answer="wrong"' in stale and second.platform_no in stale
    here = Packing.objects.get(state=PackingState.OPEN)
    assert (here.order_id, here.grams) == (second.pk, None)
    done = dock.post(dock.packer, "packing/finish/", packing=here.pk, grams="350").content.decode()
    assert 'data-answer="right"' in done and not Packing.objects.filter(state=PackingState.OPEN).exists()


def test_a_changed_line_wants_the_other_variant_and_goods_without_a_code_are_checked_by_eye():
    dock = Dock()
    order = dock.order(lines=2)
    first, second = lines_of(order)
    LineChange.objects.create(line=first, code="YM-RED", sku="颜色分类:红", by=dock.agent, at=now())
    OrderLine.objects.filter(pk=second.pk).update(merchant_code="", title="赠品")
    dock.printed(order)
    dock.scan(order.platform_no)
    assert "Wrong item" in dock.scan("YM-001") and "1 / 2" in dock.scan("YM-RED")
    assert dock.post(dock.packer, "packing/scan/", line=first.pk).status_code == 422
    assert dock.post(dock.packer, "packing/scan/", line=99999999).status_code == 404
    assert "2 / 2" in dock.post(dock.packer, "packing/scan/", line=second.pk).content.decode()


def test_the_makers_barcode_counts_where_it_says_enough():
    dock = Dock()
    order = dock.order(lines=2, follow=False)
    product = Product.objects.create(shop=dock.shop, code="YM", title="原木摆件")
    Handling.objects.create(product=product, shop=dock.shop, barcode="6901234567892")
    OrderLine.objects.filter(pk=lines_of(order)[0].pk).update(product=product)
    dock.follow()
    dock.printed(order)
    dock.scan(order.platform_no)
    assert "1 / 2" in dock.scan("6901234567892")
    dock.post(dock.packer, "packing/aside/")
    order.lines.update(product=product)
    assert "Which variant" in (dock.scan(order.platform_no), dock.scan("6901234567892"))[1]


def test_strange_scans_find_nothing_and_foreign_orders_are_unknown():
    dock = Dock()
    order = dock.order()
    dock.printed(order)
    for code in ("XX", "²", "a" * 500, "'; DROP", order.platform_no[:-1]):
        assert "No order that waits here" in dock.scan(code)
    assert dock.post(dock.packer, "packing/scan/", code=" ").status_code == 422
    assert dock.post(dock.packer, "packing/scan/", code="1", odd="1").status_code == 422
    assert dock.post(dock.agent, "packing/scan/", code=order.platform_no).status_code == 404
    assert browser(dock.packer).get("/dispatch/packing/", headers=PART).status_code == 200
    for video in ("http://a.cn/1.mp4", "javascript:alert(1)"):
        dock.scan(order.platform_no)
        assert dock.post(dock.packer, "packing/finish/", grams="", video=video).status_code == 422
    changed(order, status=OrderStatus.DISPATCHED, dispatched_at=now())
    dock.post(dock.packer, "packing/aside/")
    dock.follow()
    assert "has left already" in dock.scan(order.platform_no)


@pytest.mark.row("O9", "C9")
def test_refunded_pieces_are_neither_on_the_slip_nor_in_the_box():
    dock = Dock()
    order = dock.order(lines=2, quantity=2)
    first, second = lines_of(order)
    dock.printed(order)
    lines = {first.pk: (1, first.paid - Money(first.paid.fen // 2))}
    case = make_case_of("refund_only", dock.agent, order, reason=Reason.NOT_WANTED, lines=lines)
    Case.objects.filter(pk=case.pk).update(state="refunded", closed_at=now())
    OrderLine.objects.filter(pk=second.pk).update(refunded=second.paid)  # by the platform
    assert "print a new one" in dock.scan(order.platform_no)
    dock.printed(order)
    assert "0 / 1" in dock.scan(order.platform_no) and "1 / 1" in dock.scan("YM-001")
    assert "One too many" in dock.scan("YM-002") and "Packed" in dock.scan(order.platform_no)
    other = dock.order()
    other.lines.update(refunded=other.paid)
    dock.printed(other)
    assert "All of it is refunded" in dock.scan(other.platform_no)
