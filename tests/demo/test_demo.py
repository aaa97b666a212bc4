"""The demo company looks like a real month (X10): made once here, looked at from all sides."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models import F, Sum
from django.test import Client
from tests.demo.sampling import look_at_samples
from tests.demo.talks import look_at_talks
from tests.money.scene import jobs
from tests.web.people import log_in

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Department, Role
from aftercare.approvals.models import Approval
from aftercare.cases.flows.registry import all_flows, flow_of
from aftercare.cases.models import Case, CaseLink, Contact, Cost, Evidence, Note, StoredRemedies, Verdict
from aftercare.cases.rules import shows_number, ties_benefit_to_review
from aftercare.cases.terms import CostKind, Form, Link, Party
from aftercare.config.demo.make import make_demo
from aftercare.config.demo.reports import ADDED
from aftercare.core.models import Event
from aftercare.core.money import ZERO
from aftercare.core.time import now
from aftercare.files.models import StoredFile
from aftercare.freight.models import FreightClaim
from aftercare.money.models import Cap, JournalEntry, Payout
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Membership, PolicyValue, Shop

PASSWORD = "demo-k7mw4xqp9tnd"
RESHIPPED = {
    "preparing": OrderStatus.AWAITING_DISPATCH,
    "held": OrderStatus.AWAITING_DISPATCH,
    "sent": OrderStatus.DISPATCHED,
    "stuck": OrderStatus.DISPATCHED,
    "arrived": OrderStatus.COMPLETED,
    "cancelled": OrderStatus.CLOSED,
    "lost": OrderStatus.CLOSED,
}


@pytest.mark.django_db
@pytest.mark.row("X10", "P1", "P2", "P3")
def test_the_demo_company_lives_as_a_real_one_does(tmp_path, settings) -> None:
    settings.FILES_ROOT = tmp_path
    demo = make_demo(PASSWORD)
    at = now()

    assert demo.counts["orders"] == Order.objects.filter(source_order=None).count() == 3000 + ADDED
    assert 440 <= demo.counts["cases"] == Case.objects.count() <= 640
    assert demo.counts["cut_short"] == 0
    assert Shop.objects.count() == 3
    look_at_people(demo.logins)
    look_at_orders(at)
    look_at_cases(at)
    look_at_every_kind()
    look_at_families()
    look_at_words(at)
    look_at_money()
    look_at_the_trail(at)
    look_at_talks()
    look_at_samples()
    look_at_pages(next(login for login in demo.logins if login.username == "supervisor"))


def look_at_people(logins: list) -> None:
    """One login for each role, and it opens the door."""
    assert len(logins) == len(Role) + 2  # the administrator of the company, and a newcomer
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)
    assert not Staff.objects.filter(must_change_password=True).exists()
    for login in logins:
        client = Client()
        log_in(client, login.username, login.password)
        assert client.get("/").status_code == 200, login.username


def look_at_orders(at) -> None:
    """Nothing lies in the future, and no fen is lost between an order and its lines."""
    assert not Order.objects.filter(ordered_at__gt=at).exists()
    assert not Order.objects.filter(dispatched_at__gt=at).exists()
    assert not Order.objects.filter(completed_at__gt=at).exists()
    assert not Order.objects.filter(completed_at__lt=F("dispatched_at")).exists()
    assert Order.objects.filter(ordered_at__gt=at - timedelta(days=2)).exists()
    sums: Counter[int] = Counter()
    for order_id, paid in OrderLine.objects.values_list("order_id", "paid"):
        sums[order_id] += paid.fen
    assert all(sums[pk] == paid.fen for pk, paid in Order.objects.values_list("pk", "paid"))


def look_at_cases(at) -> None:
    """Some are late, some run out soon, and people have left their words and pictures."""
    still_open = Case.objects.filter(closed_at=None)
    assert not still_open.filter(platform_due_at__lte=at).exists()
    assert still_open.filter(own_due_at__lt=at).values("flow").distinct().count() >= 7
    assert still_open.filter(next_due_at__gt=at, next_due_at__lt=at + timedelta(hours=12)).count() >= 20
    older = Case.objects.filter(opened_at__lt=at - timedelta(days=32))  # parcels of the month that is settled
    assert set(older.values_list("flow", flat=True)) <= {"out_of_zone", "reship"}
    assert set(Approval.objects.values_list("state", flat=True)) >= {"pending", "endorsed", "approved", "denied"}
    assert Note.objects.count() > 300
    assert Evidence.objects.values("file").distinct().count() > 100
    assert set(StoredFile.objects.values_list("pk", flat=True)) == files_in_use()
    assert PolicyValue.objects.filter(valid_from__gt=at).count() == 1
    freight = set(FreightClaim.objects.values_list("state", flat=True))
    assert freight >= {"registered", "approved", "batched", "paid", "failed", "refused"}


def files_in_use() -> set[int]:
    """Whatever names a stored file: no file of the demo belongs to nothing."""
    used: set[int] = set()
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if relation.one_to_many or relation.one_to_one:
            name = relation.field.attname
            used |= set(relation.related_model.objects.exclude(**{name: None}).values_list(name, flat=True))
    return used


def look_at_every_kind() -> None:
    """Every state of every flow is there, and the goods are where the kind of case says."""
    found = {*Case.objects.values_list("flow", "state")}
    assert {(flow.code, state.code) for flow in all_flows() for state in flow.states} - found == set()
    unsent = Case.objects.filter(order__dispatched_at=None).exclude(flow="reship")
    assert set(unsent.values_list("flow", flat=True)) == {"refund_only", "misshipment"}
    out_of_zone = Case.objects.filter(flow="out_of_zone", closed_at=None, state="held")
    assert set(out_of_zone.values_list("order__status", flat=True)) == {OrderStatus.DISPATCHED}
    for case in Case.objects.filter(flow="repair").select_related("order"):
        assert case.opened_at - case.order.completed_at > timedelta(days=2), case.number


def look_at_families() -> None:
    """Whoever waits for a linked case has one that is open, nobody has to be told, and second dispatches are orders."""
    assert jobs("cases.hear_children") == []
    for case in Case.objects.filter(waits_for=Party.LINKED):
        assert case.links_out.filter(kind=Link.CHILD, target__closed_at=None).exists(), case.number
    links = CaseLink.objects.filter(kind=Link.CHILD).select_related("source", "target")
    assert {link.target.flow for link in links} == {"compensation", "reship", "refund_only", "claim"}
    done = {flow_of(link.target.flow, 1).state(link.target.state).done for link in links if link.target.closed_at}
    assert done == {True, False}
    assert set(CaseLink.objects.values_list("kind", flat=True)) == set(Link.values)
    for case in Case.objects.filter(flow="reship").select_related("reship_order"):
        assert case.reship_order.status == RESHIPPED[case.state], case.number


def look_at_words(at) -> None:
    """Talks with appointments of today, verdicts, remedies, reviews with replies that promise nothing."""
    talked = Contact.objects.filter(case__closed_at=None).exclude(next_at=None)
    assert talked.filter(next_at__lt=at).exists()
    assert talked.filter(next_at__gt=at, next_at__lt=at + timedelta(days=1, hours=12)).exists()
    assert Contact.objects.values("case__flow").distinct().count() >= 8
    verdicts = set(Verdict.objects.values_list("department", flat=True))
    assert verdicts >= {Department.WAREHOUSE, Department.SERVICE, Department.OPERATIONS}
    assert Verdict.objects.filter(person=None).exists()
    assert StoredRemedies.objects.count() >= 4
    words = {name: [note.text for note in Note.objects.filter(name=name)] for name in ("review_text", "public_reply")}
    assert len(words["review_text"]) == Case.objects.filter(flow="review").count()
    assert words["public_reply"]
    assert not any(ties_benefit_to_review(text) or shows_number(text) for text in words["public_reply"])


def look_at_money() -> None:
    """What was paid is what the cases say, no cap is passed, the books balance, couriers have paid and refused."""
    paid = Payout.objects.filter(state="paid", subject_kind="case")
    by_case = dict(paid.values_list("subject_id", "amount"))
    assert by_case == {pk: refunded for pk, refunded in Case.objects.values_list("pk", "refunded") if refunded}
    assert {"return", "exchange", "refund_only", "compensation"} == set(
        Case.objects.filter(pk__in=by_case).values_list("flow", flat=True)
    )
    assert not Cap.objects.filter(used__gt=F("paid")).exists()
    assert set(Payout.objects.values_list("state", flat=True)) >= {"paid", "instructed", "refused"}
    assert JournalEntry.objects.aggregate(total=Sum("amount"))["total"] == ZERO
    forms = Case.objects.filter(flow="compensation").values_list("details__compensation_form", flat=True)
    assert set(forms) >= {form.value for form in Form}
    booked = set(Cost.objects.values_list("kind", flat=True))
    assert booked == set(CostKind.values)


def look_at_the_trail(at) -> None:
    """The events of each case stand in the order in which they happened, and none is to come."""
    found = list(Event.objects.filter(subject_kind="case", kind__startswith="case.").order_by("subject_id", "id"))
    pairs = ((one, two) for one, two in pairwise(found) if one.subject_id == two.subject_id)
    wrong = [f"{two.kind} of {two.subject_id} before {one.kind}" for one, two in pairs if one.at > two.at]
    assert not wrong, " ".join(wrong)
    assert max(one.at for one in found) <= at
    assert Event.objects.filter(kind="target.missed").count() > 10


def look_at_pages(login) -> None:
    """One open case of every kind is shown."""
    client = Client()
    log_in(client, login.username, login.password)
    for flow in all_flows():
        case = Case.objects.filter(flow=flow.code, closed_at=None).latest("id")
        assert client.get(f"/cases/{case.number}", follow=True).status_code == 200, case.number
