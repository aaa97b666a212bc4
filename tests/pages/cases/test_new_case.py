"""The wizard: find the order, enter the application, look once more, open once."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils.translation import override
from tests.cases.story import Story, World
from tests.files.pictures import jpeg
from tests.pages.stage import PART, browser, copies, queries_of
from tests.people import make_case, make_case_of, make_order, make_people, make_staff

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.flows.registry import all_flows, newest_flow
from aftercare.cases.flows.spec import Flow
from aftercare.cases.models import Case, Evidence
from aftercare.cases.terms import Rating
from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.write_as_buyer import write_as_buyer
from aftercare.chat.writing import Words
from aftercare.clock.queries import calendar_of
from aftercare.core.crypto import keyed_hash
from aftercare.core.money import ZERO, Money
from aftercare.core.text import fold
from aftercare.core.time import now
from aftercare.files.models import StoredFile
from aftercare.orders.models import Order
from aftercare.shops.models import Membership
from aftercare.shops.policies import policies_of
from aftercare.web.cases.kinds import GROUPS

pytestmark = pytest.mark.django_db
KEY = "k" * 32


def application(order: Order, **changes: str) -> dict[str, str]:
    sent = {"order": str(order.pk), "key": KEY, "flow": "return", "reason": "quality", "description": "洗一次就起球"}
    for line in order.lines.all():
        sent[f"lines-{line.pk}-pieces"] = str(line.quantity)
        sent[f"lines-{line.pk}-amount"] = line.paid.yuan
    return {**sent, **{name.replace("__", "-"): value for name, value in changes.items()}}


@pytest.mark.row("C1")
def test_a_return_is_opened_in_three_steps():
    people = make_people()
    order = make_order(people.shop, paid="150.00")
    client = browser(people.owner)

    found = client.get("/cases/new/", {"q": order.platform_no}, headers=PART).content.decode()
    assert f"/cases/new/?order={order.pk}" in found

    form = client.get(f"/cases/new/?order={order.pk}&flow=return").content.decode()
    assert 'value="150.00"' in form

    summary = client.post("/cases/new/", {**application(order), "step": "summary"}, headers=PART).content.decode()
    assert "¥150.00" in summary
    assert "Quality problem" in summary
    assert not Case.objects.exists()

    answer = client.post("/cases/new/", {**application(order), "step": "open"}, headers=PART)
    case = Case.objects.get()
    assert answer.headers["HX-Redirect"] == f"/cases/{case.number}/"
    assert (case.owner_id, case.asked, case.reason) == (people.owner.pk, Money(15000), "quality")


def test_going_back_keeps_everything():
    people = make_people()
    order = make_order(people.shop, lines=2, paid="30.00")
    first, second = order.lines.order_by("pk")
    sent = application(order, **{f"lines-{second.pk}-pieces": "0", f"lines-{second.pk}-amount": "0.00"}, freight="12.5")
    client = browser(people.owner)
    summary = client.post("/cases/new/", {**sent, "step": "summary"}, headers=PART).content.decode()
    for name, value in sent.items():
        assert f'name="{name}" value="{value}"' in summary
    form = client.post("/cases/new/", {**sent, "step": "lines"}, headers=PART).content.decode()
    assert f'name="lines-{first.pk}-pieces" value="1"' in form
    assert 'name="freight" value="12.5"' in form
    assert f'name="key" value="{KEY}"' in form


@pytest.mark.attack("H1")
def test_a_double_click_opens_one_case():
    people = make_people()
    order = make_order(people.shop)
    client = browser(people.owner)
    answers = [client.post("/cases/new/", {**application(order), "step": "open"}, headers=PART) for _ in range(2)]
    case = Case.objects.get()
    assert [answer.headers["HX-Redirect"] for answer in answers] == [f"/cases/{case.number}/"] * 2


@pytest.mark.row("B3", "C18")
def test_part_of_the_pieces_has_its_share_to_the_fen():
    people = make_people()
    order = make_order(people.shop, paid="100.00", quantity=3)
    line = order.lines.get()
    form = browser(people.owner).get(f"/cases/new/?order={order.pk}&flow=return").content.decode()
    assert 'data-share-left="3" data-share-fen="10000"' in form
    sent = application(order, **{f"lines-{line.pk}-pieces": "2", f"lines-{line.pk}-amount": "66.67"})
    assert browser(people.owner).post("/cases/new/", {**sent, "step": "open"}, headers=PART).status_code == 204
    again = browser(people.owner).get(f"/cases/new/?order={order.pk}&flow=return").content.decode()
    assert 'max="1"' in again
    assert "This order already has a case" in again


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": "whatever"}, "Choose one of the list."),
        ({"freight": "abc"}, "Enter an amount in yuan"),
        ({"pieces": "2"}, "At most 1 pieces are free."),
        ({"pieces": "0", "amount": "0.00"}, "Choose at least one piece."),
        ({"pieces": "0"}, "Money for no piece."),
        ({"amount": "0"}, "Enter what is to be refunded; it is more than nothing."),
        ({"amount": "100.01"}, "At most ¥100.00 can still be refunded."),
        ({"amount": "1e2"}, "Enter an amount in yuan"),
        ({"description": "长" * 1001}, "At most 1000 characters."),
        ({"approved": "1"}, "This step does not take this."),
    ],
)
def test_what_cannot_be_opened_says_why_and_keeps_what_was_typed(changes: dict[str, str], sentence: str):
    people = make_people()
    order = make_order(people.shop)
    line = order.lines.get().pk
    named = {f"lines-{line}-{k}" if k in ("pieces", "amount") else k: v for k, v in changes.items()}
    answer = browser(people.owner).post("/cases/new/", {**application(order), **named, "step": "open"}, headers=PART)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.attack("B7")
def test_no_case_is_opened_on_the_order_of_another_shop():
    people = make_people()
    order = make_order(people.other_shop)
    client = browser(people.owner)
    assert client.get(f"/cases/new/?order={order.pk}").status_code == 404
    assert client.post("/cases/new/", {**application(order), "step": "open"}).status_code == 404
    assert order.platform_no not in client.get(
        "/cases/new/", {"q": order.platform_no}, headers=PART
    ).content.decode().replace(f'value="{order.platform_no}"', "")
    assert not Case.objects.exists()


@pytest.mark.attack("J5")
def test_orders_are_found_by_whole_phone_and_whole_nick_only():
    people = make_people()
    order = make_order(people.shop, receiver_phone_hash=keyed_hash("13800001234"), tracking_no="YT00001234")
    order.customer.nick_hash = keyed_hash(fold("清风明月88"))
    order.customer.save()
    client = browser(people.owner)

    def finds(text: str) -> bool:
        return f"?order={order.pk}" in client.get("/cases/new/", {"q": text}, headers=PART).content.decode()

    assert all(finds(text) for text in ("13800001234", "138 0000 1234", "+8613800001234", "yt00001234", "清风明月88"))
    assert not any(finds(text) for text in ("1380000", "1234", "清风", "%", "_", order.platform_no[:-1]))


@pytest.mark.attack("D4")
def test_evidence_added_on_the_way_is_attached_and_nobody_elses_can_be():
    people = make_people()
    order = make_order(people.shop)
    client, other = browser(people.owner), browser(people.teammate)
    part = client.post(
        f"/cases/new/{order.pk}/files/", {"file": SimpleUploadedFile("凭证.jpg", jpeg())}, headers=PART
    ).content.decode()
    token = StoredFile.objects.get().token
    assert f'name="evidence" value="{token}"' in part
    thumb = f"/cases/new/{order.pk}/files/{token}/thumb/"
    assert client.get(thumb).status_code == 200
    assert other.get(thumb).status_code == 404

    stolen = {**application(order, key="x" * 32), "evidence": token, "step": "open"}
    assert other.post("/cases/new/", stolen, headers=PART).status_code == 422
    assert not Case.objects.exists()

    client.post("/cases/new/", {**application(order), "evidence": token, "step": "open"}, headers=PART)
    assert Evidence.objects.get().file.token == token
    assert client.get(thumb).status_code == 404  # from now on through the case only


@pytest.mark.row("C1")
def test_the_platforms_number_is_taken_once():
    people = make_people()
    make_case(people.owner, make_order(people.shop), platform_case_no="987654321")
    order = make_order(people.shop)
    sent = {**application(order), "platform_case_no": "987654321", "step": "open"}
    answer = browser(people.owner).post("/cases/new/", sent, headers=PART)
    assert answer.status_code == 422
    assert Case.objects.count() == 1


# every kind


def kinds_offered(page: str) -> set[str]:
    return set(re.findall(r'name="flow" value="(\w+)"', page))


def wizard(staff: Staff, order: Order, query: str = "") -> str:
    return browser(staff).get(f"/cases/new/?order={order.pk}{query}").content.decode()


def bare(order: Order, flow: str, **changes: str) -> dict[str, str]:
    """The form of a kind that names no amount."""
    sent = {name: value for name, value in application(order, flow=flow).items() if not name.endswith("-amount")}
    return {**sent, "reason": newest_flow(flow).reasons[0], **changes}


@pytest.mark.row("C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11", "C12", "C19")
@pytest.mark.parametrize("flow", all_flows(), ids=lambda flow: flow.code)
def test_each_kind_is_opened_through_its_own_form(flow: Flow):
    people = make_people()
    staff = make_staff("", *Role, shop=people.shop)
    order = make_order(people.shop, paid="80.00")
    client = browser(staff)
    sent = application(order, flow=flow.code, reason=flow.reasons[0]) if flow.asks_money else bare(order, flow.code)

    form = client.post("/cases/new/", {**sent, "step": "kind"}, headers=PART).content.decode()
    summary = client.post("/cases/new/", {**sent, "step": "summary"}, headers=PART)
    opened = client.post("/cases/new/", {**sent, "step": "open"}, headers=PART)

    assert set(re.findall(r'<option value="(\w+)"', form.split('name="reason"')[1].split("</select>")[0])) == set(
        flow.reasons
    )
    assert ("-amount" in form, 'name="freight"' in form) == (flow.asks_money, flow.asks_freight)
    assert all(f'name="{name}"' in form for name in flow.opening)
    assert summary.status_code == 200, summary.content.decode()
    assert opened.status_code == 204, opened.content.decode()
    case = Case.objects.get()
    assert (case.flow, case.reason, case.asked) == (flow.code, flow.reasons[0], Money(8000 if flow.asks_money else 0))


def test_every_kind_stands_in_one_group_with_what_it_is_for():
    grouped = [code for _name, purposes in GROUPS for code in purposes]
    assert sorted(grouped) == sorted(flow.code for flow in all_flows())


@pytest.mark.row("P2")
def test_only_kinds_of_ones_roles_are_offered_and_taken():
    people = make_people()
    order = make_order(people.shop)
    assert kinds_offered(wizard(people.warehouse, order)) == {"misshipment", "out_of_zone", "claim"}
    assert kinds_offered(wizard(people.owner, order)) == {flow.code for flow in all_flows()}
    keeper = browser(people.warehouse)
    for step in ("kind", "summary", "open"):
        answer = keeper.post("/cases/new/", {**application(order), "step": step}, headers=PART)
        assert answer.status_code == 422
        assert "Your role does not open cases of this kind." in answer.content.decode()
    assert keeper.get(f"/cases/new/?order={order.pk}&flow=return").status_code == 400
    assert keeper.get(f"/cases/new/?order={order.pk}&flow=magic").status_code == 400
    assert not Case.objects.exists()


def test_somebody_whose_role_opens_cases_only_elsewhere_opens_none_here():
    people = make_people()
    Membership.objects.create(shop=people.other_shop, staff=people.refund_clerk, role=Role.AGENT)
    order = make_order(people.shop)
    client = browser(people.refund_clerk)
    assert client.get(f"/cases/new/?order={order.pk}").status_code == 409
    assert client.post("/cases/new/", {**application(order), "step": "open"}).status_code == 409
    assert not Case.objects.exists()


def test_nothing_is_guessed_a_kind_is_chosen_or_asked_for():
    people = make_people()
    order = make_order(people.shop)
    form = wizard(people.owner, order)
    assert "checked" not in form.split('id="kind"')[1].split('id="kind-fields"')[0]
    assert 'name="shown"' not in form
    answer = browser(people.owner).post("/cases/new/", {**application(order, flow=""), "step": "open"}, headers=PART)
    assert answer.status_code == 422
    assert "Choose the kind of case." in answer.content.decode()
    # Whoever opens one kind only has it chosen.
    operations = make_staff("", Role.OPERATIONS, shop=people.shop)
    assert 'name="shown" value="claim"' in wizard(operations, order)


def test_a_link_may_name_the_kind():
    people = make_people()
    order = make_order(people.shop)
    assert 'name="shown" value="exchange"' in wizard(people.owner, order, "&flow=exchange")
    found = browser(people.owner).get("/cases/new/", {"q": order.platform_no, "flow": "exchange"}, headers=PART)
    assert f"?order={order.pk}&amp;flow=exchange" in found.content.decode()


def test_the_buyers_words_suggest_a_kind_with_its_reason_and_say_why():
    people = make_people()
    order = make_order(people.shop, buyer_message="收到后发现少了一只")
    form = wizard(people.owner, order)
    assert "收到后发现少了一只" in form
    assert "The buyer writes “少了”." in form
    assert "&quot;flow&quot;: &quot;misshipment&quot;, &quot;reason&quot;: &quot;missing&quot;" in form

    typed = {"order": str(order.pk), "description": "包装破了", "step": "words"}
    part = browser(people.owner).post("/cases/new/", typed, headers=PART).content.decode()
    assert "The buyer writes “包装破”." in part
    assert "<form" not in part and "少了" not in part
    # Pressing it chooses both.
    pressed = {**typed, "flow": "damaged", "reason": "damaged", "step": "suggested"}
    chosen = browser(people.owner).post("/cases/new/", pressed, headers=PART).content.decode()
    assert 'value="damaged" checked' in chosen
    assert '<option value="damaged" selected>' in chosen


def test_the_buyers_words_are_escaped_where_they_are_shown_and_quoted():
    people = make_people()
    order = make_order(people.shop, buyer_message="<img src=x onerror=alert(1)>包装<b>破</b>了")
    form = wizard(people.owner, order)
    assert "<img src=x" not in form
    assert "包装&lt;b&gt;破" in form


def test_choosing_another_kind_keeps_everything_typed_and_back_again_shows_it():
    people = make_people()
    order = make_order(people.shop, paid="100.00")
    line = order.lines.get().pk
    client = browser(people.owner)

    def choose(flow: str, **typed: str) -> str:
        sent = {"order": str(order.pk), "flow": flow, "step": "kind", **typed}
        return client.post("/cases/new/", sent, headers=PART).content.decode()

    as_return = {
        "shown": "return", "reason": "no_reason", "freight": "12.5",
        f"lines-{line}-pieces": "1", f"lines-{line}-amount": "60.00",
    }  # fmt: skip
    complaint = choose("complaint", **as_return)
    kept = dict(re.findall(r'name="(kept-[\w-]+)" value="([^"]*)"', complaint))
    assert kept == {"kept-freight": "12.5", "kept-reason": "no_reason", f"kept-{line}": "60.00"}
    assert "-amount" not in complaint

    in_between = {"shown": "complaint", "reason": "", "complaint_source": "phone", f"lines-{line}-pieces": "1", **kept}
    exchange = choose("exchange", **in_between)
    assert 'name="kept-complaint_source" value="phone"' in exchange
    assert '<option value="no_reason" selected>' in exchange

    back = choose("return", **in_between)
    assert 'name="freight" value="12.5"' in back
    assert f'name="lines-{line}-amount" value="60.00"' in back
    assert '<option value="no_reason" selected>' in back


def test_what_the_form_proposed_for_one_kind_is_not_asked_for_in_another():
    people = make_people()
    order = make_order(people.shop, paid="100.00")
    line = order.lines.get().pk
    proposed = {f"lines-{line}-pieces": "1", f"lines-{line}-amount": "100.00"}
    sent = {"order": str(order.pk), "flow": "compensation", "shown": "return", "step": "kind", **proposed}
    part = browser(people.owner).post("/cases/new/", sent, headers=PART).content.decode()
    assert f'name="lines-{line}-amount" value="0.00"' in part
    assert "data-share-left" not in part


def test_a_form_sent_before_the_fields_of_the_chosen_kind_came_is_shown_with_them():
    people = make_people()
    order = make_order(people.shop)
    sent = {**application(order, flow="exchange"), "shown": "return", "step": "summary"}
    answer = browser(people.owner).post("/cases/new/", sent, headers=PART)
    assert answer.status_code == 200
    assert 'name="shown" value="exchange"' in answer.content.decode()
    assert "new_variant" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.attack("B8")
@pytest.mark.parametrize(
    ("flow", "changes", "sentence"),
    [
        ("exchange", {"freight": "5"}, "This step does not take this."),
        ("exchange", {"rating": "bad"}, "This step does not take this."),
        ("exchange", {"reason": "late"}, "Choose one of the list."),
        ("exchange", {"amount": "10"}, "This kind of case names no amount."),
        ("exchange", {"urgent": "perhaps"}, 'id="no-urgent"'),
        ("exchange", {"new_variant": "长" * 101}, 'id="no-new_variant"'),
        ("review", {"rating": "6 stars"}, 'id="no-rating"'),
        ("claim", {"claim_amount": "lots"}, 'id="no-claim_amount"'),
    ],
)
def test_what_a_kind_does_not_take_is_refused_beside_its_field(flow: str, changes: dict[str, str], sentence: str):
    people = make_people()
    order = make_order(people.shop)
    line = order.lines.get().pk
    named = {f"lines-{line}-amount" if name == "amount" else name: value for name, value in changes.items()}
    for step in ("summary", "open"):
        sent = {**bare(order, flow), **named, "step": step}
        answer = browser(people.owner).post("/cases/new/", sent, headers=PART)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Case.objects.exists()


def test_the_inputs_of_a_kind_are_on_the_summary_and_kept_with_the_case():
    people = make_people()
    order = make_order(people.shop)
    sent = bare(order, "review", rating="bad", review_text="东西质量太差")
    client = browser(people.owner)
    summary = client.post("/cases/new/", {**sent, "step": "summary"}, headers=PART).content.decode()
    assert "东西质量太差" in summary
    with override("en"):
        assert str(Rating.BAD.label) in summary
    client.post("/cases/new/", {**sent, "step": "open"}, headers=PART)
    case = Case.objects.get()
    assert case.details["rating"] == "bad"
    assert [note.text for note in case.notes.filter(name="review_text")] == ["东西质量太差"]


@pytest.mark.row("B3")
def test_a_kind_that_holds_no_goods_may_take_pieces_of_another_case():
    people = make_people()
    order = make_order(people.shop, quantity=2)
    make_case(people.owner, order)
    assert "All pieces are in another case" in wizard(people.owner, order, "&flow=exchange")
    assert 'max="2"' in wizard(people.owner, order, "&flow=complaint")
    client = browser(people.owner)
    assert client.post("/cases/new/", {**bare(order, "complaint"), "step": "open"}, headers=PART).status_code == 204
    assert set(Case.objects.values_list("flow", flat=True)) == {"return", "complaint"}


@pytest.mark.row("B3")
def test_a_reason_that_leaves_the_goods_with_the_buyer_may_take_them_as_well():
    people = make_people()
    order = make_order(people.shop, paid="100.00", quantity=2)
    line = order.lines.get().pk
    make_case_of("exchange", people.owner, order)
    flow = newest_flow("refund_only")
    free = flow.free_reasons[0]
    client = browser(people.owner)
    sent = {"order": str(order.pk), "flow": flow.code, "shown": flow.code, "step": "kind"}
    held = client.post("/cases/new/", {**sent, "reason": "not_wanted"}, headers=PART).content.decode()
    freed = client.post("/cases/new/", {**sent, "reason": free}, headers=PART).content.decode()
    assert "All pieces are in another case" in held
    assert f'name="lines-{line}-pieces" value="2" min="0" max="2"' in freed
    cells = {f"lines-{line}-pieces": "1", f"lines-{line}-amount": "5.00"}
    answer = client.post("/cases/new/", {**sent, **cells, "reason": free, "step": "summary"}, headers=PART)
    assert answer.status_code == 200
    answer = client.post("/cases/new/", {**sent, **cells, "reason": free, "step": "open"}, headers=PART)
    assert answer.status_code == 204


@pytest.mark.row("B13")
def test_an_open_case_of_the_same_kind_on_the_same_goods_is_warned_of_louder():
    people = make_people()
    order = make_order(people.shop, lines=2)
    first, second = order.lines.order_by("pk")
    make_case_of("complaint", people.owner, order, lines={first.pk: (1, ZERO)})
    client = browser(people.owner)

    def warned(flow: str, *lines: int) -> bool:
        cells = {f"lines-{pk}-pieces": str(int(pk in lines)) for pk in (first.pk, second.pk)}
        sent = {"order": str(order.pk), "flow": flow, "step": "kind", **cells}
        return "is already about these goods" in client.post("/cases/new/", sent, headers=PART).content.decode()

    assert warned("complaint")  # no line chosen yet
    assert warned("complaint", first.pk)
    assert not warned("complaint", second.pk)
    assert not warned("review", first.pk)
    assert "This order already has a case" in wizard(people.owner, order)

    cells = {f"lines-{first.pk}-pieces": "1", f"lines-{second.pk}-pieces": "0"}
    sent = {"order": str(order.pk), "flow": "complaint", "reason": "service", **cells, "step": "summary"}
    assert "is already about these goods" in client.post("/cases/new/", sent, headers=PART).content.decode()
    Case.objects.update(closed_at=now())
    assert not warned("complaint", first.pk)


def test_the_second_step_costs_the_same_queries_with_one_case_and_with_thirty():
    people = make_people()
    order = make_order(people.shop, buyer_message="质量太差")
    case = make_case_of("complaint", people.owner, order)
    client = browser(people.owner)
    few = queries_of(lambda: client.get(f"/cases/new/?order={order.pk}&flow=complaint"))
    copies(case, 30)
    many = queries_of(lambda: client.get(f"/cases/new/?order={order.pk}&flow=complaint"))
    assert few == many <= 8


# when the buyer applied


def typed(when: datetime, order: Order) -> str:
    """As the shop's clocks show it, and as `datetime-local` sends it."""
    return when.astimezone(ZoneInfo(order.shop.timezone)).strftime("%Y-%m-%dT%H:%M")


def ago(**span: float) -> datetime:
    """A whole minute of the past."""
    return now().replace(second=0, microsecond=0) - timedelta(**span)


def limit_from(order: Order, key: str, start: datetime) -> datetime:
    return policies_of(order.shop, start).get(key).due(start, calendar_of(order.shop))


@pytest.mark.row("B1")
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Urumqi", "America/Los_Angeles"])
def test_the_clocks_start_when_the_buyer_applied_by_the_clocks_of_the_shop(zone: str):
    people = make_people()
    people.shop.timezone = zone
    people.shop.save()
    order = make_order(people.shop)
    applied = ago(days=2, hours=3)
    sent = application(order, applied_at=typed(applied, order))
    client = browser(people.owner)

    summary = client.post("/cases/new/", {**sent, "step": "summary"}, headers=PART).content.decode()
    shown, limit = typed(applied, order), limit_from(order, "return.answer", applied)
    assert f'name="applied_at" value="{shown}"' in summary
    assert f"<dd>{shown.replace('T', ' ')}" in summary
    assert f"counts from then: until {typed(limit, order).replace('T', ' ')}." in summary
    assert "has passed" not in summary

    assert client.post("/cases/new/", {**sent, "step": "open"}, headers=PART).status_code == 204
    case = Case.objects.get()
    assert case.platform_due_at == limit
    assert case.own_due_at == limit_from(order, "return.answer_own", applied)
    assert datetime.fromisoformat(case.details["applied_at"]) == applied
    assert client.get(f"/cases/{case.number}/").status_code == 200

    back = client.post("/cases/new/", {**sent, "step": "lines"}, headers=PART).content.decode()
    assert f'name="applied_at" value="{shown}"' in back


@pytest.mark.row("B1")
def test_without_a_time_the_clocks_start_now():
    people = make_people()
    order = make_order(people.shop)
    client = browser(people.owner)
    sent = application(order, applied_at="")
    assert "counts from then" not in client.post("/cases/new/", {**sent, "step": "summary"}).content.decode()
    client.post("/cases/new/", {**sent, "step": "open"}, headers=PART)
    case = Case.objects.get()
    assert case.platform_due_at == limit_from(order, "return.answer", case.opened_at)
    assert "applied_at" not in case.details


@pytest.mark.row("B1")
@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        (timedelta(minutes=-2), "The buyer cannot have applied later than now."),
        (timedelta(days=40, minutes=1), "The buyer cannot have applied before placing the order."),
        (timedelta(days=30, minutes=1), "Enter a time of the last 30 days."),
        ("9999-12-31T23:59", "The buyer cannot have applied later than now."),
        ("0001-01-01T00:00", "The buyer cannot have applied before placing the order."),
        ("2026-02-30T10:00", "Enter a day and a time."),
        ("2026-11-22", "Enter a day and a time."),
        ("昨天下午", "Enter a day and a time."),
        ("1" * 5000, "Enter a day and a time."),
    ],
)
def test_a_time_at_which_nobody_can_have_applied_is_refused_beside_its_field(when: timedelta | str, sentence: str):
    people = make_people()
    order = make_order(people.shop)
    order.ordered_at = ago(days=40)
    order.save()
    text = typed(ago() - when, order) if isinstance(when, timedelta) else when
    client = browser(people.owner)
    for step in ("summary", "open"):
        answer = client.post("/cases/new/", {**application(order, applied_at=text), "step": step}, headers=PART)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert f'id="no-applied">{sentence}<' in page
        assert f'name="applied_at" value="{text}"' in page
        assert page.count(sentence) == 1
    assert not Case.objects.exists()


@pytest.mark.row("B1")
def test_the_minute_of_the_order_and_this_minute_can_be_typed():
    people = make_people()
    client = browser(people.owner)
    for index, place in enumerate(("ordered", "now")):
        order = make_order(people.shop)
        when = order.ordered_at if place == "ordered" else now()
        sent = application(order, key=f"{index}" * 32, applied_at=typed(when, order))
        assert client.post("/cases/new/", {**sent, "step": "open"}, headers=PART).status_code == 204, place


@pytest.mark.row("B1")
def test_a_limit_that_has_passed_is_said_before_and_the_clock_moves_the_case_at_once():
    people = make_people()
    order = make_order(people.shop)
    order.ordered_at = ago(days=20)
    order.save()
    applied = ago(days=6)
    sent = application(order, applied_at=typed(applied, order))
    client = browser(people.owner)

    summary = client.post("/cases/new/", {**sent, "step": "summary"}, headers=PART).content.decode()
    limit = typed(limit_from(order, "return.answer", applied), order).replace("T", " ")
    assert f"limit has passed, on {limit}." in summary
    assert "Agreed: the time to answer has run out" in summary
    assert "counts from then" not in summary

    answers = [client.post("/cases/new/", {**sent, "step": "open"}, headers=PART) for _ in range(2)]
    case = Case.objects.get()
    assert [answer.headers["HX-Redirect"] for answer in answers] == [f"/cases/{case.number}/"] * 2
    assert (case.state, case.platform_due_at) == ("asked", limit_from(order, "return.answer", applied))
    for page in (f"/cases/{case.number}/", "/cases/"):
        assert client.get(page).status_code == 200

    story = Story(World(people), case.number)
    story.fire()
    assert (story.state, story.moves()) == ("agreed", ["agree_by_time"])


@pytest.mark.attack("I7")
def test_what_the_platform_has_refunded_by_itself_is_turned_back_on_the_summary_and_not_promised():
    people = make_people()
    order = make_order(people.shop)
    order.ordered_at = ago(days=20)
    order.save()
    sent = application(order, flow="refund_only", shown="refund_only", reason="late",
                       applied_at=typed(ago(days=6), order))  # fmt: skip
    for step in ("summary", "open"):
        answer = browser(people.owner).post("/cases/new/", {**sent, "step": step}, headers=PART)
        assert answer.status_code == 422
        assert "by then the platform refunds by itself" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_compensation_is_asked_for_no_freight():
    people = make_people()
    order = make_order(people.shop)
    for flow, asks in (("compensation", False), ("refund_only", True)):
        form = browser(people.owner).get(f"/cases/new/?order={order.pk}&flow={flow}").content.decode()
        assert ('name="freight"' in form) is asks


def test_a_kind_without_a_platform_limit_says_so():
    people = make_people()
    order = make_order(people.shop)
    sent = application(order, flow="compensation", applied_at=typed(ago(hours=1), order))
    summary = browser(people.owner).post("/cases/new/", {**sent, "step": "summary"}, headers=PART).content.decode()
    assert "No platform limit runs at first." in summary


@pytest.mark.row("C15")
def test_the_days_after_signing_are_counted_to_the_application():
    people = make_people()
    order = make_order(people.shop, completed_at=datetime.now(tz=UTC) - timedelta(days=25))
    order.ordered_at = ago(days=29)
    order.save()
    client = browser(people.owner)

    def suggested(applied_at: str) -> str:
        sent = {"order": str(order.pk), "step": "words", "applied_at": applied_at}
        return client.post("/cases/new/", sent, headers=PART).content.decode()

    assert "Day 25 after signing" in suggested("")
    assert "Day 25 after signing" in suggested("no time")
    assert 'id="suggestion-repair"' in suggested("")
    assert "Day 1 after signing" in suggested(typed(ago(days=24), order))
    assert 'id="suggestion-return"' in suggested(typed(ago(days=24), order))


# orders that have no money left

NOTHING_LEFT = "This order has nothing left to refund."
OF_MONEY = {"return", "compensation"}  # refund only stays: for the freight that the buyer paid


def refunded(order: Order) -> Order:
    """The platform's report says that all of it went back."""
    order.lines.update(refunded=F("paid"))
    return order


def closed_kinds(page: str) -> set[str]:
    return set(re.findall(r'name="flow" value="(\w+)" disabled', page))


@pytest.mark.row("C18")
@pytest.mark.parametrize("paid", ["0.00", "100.00"], ids=["second dispatch", "refunded"])
def test_an_order_without_money_offers_no_kind_that_asks_for_it_and_says_why(paid: str):
    people = make_people()
    order = refunded(make_order(people.shop, paid=paid, lines=2, buyer_message="质量太差，给我退款"))
    form = wizard(people.owner, order)
    assert closed_kinds(form) == OF_MONEY
    assert kinds_offered(form) == {flow.code for flow in all_flows()}
    assert form.count(f'id="no-money">{NOTHING_LEFT}') == 1
    assert form.count(f'title="{NOTHING_LEFT}"') == form.count('aria-describedby="no-money"') == len(OF_MONEY)
    suggested = set(re.findall(r'id="suggestion-(\w+)"', form))
    assert suggested and not suggested & {*OF_MONEY, "refund_only"}
    # Whoever opens no such kind is told nothing of it.
    assert NOTHING_LEFT not in wizard(people.warehouse, order)

    sent = bare(order, "exchange")
    assert browser(people.owner).post("/cases/new/", {**sent, "step": "open"}, headers=PART).status_code == 204


@pytest.mark.row("C18")
@pytest.mark.parametrize("flow", sorted(OF_MONEY))
def test_a_kind_that_asks_for_money_is_not_opened_on_an_order_without(flow: str):
    people = make_people()
    order = refunded(make_order(people.shop))
    link = browser(people.owner).get(f"/cases/new/?order={order.pk}&flow={flow}")
    assert link.status_code == 200
    assert f'id="no-flow" role="alert">{NOTHING_LEFT}' in link.content.decode()
    sent = application(order, flow=flow, reason=newest_flow(flow).reasons[0], shown=flow, freight="5")
    for step in ("kind", "suggested", "summary"):
        answer = browser(people.owner).post("/cases/new/", {**sent, "step": step}, headers=PART)
        assert answer.status_code == 422
        assert f'id="no-flow" role="alert">{NOTHING_LEFT}' in answer.content.decode()
        assert 'name="kept-freight" value="5"' in answer.content.decode()
    answer = browser(people.owner).post("/cases/new/", {**sent, "step": "open"}, headers=PART)
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_one_line_with_money_is_enough():
    people = make_people()
    order = make_order(people.shop, lines=2)
    order.lines.filter(pk=order.lines.order_by("pk").first().pk).update(refunded=F("paid"))
    form = wizard(people.owner, order)
    assert closed_kinds(form) == set()
    assert NOTHING_LEFT not in form


@pytest.mark.attack("H1")
def test_a_second_click_finds_its_case_though_the_money_is_gone_by_then():
    people = make_people()
    order = make_order(people.shop)
    client = browser(people.owner)
    sent = {**application(order), "step": "open"}
    first = client.post("/cases/new/", sent, headers=PART)
    refunded(order)
    second = client.post("/cases/new/", sent, headers=PART)
    assert first.headers["HX-Redirect"] == second.headers["HX-Redirect"]
    assert Case.objects.count() == 1


@pytest.mark.row("U1")
@pytest.mark.attack("G1")
def test_a_case_that_is_opened_from_a_conversation_leads_back_to_it():
    people = make_people()
    order = make_order(people.shop)
    talk = write_as_buyer(visitor=greet_visitor(shop=people.shop).visitor, words=Words("b1", "要退货")).conversation_id
    foreign = greet_visitor(shop=people.other_shop).visitor
    elsewhere = write_as_buyer(visitor=foreign, words=Words("b1", "在吗")).conversation_id
    client = browser(people.owner)
    found = client.get(f"/cases/new/?talk={talk}&q={order.platform_no}").content.decode()
    assert f"?order={order.pk}&amp;talk={talk}" in found
    form = client.get(f"/cases/new/?order={order.pk}&talk={talk}").content.decode()
    assert f'name="talk" value="{talk}"' in form
    assert f'href="/talks/{talk}/"' in form
    sent = application(order, talk=str(talk))
    summary = client.post("/cases/new/", {**sent, "step": "summary"}, headers=PART).content.decode()
    assert f'name="talk" value="{talk}"' in summary and f'href="/talks/{talk}/"' in summary
    for odd in (str(elsewhere), "x", "9" * 30, "//evil.example"):
        assert (
            "/talks/" not in client.get("/cases/new/", {"order": order.pk, "talk": odd}, headers=PART).content.decode()
        )
    answer = client.post("/cases/new/", {**sent, "step": "open"}, headers=PART)
    assert answer.headers["HX-Redirect"] == f"/talks/{talk}/"
    assert Case.objects.get().number in client.get(f"/talks/{talk}/").content.decode()  # the toast says which
    other = make_order(people.shop)
    lost = {**application(other, talk=str(elsewhere)), "key": "m" * 32, "step": "open"}
    assert client.post("/cases/new/", lost, headers=PART).headers["HX-Redirect"].startswith("/cases/")
