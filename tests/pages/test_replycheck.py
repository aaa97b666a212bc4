"""The rules of the reply check: who reads and who changes them, history, and how often answers met them (S11, B12)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.chat.scene import Desk
from tests.pages.stage import browser
from tests.people import People, make_people, make_staff

from aftercare.accounts.terms import Role
from aftercare.chat.models import Conversation, ReplyHit
from aftercare.chat.replycheck.defaults import DEFAULT_RULEBOOK
from aftercare.chat.replycheck.policy import KEY, book_of
from aftercare.chat.replycheck.rulebook import Rulebook
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.shops.models import PolicyValue, Shop

pytestmark = pytest.mark.django_db
RULE = "vague.maybe"


def at(shop: Shop, page: str = "") -> str:
    return f"/shops/{shop.slug}/reply-check/{page}"


def wire(client: Client, shop: Shop, **headers: str) -> Any:
    return client.get(f"/reply-rules/check.json?shop={shop.slug}", headers=headers)


def book(shop: Shop) -> Rulebook:
    shop.refresh_from_db()
    return book_of(shop, now())


def seen(shop: Shop) -> str:
    newest = PolicyValue.objects.filter(shop=shop, key=KEY).order_by("-pk").first()
    return str(newest.pk) if newest else ""


def act(client: Client, shop: Shop, what: str, **fields: str) -> Any:
    return client.post(at(shop, f"{what}/"), {"seen": seen(shop), **fields})


def fields(**changed: str) -> dict[str, str]:
    rule = {"phrases": "也许\n说不定*吧", "partners": "", "unless": "", "why": "Be sure.", "better": "我查一下"}
    return {**rule, **changed}


@pytest.mark.row("S11")
@pytest.mark.attack("B1")
def test_who_answers_reads_the_rules_and_their_keepers_change_them():
    people = make_people()
    boss = make_staff("", is_administrator=True)
    qa, presale = make_staff("", Role.QA, shop=people.shop), make_staff("", Role.PRESALE_AGENT, shop=people.shop)
    keepers = [people.supervisor, people.administrator, qa, boss]
    readers = [people.owner, presale, *keepers]
    for staff in (*readers, people.warehouse, people.refund_clerk, people.stranger):
        client, reads, keeps = browser(staff), staff in readers, staff in keepers
        assert client.get(at(people.shop)).status_code == (200 if reads else 404), staff
        assert wire(client, people.shop).status_code == (200 if reads else 404), staff
        for page in ("hits/", f"rules/{RULE}/", "new/vague/"):
            assert client.get(at(people.shop, page)).status_code == (200 if keeps else 404), (staff, page)
        before = seen(people.shop)
        is_on = book(people.shop).rule(RULE).is_on
        answer = act(client, people.shop, "switch", code=RULE, on="no" if is_on else "yes")
        assert answer.status_code == (303 if keeps else 404), staff
        assert (seen(people.shop) != before) == keeps
        assert ("Switch off" in client.get(at(people.shop)).content.decode()) == keeps or not reads
    assert Client().get(at(people.shop)).status_code == 302


@pytest.mark.row("S11", "B12")
def test_a_rule_is_switched_off_changed_added_removed_and_everything_can_be_taken_back():
    people = make_people()
    client, shop = browser(people.supervisor), people.shop
    act(client, shop, "switch", code=RULE, on="no")
    assert book(shop).rule(RULE).is_on is False
    assert RULE not in [rule["code"] for rule in wire(client, shop).json()["rules"]]

    form = client.get(at(shop, f"rules/{RULE}/")).content.decode()
    assert "可能\n也许" in form.replace("&#x27;", "'")
    changed = act(client, shop, f"rules/{RULE}", **fields(phrases="也许| 也许 \n\n八成*吧"))
    assert changed.status_code == 303 and changed["Location"].endswith(f"#{RULE}")
    assert book(shop).rule(RULE).phrases == ("也许", "八成*吧")
    added = client.post(at(shop, "new/arguing/"), {"seen": seen(shop), **fields(phrases="你等着瞧")})
    assert added.status_code == 303
    assert (book(shop).rules[-1].code, book(shop).rules[-1].kind) == ("own.1", "arguing")
    act(client, shop, "remove", code="own.1")
    assert book(shop).rule("own.1") is None
    act(client, shop, "restore", code=RULE)
    assert book(shop).rules == DEFAULT_RULEBOOK.rules

    page = client.get(at(shop)).content.decode()
    for note in (
        "Switched off: 可能",
        "Changed: 也许",
        "Added: 你等着瞧",
        "Removed: 你等着瞧",
        "Back to the default: 可能",
    ):
        assert note in page, note
    first = PolicyValue.objects.filter(key=KEY).order_by("pk").first()
    act(client, shop, "restore", row=str(first.pk))
    assert book(shop).rule(RULE).is_on is False and book(shop).version == 7
    act(client, shop, "restore", row="default")
    assert book(shop).rules == DEFAULT_RULEBOOK.rules
    assert Event.objects.filter(kind="policy.set").count() == PolicyValue.objects.filter(key=KEY).count() == 7


@pytest.mark.row("S11")
def test_the_texts_of_a_default_stay_readable_in_every_language():
    people = make_people()
    client, shop = browser(people.supervisor), people.shop
    default = DEFAULT_RULEBOOK.rule(RULE)
    act(client, shop, f"rules/{RULE}", **fields(why=default.why, phrases="也许"))
    assert book(shop).rule(RULE).why == default.why
    client.cookies.load({"language": "zh-hans"})
    assert client.get(at(shop)).status_code == 200


@pytest.mark.row("S11")
@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"phrases": ""}, "Enter at least one phrase."),
        ({"phrases": "也"}, "A phrase has at least 2 letters: 也"),
        ({"phrases": "*也许"}, "Words are needed on both sides of *: *也许"),
        ({"phrases": "也*许*吗*啊"}, "At most 2 * in a phrase"),
        ({"phrases": "也" * 41}, "A phrase has at most 40 characters"),
        ({"phrases": "\n".join(f"也许{one}" for one in range(251))}, "At most 250 phrases in a list."),
        ({"phrases": "\n".join(f"也*许*啊{chr(0x4E00 + one)}" for one in range(90))}, "too many phrases in all"),
        ({"why": " "}, "Enter 1 to 200 characters."),
        ({"better": ""}, "Enter 1 to 200 characters."),
        ({"partners": "红包"}, "Enter at least one phrase."),
    ],
)
def test_a_rule_that_cannot_be_used_comes_back_with_what_was_typed(changed: dict[str, str], sentence: str):
    people = make_people()
    answer = act(browser(people.supervisor), people.shop, f"rules/{RULE}", **fields(**changed))
    text = answer.content.decode()
    assert answer.status_code == 422 and sentence in text
    assert fields(**changed)["better"] in text and not PolicyValue.objects.exists()


@pytest.mark.row("S11")
@pytest.mark.attack("B8", "C9")
def test_what_blocks_stays_whatever_is_posted():
    people = make_people()
    client, shop = browser(people.supervisor), people.shop
    page = client.get(at(shop)).content.decode()
    assert 'name="code" value="review.change"' not in page
    for what, extra in (("switch", {"on": "no"}), ("remove", {})):
        for code in ("review.change", "personal.phone"):
            assert act(client, shop, what, code=code, **extra).status_code == 422, (what, code)
    own = {**fields(phrases="给星星", partners="糖果")}
    assert client.post(at(shop, "new/review_bought/"), {"seen": "", **own}).status_code == 303
    assert (
        act(client, shop, "remove", code="review.praise").status_code == 422
    )  # the shop's own does not stand in for it
    assert act(client, shop, "remove", code="own.1").status_code == 303
    for kind in ("personal_data", "repeated", "nothing"):
        assert client.get(at(shop, f"new/{kind}/")).status_code == 404
    assert act(client, shop, f"rules/{RULE}", **fields(), by="pair").status_code == 422
    assert act(client, shop, "switch", code="nothing", on="no").status_code == 404
    assert act(client, shop, "restore", row="999999").status_code == 404


@pytest.mark.row("B12")
@pytest.mark.attack("B1")
def test_two_who_change_at_once_and_rows_of_another_shop():
    people = make_people()
    shop = people.shop
    first, second = browser(people.supervisor), browser(people.administrator)
    assert first.post(at(shop, "switch/"), {"seen": "", "code": RULE, "on": "no"}).status_code == 303
    answer = second.post(at(shop, "switch/"), {"seen": "", "code": "vague.seems", "on": "no"})
    assert answer.status_code == 409 and "in the meantime" in answer.content.decode()
    assert book(shop).rule("vague.seems").is_on is True
    foreign = browser(people.stranger)
    assert foreign.post(at(people.other_shop, "switch/"), {"seen": "", "code": RULE, "on": "no"}).status_code == 303
    row = PolicyValue.objects.get(shop=people.other_shop).pk
    assert act(first, shop, "restore", row=str(row)).status_code == 404


@pytest.mark.row("S11")
def test_browsers_get_the_rules_once():
    people = make_people()
    client = browser(people.owner)
    answer = wire(client, people.shop)
    rules = json.loads(answer.content)
    assert rules["version"] == 1 and {"05710000000"} & {one[:11] for one in rules["ours"]}
    assert rules["blocking"] == ["personal_data", "review_bought"]
    assert wire(client, people.shop, if_none_match=answer["ETag"]).status_code == 304
    act(browser(people.supervisor), people.shop, "switch", code=RULE, on="no")
    again = wire(client, people.shop, if_none_match=answer["ETag"])
    assert (again.status_code, again.json()["version"]) == (200, 2)
    assert wire(browser(people.stranger), people.shop).status_code == 404
    assert client.get("/reply-rules/check.json").status_code == 404


def hit(talk: Conversation, people: People, rule: str, count: int, **fields: Any) -> None:
    kind = rule.split(".")[0] if rule != "review.change" else "review_bought"
    row = {"conversation": talk, "shop": people.shop, "staff": people.owner, "rule": rule, "kind": kind, "at": now()}
    ReplyHit.objects.bulk_create(ReplyHit(**{**row, **fields}) for _one in range(count))


@pytest.mark.row("S11")
def test_hits_are_counted_by_class_rule_and_agent():
    desk = Desk()
    people = desk.people
    talk = desk.writes(desk.visitor(), "在吗")
    hit(talk, people, RULE, 3)
    hit(talk, people, "review.change", 2, staff=people.teammate, is_blocked=True)
    hit(talk, people, "gone.rule", 1, kind="vague")
    hit(talk, people, RULE, 7, at=now() - timedelta(days=9))
    hit(talk, people, RULE, 50, shop=people.other_shop)
    client = browser(people.supervisor)
    week, month = (client.get(at(people.shop, f"hits/?days={days}")).content.decode() for days in (7, 30))
    assert "6 in all, 2 of them stopped" in week and "13 in all, 2 of them stopped" in month
    assert people.owner.name in week and people.teammate.name in week and "A rule that was removed" in week
    assert "Benefit for changing or deleting a review" in week and f"#{RULE}" in week
    with travel(timedelta(days=8)):
        assert "No hits in these days" in client.get(at(people.shop, "hits/")).content.decode()
    assert client.get(at(people.shop, "hits/?days=x")).status_code == 200


@pytest.mark.row("S11")
def test_the_number_of_queries_is_the_same_at_10_and_at_1000_rows():
    desk = Desk()
    talk = desk.writes(desk.visitor(), "在吗")
    client = browser(desk.people.supervisor)

    def queries(page: str) -> int:
        client.get(at(desk.shop, page))
        with CaptureQueriesContext(connection) as caught:
            client.get(at(desk.shop, page))
        return len(caught)

    hit(talk, desk.people, RULE, 10)
    act(client, desk.shop, "switch", code=RULE, on="no")
    few = [queries(page) for page in ("", "hits/")]
    hit(talk, desk.people, "vague.seems", 1000)
    for turn in range(9):
        act(client, desk.shop, "switch", code=RULE, on="yes" if turn % 2 == 0 else "no")
    assert [queries(page) for page in ("", "hits/")] == few
