"""Payouts: who settles what by hand, what a double click does, the page of one payout (C18)."""

import pytest
from django.test import Client
from tests.pages.stage import PART, browser, copies, paying, queries_of
from tests.people import People, make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.money.access import visible_payouts
from aftercare.money.models import ChannelRecord, JournalEntry, Payout, PayoutLine
from aftercare.money.terms import PayoutState

pytestmark = pytest.mark.django_db


def waiting(people: People, **fields: str) -> tuple[Case, Payout]:
    case = paying(people.owner, people.warehouse, people.shop, **fields)
    return case, Payout.objects.get(subject_id=case.pk)


def books() -> tuple[object, ...]:
    return (
        list(Payout.objects.order_by("pk").values()),
        list(Case.objects.order_by("pk").values_list("state", "version")),
        JournalEntry.objects.count(),
        Event.objects.count(),
    )


def mark(client: Client, payout: Payout, voucher: str = "2026112200001", **more: str):
    return client.post(f"/payouts/{payout.pk}/paid/", {"voucher": voucher, **more}, headers=PART)


@pytest.mark.row("C18")
def test_finance_pays_by_hand_and_the_case_closes():
    people = make_people()
    case, payout = waiting(people, paid="128.00")
    client = browser(people.refund_clerk)
    page = client.get("/payouts/").content.decode()
    for shown in (case.number, "¥128.00", case.order.platform_no, case.customer.nick_mask):
        assert shown in page
    assert f"¥128.00 to {case.customer.nick_mask} for order {case.order.platform_no}" in page

    answer = mark(client, payout, **{"from": "list"})
    assert answer.status_code == 200
    assert "2026112200001" in answer.content.decode()
    case.refresh_from_db()
    assert (case.state, case.refunded) == ("refunded", Money(12800))
    record = client.get(f"/payouts/{payout.pk}/").content.decode()
    for shown in ("2026112200001", "Owed to buyers", "Cash: By hand", "Paid"):
        assert shown in record
    assert "Nothing waits to be paid" in client.get("/payouts/").content.decode()


def test_the_same_voucher_twice_is_one_payment():
    people = make_people()
    _case, payout = waiting(people)
    client = browser(people.refund_clerk)
    assert mark(client, payout).status_code == 204
    before = books()
    assert mark(client, payout).status_code == 204
    assert books() == before
    assert mark(client, payout, voucher="ANOTHER").status_code == 409
    assert books() == before


@pytest.mark.parametrize("voucher", ["", "   ", "\u200b", "9" * 81])
def test_without_a_usable_voucher_nothing_is_paid(voucher: str):
    people = make_people()
    _case, payout = waiting(people)
    before = books()
    assert mark(browser(people.refund_clerk), payout, voucher=voucher).status_code == 422
    assert books() == before


def test_a_voucher_of_another_payment_is_refused():
    people = make_people()
    _case, first = waiting(people)
    _other, second = waiting(people)
    client = browser(people.refund_clerk)
    mark(client, first, voucher="V-1")
    before = books()
    answer = mark(client, second, voucher="V-1")
    assert (answer.status_code, "already belongs to" in answer.content.decode()) == (409, True)
    assert books() == before


def test_not_paid_needs_a_reason_and_frees_the_money():
    people = make_people()
    case, payout = waiting(people)
    client = browser(people.refund_clerk)
    before = books()
    assert client.post(f"/payouts/{payout.pk}/refused/", {"reason": " "}, headers=PART).status_code == 422
    assert books() == before
    assert client.post(f"/payouts/{payout.pk}/refused/", {"reason": "账户已注销"}).status_code == 303
    case.refresh_from_db()
    assert case.state == "unpaid"
    assert "账户已注销" in client.get("/payouts/?queue=not_paid").content.decode()


@pytest.mark.attack("B1")
def test_finance_next_door_sees_and_settles_nothing():
    people = make_people()
    case, payout = waiting(people)
    client = browser(make_staff("", Role.REFUND_CLERK, Role.SUPERVISOR, shop=people.other_shop))
    for queue in ("to_pay", "to_check", "paid", "not_paid", "all"):
        assert case.number not in client.get(f"/payouts/?queue={queue}").content.decode()
    before = books()
    assert client.get(f"/payouts/{payout.pk}/").status_code == 404
    for verb in ("paid", "refused", "recheck", "take-over"):
        form = {"voucher": "V", "reason": "r"}
        assert client.post(f"/payouts/{payout.pk}/{verb}/", form, headers=PART).status_code == 404
    assert books() == before


def test_who_proposed_it_does_not_pay_it():
    people = make_people()
    people.shop.memberships.create(staff=people.owner, role=Role.REFUND_CLERK)
    _case, payout = waiting(people)
    client = browser(people.owner)
    assert "Somebody else has to pay it" in client.get("/payouts/").content.decode()
    before = books()
    assert mark(client, payout).status_code == 409
    assert books() == before


@pytest.mark.parametrize(
    ("who", "page", "settle"),
    [("supervisor", 200, 404), ("owner", 404, 404), ("warehouse", 404, 404), ("administrator", 404, 404)],
)
def test_who_looks_and_who_settles(who: str, page: int, settle: int):
    people = make_people()
    _case, payout = waiting(people)
    client = browser(getattr(people, who))
    assert client.get("/payouts/").status_code == page
    before = books()
    assert mark(client, payout).status_code == settle
    assert books() == before
    assert browser().get("/payouts/").status_code == 302


def test_an_unknown_result_is_taken_over_and_asked_again():
    people = make_people()
    _case, payout = waiting(people)
    Payout.objects.filter(pk=payout.pk).update(state=PayoutState.UNKNOWN, due_at=now())
    client = browser(people.refund_clerk)
    assert "The channel has not told the result" in client.get(f"/payouts/{payout.pk}/").content.decode()
    before = books()
    assert mark(client, payout).status_code == 409
    assert books() == before
    assert client.post(f"/payouts/{payout.pk}/take-over/", {"reason": "已查流水"}).status_code == 303
    page = client.get(f"/payouts/{payout.pk}/").content.decode()
    assert "The machine needs you" in page
    assert "Ask the channel once more" not in page
    assert client.post(f"/payouts/{payout.pk}/recheck/", headers=PART).status_code == 409


def test_a_payment_with_another_amount_at_the_channel_is_shown_to_differ():
    people = make_people()
    _case, payout = waiting(people, paid="50.00")
    entry = {"key": payout.key, "voucher": "C-1", "amount": Money(4999), "at": now(), "fetched_at": now()}
    ChannelRecord.objects.create(shop=people.shop, channel=payout.channel, **entry)
    page = browser(people.refund_clerk).get(f"/payouts/{payout.pk}/").content.decode()
    assert "Differs" in page
    assert "¥49.99" in page


def test_the_list_costs_the_same_for_ten_and_a_thousand_payments():
    people = make_people()
    case, payout = waiting(people)
    client = browser(people.refund_clerk)

    def more(count: int) -> None:
        like = {field.attname: getattr(payout, field.attname) for field in Payout._meta.concrete_fields}
        like.pop("id")
        made = Payout.objects.bulk_create(
            Payout(**{**like, "key": f"refund-{one.pk}-9", "subject_id": one.pk}) for one in copies(case, count)
        )
        line = payout.lines.get()
        PayoutLine.objects.bulk_create(
            PayoutLine(payout=one, cap_id=line.cap_id, kind=line.kind, amount=line.amount) for one in made
        )

    more(10)
    few = queries_of(lambda: client.get("/payouts/"))
    more(1000)
    assert queries_of(lambda: client.get("/payouts/")) == few <= 12


@pytest.mark.row("P2")
@pytest.mark.attack("B3")
@pytest.mark.parametrize("of_company", [True, False])
def test_administration_is_no_finance_role(of_company: bool):
    people = make_people()
    case = paying(people.owner, people.warehouse, people.shop)
    payout = Payout.objects.get(subject_id=case.pk)
    boss = make_staff("", is_administrator=True) if of_company else people.administrator
    assert not visible_payouts(person(boss)).exists()
    client = browser(boss)
    for address in ("", f"{payout.pk}/", "books/", "journal.csv"):
        assert client.get(f"/payouts/{address}").status_code == 404
    page = client.get("/audit/?kind=money").content.decode()
    assert payout.key in page  # that it happened, but no way to the payout
    assert f'href="/payouts/{payout.pk}/"' not in page
    assert f'href="/payouts/{payout.pk}/"' in browser(people.supervisor).get("/audit/?kind=money").content.decode()
