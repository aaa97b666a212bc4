"""Numbers, days and texts that no page of ours sends are answered with a sentence, never with a broken page (F2, F11).

The class: `"²".isdigit()` is true and `int("²")` fails; five thousand digits are no number; a zero-width space hides
behind one; half of a character has no bytes.
"""

from typing import Any

import pytest
from django.urls import reverse
from tests.pages.stage import PART, browser, sent
from tests.pages.test_matrix import Scene, scene
from tests.people import make_case, make_order, make_people, make_staff

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.text import read_number
from aftercare.shops.models import Membership

__all__ = ["scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.attack("F2", "F11")]
LONG = "9" * 5000
STRANGE = ("²", LONG, "1\u200b", "-999999999999999999.5", "9999-12-31")
LISTS = {
    "approvals": ("before", "after"),
    "audit": ("before", "person", "from", "to"),
    "books": ("shop", "from", "to"),
    "callbacks": ("after",),
    "case_changes": ("since",),
    "case_new": ("order", "after"),
    "case_pack": ("message", "note", "evidence"),
    "cases": ("after", "owner", "shop"),
    "cost_assessment": ("after", "person", "month", "shop"),
    "cost_bookings": ("after", "month"),
    "cost_claims": ("after", "month"),
    "cost_products": ("after", "month"),
    "orders": ("after", "since", "until", "shop"),
    "payouts": ("after", "queue"),
    "points": ("after", "person", "month", "shop"),
    "people": ("after", "shop"),
    "follow_ups": ("after",),
    "products": ("after",),
    "talk_list": ("after", "agent", "stars", "until", "topic"),
    "talk_messages": ("after", "before"),
    "talks": ("after", "agent", "stars", "until", "topic"),
    "quick_replies": ("after", "shop"),
    "quick_replies_export": ("shop",),
    "receiving": ("code",),
    "remedy_rules": ("at", "version"),
    "shop_calendar": ("year", "month"),
}


def everybody(scene: Scene) -> Staff:
    """Somebody with every role of the shop."""
    staff = make_staff("", *Role, shop=scene.people.shop)
    assert Membership.objects.filter(staff=staff).exists()
    return staff


@pytest.mark.parametrize("value", STRANGE, ids=lambda value: ascii(value)[:24])
def test_no_address_breaks_a_page(scene: Scene, value: str):
    client = browser(everybody(scene))
    for name, asked in LISTS.items():
        address = reverse(name, kwargs=scene.kwargs.get(name))
        for one in asked:
            assert client.get(address, {one: value}, headers=PART).status_code < 500, (name, one)


@pytest.mark.parametrize(
    "key", ["999999999999999999.5", "-999999999999999999.5", "5.²", "²", "5", "1e9.3", f"{LONG}.1"]
)
def test_a_broken_key_of_the_products_page_is_a_bad_request(key: str):
    people = make_people()
    for shown in ("", "&list=quality"):
        assert browser(people.supervisor).get(f"/costs/products/?after={key}{shown}").status_code == 400


@pytest.mark.parametrize(
    "row",
    [
        '{"number": "TH\\ud800", "version": 1, "note": "", "inputs": {}}',
        '{"number": "TH00000001", "version": 1, "note": "", "inputs": {"note": "\\udfff"}}',
        '{"number": "TH00000001", "version": 1, "note": "", "inputs": {"\\ud800": "x"}}',
        '{"number": "TH00000001", "version": 1, "note": "", "inputs": ' + '{"a":' * 900 + "1" + "}" * 900 + "}",
        f'{{"number": "TH00000001", "version": {LONG}, "note": "", "inputs": {{}}}}',
        "[" * 5000,
    ],
    ids=lambda row: ascii(row)[:40],
)
def test_a_row_of_a_bulk_step_that_no_page_wrote_is_a_bad_request(row: str):
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    form = {"step": "do", "move": "withdraw", "note": "x", "row": row}
    answer = browser(people.owner).post("/cases/steps/", form)
    assert answer.status_code == 400
    assert Case.objects.get(pk=case.pk).version == case.version


@pytest.mark.parametrize("typed", ["1\u200b", "\u200b1", "１", " 1 "])
def test_a_hidden_character_behind_a_number_of_pieces_is_dropped(typed: str):
    people = make_people()
    case = sent(people.owner, people.shop, "SF1400000001")
    form = {"move": "receive", "version": case.version, f"pieces-{case.lines.get().pk}": typed}
    answer = browser(people.warehouse).post(f"/receiving/{case.number}/", form, headers=PART)
    assert (answer.status_code, Case.objects.get(pk=case.pk).state) == (200, "received")
    assert "1 piece received" in answer.headers["HX-Trigger"]


@pytest.mark.parametrize("typed", ["²", "1.5", "-1", LONG, "1 1 1 1 1", "十"])
def test_what_is_no_number_of_pieces_is_answered_with_a_sentence(typed: str):
    people = make_people()
    case = sent(people.owner, people.shop, "SF1400000001")
    form = {"move": "receive", "version": case.version, f"pieces-{case.lines.get().pk}": typed}
    answer = browser(people.warehouse).post(f"/receiving/{case.number}/", form, headers=PART)
    assert (answer.status_code, Case.objects.get(pk=case.pk).state) == (422, "sent")
    assert "Enter a whole number of pieces." in answer.content.decode()


@pytest.mark.parametrize("act", ["up:plan-²", f"drop:plan-{'9' * 50}", "up:plan-", "add:plan-²-when"])
def test_a_button_of_a_rule_that_names_no_place_changes_nothing(act: str):
    people = make_people()
    address = reverse("remedy_rule", kwargs={"slug": people.shop.slug, "code": "minor_flaw"})
    assert browser(people.supervisor).post(address, {"act": act}, headers=PART).status_code < 500


TALKED = {"channel": "chat", "talk_stage": "listen", "contact_result": "talked"}
FORMS: list[tuple[str, dict[str, Any]]] = [
    ("agree", {"return_address": "9" * 30}),
    ("agree", {"return_address": "²"}),
    ("agree", {"return_address": LONG}),
    ("agree", {"return_address": "-1"}),
    ("agree", {"granted_freight": "²"}),
    ("agree", {"granted_freight": LONG}),
    ("agree", {"granted_lines-²-pieces": "1"}),
    ("agree", {"granted_lines-1-pieces": "²", "granted_lines-1-amount": "１２.５"}),
    ("contact", {**TALKED, "next_contact_at": "9999-12-31T23:59"}),
    ("contact", {**TALKED, "next_contact_at": "0001-01-01T00:00"}),
    ("link", {"other_case": "TH²"}),
    ("link", {"other_case": LONG}),
    ("assess", {"late_hours": "²"}),
    ("assess", {"late_hours": LONG}),
    ("refuse", {"refusal": "unproven", "clause": "\u200b", "note": "x"}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "fields"), FORMS, ids=lambda part: ascii(part)[:60])
def test_strange_values_in_the_form_of_a_step_stand_beside_their_field(code: str, fields: dict[str, Any]):
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    for step in ("fill", "check", "do"):
        form = {**fields, "version": case.version, "step": step}
        answer = browser(people.owner).post(f"/cases/{case.number}/moves/{code}/", form, headers=PART)
        assert answer.status_code in ((200, 422) if step == "fill" else (422,)), (step, answer.status_code)
    assert Case.objects.get(pk=case.pk).version == case.version


@pytest.mark.parametrize("version", ["", "²", "0" * 5000 + "1", LONG, "-1", "1\u200b"])
def test_a_version_that_is_none_is_a_bad_request(version: str):
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    form = {"version": version, "note": "x"}
    assert browser(people.owner).post(f"/cases/{case.number}/moves/withdraw/", form).status_code == 400
    assert Case.objects.get(pk=case.pk).version == case.version


@pytest.mark.parametrize("text", ["²", "１", " 1", "1 ", "-1", "+1", "1_0", "", None, "9" * 19, LONG, "١"])
def test_what_is_no_number(text: str | None):
    assert read_number(text) is None


def test_what_is_a_number():
    assert [read_number(text) for text in ("0", "7", "007", "9" * 18)] == [0, 7, 7, 10**18 - 1]
    assert [read_number(text, 2) for text in ("12", "123")] == [12, None]
