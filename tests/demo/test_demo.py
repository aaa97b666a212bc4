"""The demo company looks like a real month (X10): made once here, looked at from all sides."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models import F
from django.test import Client
from tests.web.people import log_in

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.approvals.models import Approval
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.models import Case, Evidence, Note
from aftercare.config.demo.make import make_demo
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.files.models import StoredFile
from aftercare.money.models import Cap, Payout
from aftercare.orders.models import Order, OrderLine
from aftercare.shops.models import Membership, PolicyValue, Shop

PASSWORD = "demo-k7mw4xqp9tnd"


@pytest.mark.django_db
@pytest.mark.row("X10", "P1", "P2", "P3")
def test_the_demo_company_lives_as_a_real_one_does(tmp_path, settings) -> None:
    settings.FILES_ROOT = tmp_path
    demo = make_demo(PASSWORD)
    at = now()

    assert demo.counts["orders"] == Order.objects.count() == 3000
    assert 195 <= demo.counts["cases"] == Case.objects.count() <= 210
    assert demo.counts["cut_short"] == 0
    assert Shop.objects.count() == 3
    look_at_people(demo.logins)
    look_at_orders(at)
    look_at_cases(at)
    look_at_money()
    look_at_the_trail(at)


def look_at_people(logins: list) -> None:
    """One login for each role, and it opens the door."""
    assert len(logins) == len(Role) + 1
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)
    assert not Staff.objects.filter(must_change_password=True).exists()
    for login in logins:
        client = Client()
        log_in(client, login.username, login.password)
        assert client.get("/").status_code == 200, login.username


def look_at_orders(at) -> None:
    """Nothing lies in the future, and no fen is lost between an order and its lines."""
    assert not Order.objects.filter(ordered_at__gt=at).exists()
    assert not Order.objects.filter(completed_at__gt=at).exists()
    assert Order.objects.filter(ordered_at__gt=at - timedelta(days=2)).exists()
    sums: Counter[int] = Counter()
    for order_id, paid in OrderLine.objects.values_list("order_id", "paid"):
        sums[order_id] += paid.fen
    assert all(sums[pk] == paid.fen for pk, paid in Order.objects.values_list("pk", "paid"))


def look_at_cases(at) -> None:
    """Every state is there, some are late, some run out soon, and people have left their words and pictures."""
    states = Counter(Case.objects.values_list("state", flat=True))
    assert set(states) == {state.code for state in newest_flow("return").states}
    still_open = Case.objects.filter(closed_at=None)
    assert not still_open.filter(platform_due_at__lte=at).exists()
    assert still_open.filter(own_due_at__lt=at).count() >= 5
    assert still_open.filter(next_due_at__gt=at, next_due_at__lt=at + timedelta(hours=12)).count() >= 5
    assert set(Approval.objects.values_list("state", flat=True)) >= {"pending", "approved", "denied"}
    assert Note.objects.count() > 100
    assert Evidence.objects.count() == StoredFile.objects.count() > 100
    assert PolicyValue.objects.filter(valid_from__gt=at).count() == 1


def look_at_money() -> None:
    """What was paid is what the cases say, and no cap is passed."""
    paid = Payout.objects.filter(state="paid")
    by_case = dict(paid.values_list("subject_id", "amount"))
    refunded = dict(Case.objects.filter(state="refunded").values_list("pk", "refunded"))
    assert by_case == refunded
    assert not Cap.objects.filter(used__gt=F("paid")).exists()
    assert set(Payout.objects.values_list("state", flat=True)) >= {"paid", "instructed", "refused"}


def look_at_the_trail(at) -> None:
    """Events of the shops stand in the order in which they happened."""
    moments = list(Event.objects.exclude(shop_id=None).filter(kind__startswith="case.").order_by("id"))
    assert all(first.at <= second.at for first, second in pairwise(moments))
    assert moments[-1].at <= at
    assert Event.objects.filter(kind="target.missed").count() > 10
