"""Responsibility: figures that add up, who sees what, the export, claims, products, assessment (B6, C7–C12, K7)."""

from datetime import UTC, datetime
from itertools import cycle
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum
from django.utils.translation import override
from tests.cases.story import Story, World, begin, shown, walk, way
from tests.pages.stage import PART, browser, copies, queries_of
from tests.people import People, make_case, make_order, make_people, make_staff

from aftercare.accounts.terms import Department, Role
from aftercare.cases.models import Case, CaseLine, Cost, Verdict
from aftercare.cases.terms import CostKind, Reason, Responsible
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.orders.models import OrderLine, Product
from aftercare.shops.models import Shop

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
TABS = ("charges", "bookings", "claims", "products", "assessment")


def ended(people: People, **fields: object) -> Case:
    """A case that costs can be booked on."""
    return make_case(people.owner, make_order(people.shop), **fields)


def book(case: Case, yuan: str, kind: CostKind = CostKind.REFUND, **fields: object) -> Cost:
    """One booking; charged to the courier unless said otherwise."""
    usual = {"party": Responsible.COURIER, "counterparty": "顺丰速运", "at": now()}
    return Cost.objects.create(
        case=case, shop_id=case.shop_id, kind=kind, amount=Money.from_yuan(yuan), **{**usual, **fields}
    )


def book_many(people: People, count: int) -> None:
    """So many bookings of all kinds on as many cases, charged to all kinds of parties, with and without a product."""
    random, case = Random(count), ended(people)
    products = [
        Product.objects.create(shop=people.shop, code=f"C{count}-{index}", title=f"商品 {index}") for index in range(3)
    ]
    parties = cycle(
        [
            (Responsible.COURIER, "顺丰速运"),
            (Responsible.COURIER, "圆通速递"),
            (Responsible.SUPPLIER, "某家居厂"),
            *((party, "") for party in (Responsible.WAREHOUSE, Responsible.SHOP, Responsible.BUYER)),
            (Responsible.UNDECIDED, ""),
        ]
    )
    kinds, at = list(CostKind), now()
    rows = []
    for index, one in enumerate(copies(case, count)):
        kind = kinds[index % len(kinds)]
        fen = random.randint(1, 99_999) * (-1 if kind is CostKind.RECOVERED else 1)
        (party, name), product = next(parties), (None, *products)[index % 4]
        rows.append(
            Cost(
                case=one, shop=people.shop, kind=kind, amount=Money(fen), party=party, counterparty=name,
                product=product, at=at,
            )
        )  # fmt: skip
        Verdict.objects.create(
            case=one, shop=people.shop, department=Department.SERVICE, person=people.owner, penalty=Money(100),
            result="口头提醒", by=people.supervisor, at=at,
        )  # fmt: skip
    Cost.objects.bulk_create(rows)
    claims = [one.case for one in rows[: count // 2]]
    Case.objects.filter(pk__in=[claim.pk for claim in claims]).update(
        flow="claim", state="filed", details={"claim_amount": 1250, "courier_name": "圆通速递"}
    )


def booked(**where: object) -> Money:
    """What the rows themselves add up to."""
    return Cost.objects.filter(**where).aggregate(sum=Sum("amount"))["sum"] or Money(0)


@pytest.mark.row("B6")
@pytest.mark.parametrize("count", [10, 1000])
def test_the_net_of_the_tab_is_the_sum_of_the_bookings_to_the_fen(count: int):
    people = make_people()
    book_many(people, count)
    client = browser(people.supervisor)
    view = client.get("/costs/charges/").context["view"]
    assert view.total.net == booked()
    assert sum((row.sums.net.fen for row in view.rows), 0) == booked().fen
    for kind in CostKind:
        assert view.total.by_kind[kind] == booked(kind=kind)
        assert sum(row.sums.by_kind[kind].fen for row in view.rows) == booked(kind=kind).fen
    assert view.total.gross - (-booked(kind="recovered")) == view.total.net
    assert view.total.cases == count
    for row in view.rows:
        behind = client.get(row.address).context["view"]
        assert behind.total == row.sums
        assert behind.total.net == booked(party=behind.charge.party, counterparty=behind.charge.counterparty)
    products = client.get("/costs/products/").context["view"]
    assert products.total.net == booked()
    assert len(products.rows) == 4


@pytest.mark.row("B6")
@pytest.mark.parametrize("tab", TABS)
def test_ten_and_a_thousand_rows_cost_the_same_queries(tab: str):
    people = make_people()
    client = browser(people.supervisor)
    book_many(people, 10)
    few = queries_of(lambda: client.get(f"/costs/{tab}/"))
    book_many(people, 1000)
    assert queries_of(lambda: client.get(f"/costs/{tab}/")) == few <= 14


@pytest.mark.parametrize("address", ["/costs/bookings/", "/costs/claims/", "/costs/assessment/", "/costs/products/"])
def test_pages_follow_each_other_without_gap(address: str):
    people = make_people()
    client = browser(people.supervisor)
    book_many(people, 120)
    for index in range(120):
        product = Product.objects.create(shop=people.shop, code=f"P{index}", title=f"商品 {index}")
        Cost.objects.filter(pk=Cost.objects.order_by("pk")[index].pk).update(product=product)
    seen, next_page, pages = [], address, 0
    while next_page:
        view = client.get(next_page, headers=PART).context["view"]
        seen += [(getattr(row, "number", ""), getattr(row, "code", "")) for row in view.rows]
        next_page, pages = view.more_url, pages + 1
    assert pages > 1
    assert len(set(seen)) == len(seen) == (60 if "claims" in address else 120)


def test_a_month_begins_when_it_begins_in_the_shop():
    people = make_people()
    case = ended(people)
    book(case, "1.00", at=datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC))  # still October in Shanghai
    book(case, "2.00", at=datetime(2026, 10, 31, 16, 0, tzinfo=UTC))  # midnight there
    book(case, "4.00", at=datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC))
    book(case, "8.00", at=datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    client = browser(people.supervisor)

    def net(month: str) -> str:
        return client.get(f"/costs/charges/?month={month}").context["view"].total.net.yuan

    assert (net("2026-10"), net("2026-11"), net("2026-12")) == ("1.00", "6.00", "8.00")
    Shop.objects.filter(pk=people.shop.pk).update(timezone="UTC")
    assert (net("2026-10"), net("2026-11"), net("2026-12")) == ("3.00", "12.00", "0.00")


def test_this_month_is_shown_when_none_is_asked_for_and_an_empty_one_leads_to_the_one_before():
    people = make_people()
    book(ended(people), "12.30")
    client = browser(people.supervisor)
    view = client.get("/costs/charges/").context["view"]
    assert view.head.month == f"{now().astimezone(SHANGHAI):%Y-%m}"
    assert view.total.net.yuan == "12.30"
    assert view.head.next_url == ""
    page = client.get("/costs/charges/?month=2024-01")
    assert "Nothing was charged in this month" in page.content.decode()
    assert 'href="/costs/charges/?month=2023-12"' in page.content.decode()


@pytest.mark.row("P2")
@pytest.mark.attack("B1", "B2")
def test_who_sees_what():
    people = make_people()
    case = ended(people)
    book(case, "10.00")
    book(case, "3.00", party=Responsible.WAREHOUSE, counterparty="")
    for role in (Role.SUPERVISOR, Role.OPERATIONS, Role.REFUND_CLERK, Role.ADMINISTRATOR):
        client = browser(make_staff("", role, shop=people.shop))
        assert client.get("/costs/").url == "/costs/charges/"
        assert client.get("/costs/charges/").context["view"].total.net.yuan == "13.00"
        assert client.get("/costs/bookings.xlsx").status_code == 200
        assert client.get("/costs/products/").context["view"].total.net.yuan == "13.00"
    keeper = browser(people.warehouse)
    view = keeper.get("/costs/charges/").context["view"]
    assert [(row.label, row.sums.net.yuan) for row in view.rows] == [("Warehouse", "3.00")]
    assert "顺丰速运" not in keeper.get("/costs/bookings/").content.decode()
    assert keeper.get("/costs/bookings/?party=courier&counterparty=顺丰速运").context["view"].rows == []
    assert keeper.get("/costs/bookings.xlsx").status_code == keeper.get("/costs/products/").status_code == 404
    agent = browser(people.owner)
    assert agent.get("/costs/").url == "/costs/claims/"
    for address in ("charges/", "bookings/", "bookings.xlsx", "products/"):
        assert agent.get(f"/costs/{address}").status_code == 404
    stranger = browser(people.stranger)
    assert stranger.get("/costs/charges/").context["view"].rows == []
    assert stranger.get("/costs/bookings/").context["view"].rows == []
    assert stranger.get(f"/costs/charges/?shop={people.shop.pk}").status_code == 400


@pytest.mark.attack("F1", "F2")
@pytest.mark.parametrize(
    "query",
    [
        "bookings/?case__owner__password__startswith=a",
        "bookings/?order_by=amount",
        "bookings/?party=courier&party=shop",
        "bookings/?party=' or 1=1",
        "bookings/?counterparty=x",
        "charges/?party=courier",
        "charges/?month=2026-13",
        "charges/?month=2026-11-01",
        "charges/?month=9999-01",
        "charges/?shop=1 or 1",
        "bookings.xlsx?kind=refund",
        "claims/?view=mine",
        "products/?list=all",
        "products/?after=1.x",
        "assessment/?person=me",
    ],
)
def test_keys_and_values_that_do_not_exist_are_refused(query: str):
    assert browser(make_people().supervisor).get(f"/costs/{query}").status_code == 400


@pytest.mark.row("B6")
def test_a_case_that_ends_books_its_cost_and_the_list_leads_to_it():
    story = walk("claim", way(shown, "file", "accepted", ("recover", {"recovered_amount": "33.00"})))
    cost = Cost.objects.get()
    assert (cost.kind, cost.amount.yuan) == ("recovered", "-33.00")
    month = f"{cost.at.astimezone(SHANGHAI):%Y-%m}"
    client = browser(story.world.people.supervisor)
    row = client.get(f"/costs/charges/?month={month}").context["view"].rows[0]
    page = client.get(row.address).content.decode()
    assert f'href="/cases/{story.number}/"' in page
    assert "−¥33.00" in page


@pytest.mark.row("C11", "B6")
def test_open_and_ended_claims_with_their_sums():
    world = World()
    parent = begin("damaged", world, by="agent")
    shown(parent)
    parent.do("judge_transit", packing_whole="no").do("claim", claim_amount="80.00")
    child = parent.child.do("file", claim_amount="80.00", claim_no="SF-C-1", courier_name="顺丰速运")
    done = begin("claim", world, paid="60.00", by="agent")
    shown(done)
    done.do("file", claim_amount="60.00").do("recover", recovered_amount="45.50")
    client = browser(world.people.owner)
    month = f"?month={done.case.closed_at.astimezone(SHANGHAI):%Y-%m}"
    view = client.get("/costs/claims/").context["view"]
    assert [(row.number, row.about, row.courier, row.claim_no) for row in view.rows] == [
        (child.number, parent.number, "顺丰速运", "SF-C-1")
    ]
    page = client.get(f"/costs/claims/{month}&view=ended").content.decode()
    assert done.number in page
    assert child.number not in page
    with override("en"):
        sums = dict(client.get(f"/costs/claims/{month}").context["view"].sums)
    assert sums["Open claims"] == 1
    assert "80.00" in sums["Claimed by them"]
    assert "60.00" in sums["Claimed by those that ended"]
    assert "45.50" in sums["Recovered by them"]
    assert browser(world.people.stranger).get("/costs/claims/").context["view"].rows == []


@pytest.mark.row("B6", "C12")
def test_products_with_their_cost_their_reasons_and_the_flaws_that_were_entered():
    story = walk("minor_flaw", way(("apologise", {"note": "已致歉"}), ("list", {"flaw": "右下角有一道划痕"})))
    world, case = story.world, story.case
    product = Product.objects.create(shop=case.shop, code="YM-001", title="原木摆件")
    OrderLine.objects.filter(order=case.order).update(product=product)
    people = world.people
    book(ended(people, reason=Reason.QUALITY), "30.00", product=product, at=case.closed_at)
    book(ended(people, reason=Reason.SIZE), "10.00", product=product, at=case.closed_at)
    book(ended(people), "5.00", CostKind.GOODS_LOST, product=product, at=case.closed_at)
    book(ended(people), "1.00", at=case.closed_at)
    client, month = browser(people.supervisor), f"?month={case.closed_at.astimezone(SHANGHAI):%Y-%m}"
    first, rest = client.get(f"/costs/products/{month}").context["view"].rows
    assert (first.title, first.code, first.cases) == ("原木摆件", "YM-001", 3)
    assert first.reasons == ((Reason.QUALITY.label, "75%"), (Reason.SIZE.label, "25%"))
    assert "45.00" in first.net
    assert (first.listed.cases, first.listed.flaws) == (1, ("右下角有一道划痕",))
    assert (rest.title, rest.listed) == ("Not about one product", None)
    listed = client.get(f"/costs/products/{month}&list=quality").context["view"].rows
    assert [row.title for row in listed] == ["原木摆件"]
    assert browser(people.stranger).get(f"/costs/products/{month}&list=quality").context["view"].rows == []


@pytest.mark.row("K7", "C7")
def test_everybody_reads_their_own_entries_and_the_supervisor_all():
    people = make_people()
    case = ended(people)

    def judge(staff: object, yuan: str, result: str) -> None:
        Verdict.objects.create(
            case=case, shop=people.shop, department=Department.SERVICE, person=staff, result=result,
            penalty=Money.from_yuan(yuan), by=people.supervisor, at=now(),
        )  # fmt: skip

    judge(people.owner, "20.00", "发错颜色")
    judge(people.owner, "5.00", "漏回复")
    judge(people.teammate, "7.00", "态度欠佳")
    judge(None, "0.00", "无人有责")
    view = browser(people.supervisor).get("/costs/assessment/").context["view"]
    with override("en"):
        sums = [(one.name, one.entries) for one in view.people]
    assert sums == [(people.owner.name, 2), (people.teammate.name, 1), ("Nobody by name", 1)]
    assert "32.00" in view.penalty
    assert len(view.rows) == 4
    only = browser(people.supervisor).get(f"/costs/assessment/?person={people.owner.pk}").context["view"]
    assert [row.result for row in only.rows] == ["漏回复", "发错颜色"]
    assert {row.by for row in only.rows} == {people.supervisor.name}
    for staff, own in ((people.owner, ["漏回复", "发错颜色"]), (people.teammate, ["态度欠佳"]), (people.warehouse, [])):
        view = browser(staff).get("/costs/assessment/").context["view"]
        assert [row.result for row in view.rows] == own
        assert len(view.people) == bool(own)
        assert not view.sees_all
    asked = browser(people.teammate).get(f"/costs/assessment/?person={people.owner.pk}").context["view"]
    assert asked.rows == []
    assert browser(people.stranger).get("/costs/assessment/").context["view"].rows == []


@pytest.mark.row("C8", "K7")
def test_a_verdict_of_a_mis_shipment_is_an_entry_of_that_person():
    story: Story = begin("misshipment", by="agent")
    shown(story)
    story.do("ask_warehouse").do("confirm").do("refund_missing", refund_amount="10.00").ends(well=True)
    keeper = story.world.people.warehouse
    story.do(
        "judge", department="warehouse", responsible_person=str(keeper.pk), penalty="15.00", assessment="装箱未核对"
    )
    month = f"?month={Verdict.objects.get().at.astimezone(SHANGHAI):%Y-%m}"
    (row,) = browser(keeper).get(f"/costs/assessment/{month}").context["view"].rows
    assert (row.number, row.result, row.department) == (story.number, "装箱未核对", Department.WAREHOUSE.label)
    assert "15.00" in row.penalty


def test_somebody_who_opens_no_cases_gets_no_link_to_one():
    people = make_people()
    trainer = make_staff("", Role.TRAINER, shop=people.shop)
    case = ended(people)
    Verdict.objects.create(
        case=case, shop=people.shop, department=Department.SERVICE, person=trainer, result="提醒", at=now()
    )
    page = browser(trainer).get("/costs/assessment/").content.decode()
    assert case.number in page
    assert f"/cases/{case.number}/" not in page


def test_lines_of_cases_without_an_entry_do_not_put_a_product_on_the_list():
    people = make_people()
    case = ended(people)
    Case.objects.filter(pk=case.pk).update(details={"quality_list": False, "flaw": "没有"}, closed_at=now())
    assert CaseLine.objects.filter(case=case).exists()
    assert browser(people.supervisor).get("/costs/products/?list=quality").context["view"].rows == []
