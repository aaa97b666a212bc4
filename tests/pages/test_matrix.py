"""The authorization matrix: each route and each move, tried by everybody (attacks B1–B7, B17, B19)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from itertools import product

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from PIL import Image
from tests.approvals.scene import stand_in
from tests.pages import (
    matrix_apikeys,
    matrix_assessment,
    matrix_callbacks,
    matrix_confirmation,
    matrix_couriers,
    matrix_customers,
    matrix_dispatch,
    matrix_disputes,
    matrix_freight,
    matrix_handover,
    matrix_parcels,
    matrix_promotions,
    matrix_quality,
    matrix_refunds,
    matrix_reviews,
    matrix_shifts,
    matrix_subaccounts,
    matrix_talks,
    matrix_training,
    matrix_unclaimed,
    matrix_undo,
)
from tests.pages.matrix_apikeys import key_things
from tests.pages.matrix_assessment import assessment_things
from tests.pages.matrix_callbacks import callback_things
from tests.pages.matrix_confirmation import confirmation_things
from tests.pages.matrix_couriers import courier_things
from tests.pages.matrix_customers import customer_things
from tests.pages.matrix_dispatch import dispatch_things
from tests.pages.matrix_disputes import dispute_things
from tests.pages.matrix_freight import freight_things
from tests.pages.matrix_handover import handover_things
from tests.pages.matrix_mapping import mapping_things
from tests.pages.matrix_parcels import parcel_things
from tests.pages.matrix_promotions import promotion_things
from tests.pages.matrix_quality import quality_things
from tests.pages.matrix_refunds import refund_things
from tests.pages.matrix_reviews import review_things
from tests.pages.matrix_shifts import shift_things
from tests.pages.matrix_subaccounts import login_things
from tests.pages.matrix_talks import talk_things
from tests.pages.matrix_training import training_things
from tests.pages.matrix_unclaimed import unclaimed_things
from tests.pages.matrix_undo import undo_things
from tests.people import People, make_case, make_case_of, make_order, make_people, make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.approvals.models import Approval
from aftercare.cases.actions.add_evidence import add_evidence
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.flows.spec import Flow
from aftercare.cases.models import BuyerMessage, Case, CaseLine, Note
from aftercare.clock.models import Holiday, Promotion
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.intake.models import ImportBatch
from aftercare.money.models import Payout
from aftercare.orders.models import Product
from aftercare.shops.models import Membership, PolicyValue, Substitution
from aftercare.web.cases.audience import READERS
from aftercare.web.checks import routes
from aftercare.web.policy import ADMINISTRATOR, ANONYMOUS, ANY_STAFF, Policy

pytestmark = pytest.mark.django_db
NOT_THERE = 404
# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "case_changes": {"since": "1"},
    "approvals_decide": {"decision": "approve", "version": "2"},
    "case_pack": {"format": "pdf"},
    **matrix_apikeys.SENT,
    **matrix_assessment.SENT,
    **matrix_callbacks.SENT,
    **matrix_confirmation.SENT,
    **matrix_couriers.SENT,
    **matrix_disputes.SENT,
    **matrix_customers.SENT,
    **matrix_freight.SENT,
    **matrix_handover.SENT,
    **matrix_parcels.SENT,
    **matrix_quality.SENT,
    **matrix_promotions.SENT,
    **matrix_refunds.SENT,
    **matrix_reviews.SENT,
    **matrix_shifts.SENT,
    **matrix_subaccounts.SENT,
    **matrix_talks.SENT,
    **matrix_training.SENT,
    **matrix_unclaimed.SENT,
    **matrix_undo.SENT,
}


@dataclass(frozen=True)
class Scene:
    """A shop with one thing of every kind that a route names."""

    people: People
    case: Case  # waits for approval
    paying: Case
    payout: Payout
    kwargs: dict[str, dict[str, object]]  # route name -> arguments of a thing in `people.shop`


def picture(name: str = "凭证.png") -> Upload:
    file = BytesIO()
    Image.new("RGB", (40, 30), "seagreen").save(file, "PNG")
    size = file.tell()
    file.seek(0)
    return Upload(file=file, name=name, size=size)


@pytest.fixture
def scene() -> Scene:
    people = make_people()
    agent, keeper = person(people.owner), person(people.warehouse)
    case = make_case(people.owner, make_order(people.shop, paid="900.00"))
    case = move_case(number=case.number, move_code="ask_approval", person=agent, inputs={"note": "请批准"})
    paying = make_case(people.owner, make_order(people.shop, paid="50.00"))
    line = str(paying.lines.get().pk)
    move_case(number=paying.number, move_code="agree", person=agent)
    move_case(number=paying.number, move_code="receive", person=keeper, inputs={"received_lines": {line: "1"}})
    seen = {line: {"good": "1", "defective": "0", "good_to": "restock"}}
    move_case(number=paying.number, move_code="inspect", person=keeper, inputs={"inspected_lines": seen})
    payout = Payout.objects.get(subject_id=paying.pk)
    return Scene(people, case, paying, payout, things(people, case, paying, payout))


def things(people: People, case: Case, paying: Case, payout: Payout) -> dict[str, dict[str, object]]:
    """Arguments for every route that takes some. A route that is not here fails the walk: add it."""
    agent, shop = person(people.owner), people.shop
    evidence = add_evidence(number=case.number, upload=picture(), person=agent)
    draft = store_file(upload=picture("草稿.png"), shop_id=shop.pk, person=agent, at=now())
    holiday = Holiday.objects.create(shop=shop, date=date(2026, 12, 24), is_workday=False, name="盘点")
    promotion = Promotion.objects.create(shop=shop, name="年终", starts_at=now(), ends_at=now() + timedelta(days=2))
    address = shop.return_addresses.get()
    batch = ImportBatch.objects.create(shop=shop, file_name="订单.csv", file_size=1, file_sha256="0" * 64, state="done")
    of_batch = {"pk": batch.pk}
    number, in_shop = {"number": case.number}, {"slug": shop.slug}
    product = {"pk": Product.objects.create(shop=shop, code="YM-1", title="原木摆件", picture=evidence.file).pk}
    of_person, of_payout, of_order = {"pk": people.teammate.pk}, {"pk": payout.pk}, {"order_id": case.order_id}
    return {
        **confirmation_things(people),
        **assessment_things(people),
        **callback_things(people),
        **key_things(people),
        **dispatch_things(people),
        **dispute_things(people),
        **login_things(people),
        **talk_things(people),
        **training_things(people),
        **parcel_things(people),
        **quality_things(people),
        **promotion_things(people),
        **refund_things(people),
        **review_things(people),
        **shift_things(people),
        **courier_things(people),
        **unclaimed_things(people),
        **customer_things(people),
        **freight_things(people),
        **handover_things(people),
        **mapping_things(people),
        **undo_things(people),
        **dict.fromkeys(("case", "case_peek", "case_changes", "case_note", "case_evidence", "case_owner"), number),
        "case_dispute": number,
        "case_risk": number,
        "case_pack": number,
        "case_remedies": number,
        "cost_reassign": number,
        "case_move": {**number, "code": "approve"},
        "case_file": {**number, "token": evidence.file.token, "copy": "shown"},
        "case_message_sent": {"number": paying.number, "pk": paying.messages.first().pk},
        "case_draft": of_order,
        "case_draft_file": {**of_order, "token": draft.token, "copy": "shown"},
        "receiving_act": {"number": case.number},
        "approvals_decide": {"pk": Approval.objects.get(subject_id=case.pk, state="pending").pk},
        "substitute_end": {"pk": stand_in(people.shop, people.supervisor, people.teammate).pk},
        "order": {"pk": case.order_id},
        "reveal": {**of_order, "field": "nick"},
        **dict.fromkeys(
            (
                "person",
                "person_update",
                "person_roles",
                "person_close",
                "person_reopen",
                "person_password",
                "person_administrator",
            ),
            of_person,
        ),
        **dict.fromkeys(
            (
                "shop",
                "shop_update",
                "shop_close",
                "shop_reopen",
                "address_new",
                "shop_policies",
                "policy_withdraw",
                "shop_calendar",
                "calendar_week",
                "calendar_day",
                "calendar_promotion",
                "remedy_rules",
                "remedy_changes",
                "remedy_withdraw",
                "remedy_draft",
                "remedy_draft_drop",
                "remedy_arrange",
                "remedy_try",
                "remedy_publish",
            ),
            in_shop,
        ),
        **{name: {**in_shop, "pk": address.pk} for name in ("address", "address_use")},
        **dict.fromkeys(
            (
                "import",
                "import_progress",
                "import_start",
                "import_cancel",
                "import_refused",
                "import_refused_file",
            ),
            of_batch,
        ),
        **dict.fromkeys(("product", "product_change", "product_picture"), product),
        "product_picture_file": {**product, "copy": "thumb"},
        "delivery_table": in_shop,
        "shop_policy": {**in_shop, "key": "return.answer"},
        "remedy_rule": {**in_shop, "code": "minor_flaw"},
        "calendar_day_remove": {**in_shop, "pk": holiday.pk},
        **{name: {**in_shop, "pk": promotion.pk} for name in ("calendar_promotion_edit", "calendar_promotion_remove")},
        **dict.fromkeys(("payout", "payout_paid", "payout_refused", "payout_recheck", "payout_take_over"), of_payout),
    }


def walk() -> Iterator[tuple[str, str, Policy]]:
    """(name, verb, policy) of every route and declared verb."""
    for _address, pattern in routes(get_resolver().url_patterns):
        policy = pattern.callback.policy
        for verb in sorted(policy.methods - {"HEAD"}):
            yield pattern.name, verb, policy


def ask(client: Client, scene: Scene, name: str, verb: str) -> HttpResponse:
    """One request whose changes are rolled back, in a browser that keeps its login."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        address = reverse(name, kwargs=scene.kwargs.get(name))
        answer = client.get(address, SENT.get(name)) if verb == "GET" else client.post(address, SENT.get(name))
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def try_all(scene: Scene, staff: Staff | None, verdict: Callable[[str, Policy, int], bool]) -> list[str]:
    """Routes whose answer is not what `verdict(name, policy, status)` wants."""
    client = Client()
    if staff is not None:
        client.force_login(staff)
    wrong = []
    for name, verb, policy in walk():
        status = ask(client, scene, name, verb).status_code
        if status >= 500 or not verdict(name, policy, status):
            wrong.append(f"{verb} {name}: {status}")
    return wrong


def admitted(policy: Policy, *roles: Role) -> bool:
    return policy.audience in (ANY_STAFF, ANONYMOUS) or bool(
        isinstance(policy.audience, frozenset) and policy.audience & set(roles)
    )


@pytest.mark.row("P2")
@pytest.mark.attack("B1", "B17")
@pytest.mark.parametrize("role", Role)
def test_each_route_by_each_role(scene: Scene, role: Role):
    staff = make_staff("", role, shop=scene.people.shop)

    def verdict(name: str, policy: Policy, status: int) -> bool:
        if not admitted(policy, role):
            return status == NOT_THERE
        return status != NOT_THERE or name in MAY_BE_ABSENT

    assert try_all(scene, staff, verdict) == []


# Not there although the page is theirs: somebody else's draft, a form without an order, a value that was never planned,
# the codes of a second factor that is not switched on, products of somebody who works in no shop.
MAY_BE_ABSENT = {
    "case_draft_file",
    "case_new",
    "policy_withdraw",
    "remedy_withdraw",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_deactivate_totp",
    "product_new",
    "products_import",
    *matrix_assessment.MAY_BE_ABSENT,
    *matrix_dispatch.MAY_BE_ABSENT,
    *matrix_disputes.MAY_BE_ABSENT,
    *matrix_customers.MAY_BE_ABSENT,
    *matrix_freight.MAY_BE_ABSENT,
    *matrix_handover.MAY_BE_ABSENT,
    *matrix_quality.MAY_BE_ABSENT,
    *matrix_reviews.MAY_BE_ABSENT,
    *matrix_shifts.MAY_BE_ABSENT,
    *matrix_talks.MAY_BE_ABSENT,
    *matrix_training.MAY_BE_ABSENT,
    *matrix_unclaimed.MAY_BE_ABSENT,
}


@pytest.mark.attack("B1", "B2", "B10")
def test_nothing_of_this_shop_is_there_for_somebody_with_every_role_next_door(scene: Scene):
    stranger = make_staff("", *Role, shop=scene.people.other_shop)

    def verdict(name: str, policy: Policy, status: int) -> bool:
        if policy.audience is ANONYMOUS:
            return True  # buyers' pages: tests/portal
        if name in scene.kwargs and status in FORM_IS_WRONG:
            return status in unknown_things(scene, stranger, name, policy)
        return status == NOT_THERE if name in scene.kwargs or not admitted(policy, *Role) else True

    before = fingerprint(scene)
    assert try_all(scene, stranger, verdict) == []
    assert fingerprint(scene) == before


FORM_IS_WRONG = (400, 422)
UNKNOWN = {
    "talk": 99999999,
    "offer": 99999999,
    "item": 99999999,
    "staff": 99999999,
    "number": "TH99999999",
    "pk": 99999999,
    "order_id": 99999999,
    "slug": "no-such-shop",
}


def unknown_things(scene: Scene, staff: Staff, name: str, policy: Policy) -> set[int]:
    """How the route answers about something that does not exist: about foreign things it must answer the same."""
    client = entered(staff)
    kwargs = {**scene.kwargs[name], **{key: value for key, value in UNKNOWN.items() if key in scene.kwargs[name]}}
    nowhere = replace(scene, kwargs={name: kwargs})
    return {ask(client, nowhere, name, verb).status_code for verb in policy.methods - {"HEAD"}}


def test_nobody_gets_in_without_login(scene: Scene):
    def verdict(name: str, policy: Policy, status: int) -> bool:
        if policy.audience is ANONYMOUS:
            return status != NOT_THERE or name in MAY_BE_ABSENT
        return status == 302

    assert try_all(scene, None, verdict) == []


@pytest.mark.attack("A16")
def test_a_closed_account_is_nobody(scene: Scene):
    staff = make_staff("", *Role, shop=scene.people.shop)
    client = entered(staff)
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    closed = [
        name
        for name, verb, policy in walk()
        if policy.audience is not ANONYMOUS and ask(client, scene, name, verb).status_code != 302
    ]
    assert closed == []


BEHIND_A_ROLE = (
    *("case", "order", "payout", "receiving", "approvals_", "import", "product", "listing", "reviewer"),
    *("courier_settlement", "review", "reply_template", "customer", "data_", "risk_"),
    *("callback", "points_", "bulk_"),
)


def test_the_companys_administrator_sees_settings_and_no_case(scene: Scene):
    boss = make_staff("", is_administrator=True)

    def verdict(name: str, policy: Policy, status: int) -> bool:
        if (name in ("parcel", "refund_report") or name.startswith(BEHIND_A_ROLE)) and name in scene.kwargs:
            return status == NOT_THERE or status in unknown_things(scene, boss, name, policy)
        if policy.audience is ADMINISTRATOR or admitted(policy, Role.ADMINISTRATOR):
            return status != NOT_THERE or name in MAY_BE_ABSENT
        return status == NOT_THERE

    assert try_all(scene, boss, verdict) == []


def entered(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def fingerprint(scene: Scene) -> tuple:
    """All that a stranger could have changed."""
    shop = scene.people.shop
    return (
        list(Case.objects.filter(shop=shop).order_by("pk").values()),
        list(CaseLine.objects.order_by("pk").values()),
        list(Payout.objects.order_by("pk").values()),
        Note.objects.count(),
        BuyerMessage.objects.exclude(sent_at=None).count(),
        Event.objects.filter(shop_id=shop.pk).count(),
        PolicyValue.objects.count(),
        list(Membership.objects.order_by("pk").values()),
        list(Substitution.objects.order_by("pk").values()),
        list(Staff.objects.order_by("pk").values("pk", "is_active", "password", "is_administrator")),
    )


@pytest.mark.row("P2", "C1")
@pytest.mark.attack("B1", "B5", "B20")
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.code)
def test_each_move_over_http_by_owner_teammate_stranger_and_each_role(flow: Flow):
    """Only a role of the table in this shop gets past the table's own refusals; a stranger finds no case at all."""
    people = make_people()
    case = make_case_of(flow.code, make_staff("", *Role, shop=people.shop), make_order(people.shop))
    codes = [move.code for move in flow.moves]
    actors = [("stranger", make_staff("", *Role, shop=people.other_shop), frozenset())]
    actors += [(role.value, make_staff("", role, shop=people.shop), frozenset({role.value})) for role in Role]
    actors += [("owner", people.owner, frozenset({"agent"})), ("teammate", people.teammate, frozenset({"agent"}))]
    wrong = []
    clients = {label: entered(staff) for label, staff, _roles in actors}
    for (label, _staff, roles), code in product(actors, [*codes, "magic"]):
        client = clients[label]
        cookies = client.cookies.copy()
        with transaction.atomic():
            answer = client.post(reverse("case_move", kwargs={"number": case.number, "code": code}))
            state = Case.objects.get(pk=case.pk).state
            transaction.set_rollback(True)
        client.cookies = cookies
        move = flow.move(code)
        may = move is not None and bool(move.by & roles) and case.state in move.source
        hidden = not roles or not roles & {role.value for role in READERS}
        if hidden and answer.status_code != NOT_THERE:
            wrong.append(f"{label} {code}: {answer.status_code}")
        if not may and state != case.state:
            wrong.append(f"{label} {code}: moved to {state}")
        if answer.status_code >= 500:
            wrong.append(f"{label} {code}: {answer.status_code}")
    assert wrong == []
