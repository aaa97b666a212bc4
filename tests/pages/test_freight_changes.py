"""Another courier, SF, a freight line: who pays what, and what the packer waits for (O8)."""

from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from PIL import Image
from tests.dispatch.scene import Dock, changed
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_staff
from tests.races import race

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.core.time import now
from aftercare.dispatch.actions.move_freight import Step, move_freight
from aftercare.dispatch.freight_rules import Fee, amount_problem, given_up, propose
from aftercare.dispatch.models import FreightChange
from aftercare.dispatch.terms import FreightKind, FreightState, Pays
from aftercare.orders.actions.set_couriers import set_couriers
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import person_of
from aftercare.shops.models import PolicyValue

pytestmark = pytest.mark.django_db
HANGZHOU = {"region": "浙江省 杭州市 西湖区", "receiver_address": "文三路 1 号", "receiver_name": "张三丰"}


def tariff(courier: str, first: int, payment: str = "prepaid") -> dict[str, Any]:
    return {
        "courier": courier,
        "places": [],
        "first": first,
        "next": 100,
        "days": [1, 3],
        "payment": payment,
        "most": None,
    }


class Office(Dock):
    """The usual courier costs ¥8, another ¥13, a freight line goes collect."""

    def __init__(self) -> None:
        super().__init__()
        rows = [
            tariff("中通快递", 800),
            tariff("圆通速递", 1300),
            tariff("极兔速递", 500),
            tariff("德邦快递", 4500, "collect"),
        ]
        value = {"default": "中通快递", "free_from": None, "bulky_from": 20_000, "tariffs": rows, "gaps": []}
        set_couriers(shop_id=self.shop.pk, value=value, person=person_of(self.operations), seen=None)
        self.shop.refresh_from_db()
        self.one = self.order(**HANGZHOU)

    def ask(self, staff: Staff | None = None, order: Order | None = None, **fields: Any) -> HttpResponse:
        fields = {"kind": "courier", "courier": "圆通速递", "pays": "", "amount": "", "note": "", **fields}
        return self.post(staff or self.agent, f"orders/{(order or self.one).pk}/freight/", **fields)

    def go(self, state: str, staff: Staff | None = None, reason: str = "", version: int | None = None) -> HttpResponse:
        row = FreightChange.objects.latest("pk")
        fields = {"state": state, "version": row.version if version is None else version, "reason": reason}
        return self.post(staff or self.agent, f"freight/{row.pk}/", **fields)

    @property
    def row(self) -> FreightChange:
        return FreightChange.objects.latest("pk")


def test_the_table_decides_and_nothing_goes_below_zero():
    fees = [Fee("圆通", Money(500)), Fee("极兔", Money(-300)), Fee("德邦", None)]
    assert propose(FreightKind.COURIER, "圆通", fees).amount == Money(500)
    assert (propose(FreightKind.COURIER, "极兔", fees).pays, propose(FreightKind.COURIER, "极兔", fees).amount) == (
        Pays.NOTHING,
        ZERO,
    )
    assert propose(FreightKind.SF, "顺丰", fees).pays is Pays.COLLECT
    assert propose(FreightKind.LINE, "德邦", fees).pays is Pays.COLLECT
    assert propose(FreightKind.LINE, "佳吉", fees).by_rule is None
    assert propose(FreightKind.COURIER, "不知", fees).by_rule is None
    assert (
        amount_problem(Pays.MAKE_UP, Money(-1))
        and amount_problem(Pays.MAKE_UP, ZERO)
        and amount_problem(Pays.COLLECT, Money(1))
    )
    assert (
        given_up(Pays.MAKE_UP, Money(200), Money(500)) == Money(300)
        and given_up(Pays.MAKE_UP, Money(900), Money(500)) == ZERO
    )


@pytest.mark.row("O8")
def test_another_courier_makes_up_the_freight_and_the_packer_waits_for_the_money():
    office = Office()
    page = office.get(office.agent, f"orders/{office.one.pk}/").content.decode()
    assert "圆通速递" in page and "¥5.00" in page
    assert office.ask().status_code == 204
    row = office.row
    assert (row.pays, row.amount, row.by_rule, row.state) == (Pays.MAKE_UP, Money(500), Money(500), FreightState.ASKED)
    assert office.ask().status_code == 409 and FreightChange.objects.count() == 1
    office.printed(office.one)
    assert "make up the freight" in office.scan(office.one.platform_no)
    assert office.one.platform_no in office.get(office.agent, "freight/").content.decode()
    assert office.go("agreed").status_code == 204 and office.go("paid", version=1).status_code == 409
    assert office.go("paid").status_code == 204
    assert 'data-answer="right"' in office.scan(office.one.platform_no) and "圆通速递" in office.scan("x")
    assert office.go("dropped").status_code == 409  # the money has come
    assert Event.objects.filter(kind="freight.changed").count() == 2
    assert office.one.platform_no not in office.get(office.agent, "freight/").content.decode()


@pytest.mark.row("O8")
def test_sf_goes_collect_and_stands_on_the_slip_without_money():
    office = Office()
    assert office.ask(kind="sf", courier="顺丰速运", pays="collect", amount="5").status_code == 422
    assert office.ask(kind="sf", courier="顺丰速运").status_code == 204
    assert (office.row.pays, office.row.amount) == (Pays.COLLECT, ZERO)
    assert "顺丰速运, freight collect" in office.get(office.packer, f"orders/{office.one.pk}/").content.decode()
    assert office.go("paid").status_code == 409 and office.go("agreed").status_code == 204
    office.printed(office.one)
    assert 'data-answer="right"' in office.scan(office.one.platform_no)


@pytest.mark.row("O8")
def test_a_freight_line_goes_collect_or_passes_its_bill_on_with_a_photo():
    office = Office()
    assert office.ask(kind="line", courier="德邦快递").status_code == 204 and office.row.pays == Pays.COLLECT
    file = BytesIO()
    file.name = "bill.png"
    Image.new("RGB", (40, 30), "white").save(file, "PNG")
    file.seek(0)
    path = f"freight/{office.row.pk}/bill/"
    assert office.post(office.agent, path, amount="0", version=1).status_code == 422
    assert office.post(office.agent, path, amount="-3", version=1).status_code == 422
    assert office.post(office.people.stranger, path, amount="86.50", version=1).status_code == 404
    assert office.post(office.agent, path, amount="86.50", version=1, file=file).status_code == 204
    row = office.row
    assert (row.pays, row.amount) == (Pays.MAKE_UP, Money(8650)) and row.invoice is not None
    assert browser(office.packer).get(f"/dispatch/freight/{row.pk}/bill/shown/").status_code == 200
    assert browser(office.people.stranger).get(f"/dispatch/freight/{row.pk}/bill/shown/").status_code == 404
    assert office.go("paid").status_code == 204
    assert office.post(office.agent, path, amount="9", version=office.row.version).status_code == 409


@pytest.mark.row("O8", "C17")
def test_above_the_limit_the_supervisor_waives_and_nobody_at_their_own_request():
    office = Office()
    assert office.ask(courier="没有的快递", pays="make_up", amount="30").status_code == 204
    assert office.go("waived").status_code == 422  # no reason
    assert office.go("waived", reason="老客户").status_code == 204 and office.row.state == FreightState.WAIVING
    for staff in (office.agent, office.people.teammate):
        assert office.go("waived", staff, reason="好的").status_code == 409
    office.printed(office.one)
    assert "make up the freight" in office.scan(office.one.platform_no)
    boss = office.people.supervisor
    assert office.one.platform_no in office.get(boss, "freight/?view=waiving").content.decode()
    assert office.go("waived", boss).status_code == 204 and office.row.state == FreightState.WAIVED
    assert 'data-answer="right"' in office.scan(office.one.platform_no)


def test_within_the_limit_an_agent_waives_alone_and_gives_no_more_away_at_asking():
    office = Office()
    both = make_staff("", Role.AGENT, Role.SUPERVISOR, shop=office.shop)
    assert office.ask(amount="2").status_code == 204  # ¥3 less than the table: within ¥10
    assert office.go("waived", reason="等太久了").status_code == 204 and office.row.state == FreightState.WAIVED
    second = office.order(**HANGZHOU)
    assert office.ask(order=second, amount="-1").status_code == 422
    assert office.ask(order=second, courier="德邦快递", pays="nothing").status_code == 204  # collect gives nothing up
    third = office.order(**HANGZHOU)
    rows = [tariff("中通快递", 800), tariff("京东快递", 4000)]
    value = {"default": "中通快递", "free_from": None, "bulky_from": 20_000, "tariffs": rows, "gaps": []}
    seen = PolicyValue.objects.filter(shop=office.shop, key="delivery.couriers").latest("pk").pk
    set_couriers(shop_id=office.shop.pk, value=value, person=person_of(office.operations), seen=seen)
    assert office.ask(order=third, courier="京东快递", amount="5").status_code == 409  # ¥27 less: above ¥10
    assert not FreightChange.objects.filter(order=third).exists()
    assert office.ask(both, third, courier="京东快递", amount="5").status_code == 204


@pytest.mark.django_db(transaction=True)
def test_paid_and_dropped_at_once_have_one_winner():
    office = Office()
    office.ask()
    row = office.row

    def go(staff: Staff, state: FreightState) -> Any:
        return lambda: move_freight(freight_id=row.pk, step=Step(state, row.version), person=person_of(staff))

    found = race(go(office.agent, FreightState.PAID), go(office.people.teammate, FreightState.DROPPED))
    assert sorted(finish.won for finish in found) == [False, True]


def test_others_ask_nothing_and_what_has_left_is_not_changed():
    office = Office()
    for staff, status in ((office.packer, 404), (office.people.stranger, 404), (office.people.refund_clerk, 404)):
        assert office.ask(staff).status_code == status
    assert office.ask(kind="odd").status_code == 422 and office.ask(courier=" ").status_code == 422
    assert office.ask(amount="1e3").status_code == 422
    changed(office.one, status=OrderStatus.DISPATCHED, dispatched_at=now())
    office.follow()
    assert office.ask().status_code == 409 and not FreightChange.objects.exists()
    for query in ("?view=odd", "?after=x", "?odd=1"):
        assert office.get(office.agent, f"freight/{query}").status_code == 400


def test_the_list_costs_the_same_with_many():
    office = Office()
    office.ask()
    client = browser(office.agent)
    few = queries_of(lambda: client.get("/dispatch/freight/"))
    for _nth in range(10):
        assert office.ask(order=office.order(**HANGZHOU)).status_code == 204
    assert queries_of(lambda: client.get("/dispatch/freight/")) == few
    assert client.get("/dispatch/freight/", headers=PART).content.decode().count("<article") == 11
