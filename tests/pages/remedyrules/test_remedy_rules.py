"""The remedy rules of a shop: who reads and who changes them, draft, publish now or later, history, cases of before."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.pages.stage import browser, queries_of
from tests.people import People, make_case, make_order, make_people, make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.advice import RULES, advice_of, mark_of, rulebook_of
from aftercare.cases.gather import attempt_of
from aftercare.cases.models import Case, StoredRemedies
from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.shops.models import PolicyDraft, PolicyValue, Shop
from aftercare.shops.policies import policies_of

pytestmark = pytest.mark.django_db
RULE = "quality_minor"


def at(shop: Shop, page: str = "") -> str:
    return f"/shops/{shop.slug}/remedies/{page}"


def text_of(answer: Any) -> str:
    return answer.content.decode()


def act(client: Client, shop: Shop, what: str, code: str = RULE) -> Any:
    return client.post(at(shop, "draft/rules/"), {"act": what, "code": code})


def drafting(staff: Staff, shop: Shop, *removed: str) -> Client:
    """A browser of somebody whose draft lacks these rules."""
    client = browser(staff)
    assert client.post(at(shop, "draft/"), {"source": ""}).status_code == 303
    for code in removed:
        assert act(client, shop, "remove", code).status_code == 303
    return client


def publish(client: Client, shop: Shop, **fields: str) -> Any:
    """Send the form of the summary as it is on screen."""
    page = text_of(client.get(at(shop, "draft/publish/")))
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    return client.post(at(shop, "draft/publish/"), {"seen": seen, "valid_from": "", "note": "", **fields})


def codes(shop: Shop, when: Any = None) -> list[str]:
    shop.refresh_from_db()
    return [rule.code for rule in rulebook_of(policies_of(shop, when or now())).rules]


@pytest.mark.row("C13")
@pytest.mark.attack("B1")
def test_everybody_of_the_shop_reads_the_rules_and_its_keepers_change_them():
    people = make_people()
    boss = make_staff("", is_administrator=True)
    names = ("owner", "warehouse", "refund_clerk", "supervisor", "administrator", "stranger")
    everybody = {"boss": boss, **{name: getattr(people, name) for name in names}}
    keepers = {"supervisor", "administrator", "boss"}
    for name, staff in everybody.items():
        client = browser(staff)
        for page in ("", "changes/"):
            assert client.get(at(people.shop, page)).status_code == (404 if name == "stranger" else 200), (name, page)
        may = client.post(at(people.shop, "draft/"), {"source": ""}).status_code
        assert may == (303 if name in keepers else 404), name
        expected = 200 if name in keepers else 404
        for page in ("draft/", f"draft/rules/{RULE}/", "draft/try/", "draft/publish/"):
            assert client.get(at(people.shop, page)).status_code == expected, (name, page)
    assert PolicyDraft.objects.count() == 3
    assert Client().get(at(people.shop)).status_code == 302


@pytest.mark.attack("B1", "B19")
def test_whoever_may_not_change_the_rules_changes_nothing():
    people = make_people()
    client = drafting(people.supervisor, people.shop, RULE)
    publish(client, people.shop, valid_from=(now() + timedelta(days=5)).strftime("%Y-%m-%dT10:00"))
    client.post(at(people.shop, "draft/"), {"source": "default"})
    row = PolicyValue.objects.get()
    posts = {
        "draft/": {"source": ""},
        "draft/drop/": {},
        "draft/rules/": {"act": "remove", "code": RULE},
        f"draft/rules/{RULE}/": {"label": "x"},
        "draft/publish/": {"seen": str(row.pk)},
        "withdraw/": {"row": str(row.pk)},
    }

    def everything() -> list[Any]:
        tables = (PolicyValue, PolicyDraft)
        return [*(list(table.objects.order_by("pk").values()) for table in tables), Event.objects.count()]

    before = everything()
    neighbour = make_staff("", Role.ADMINISTRATOR, Role.SUPERVISOR, shop=people.other_shop)
    for staff in (people.owner, people.warehouse, people.refund_clerk, people.stranger, neighbour):
        for page, data in posts.items():
            assert browser(staff).post(at(people.shop, page), data).status_code == 404, (staff.username, page)
    assert everything() == before


@pytest.mark.row("C13")
def test_the_list_says_what_each_rule_does_and_the_way_there_is_short():
    people = make_people()
    page = text_of(browser(people.owner).get(at(people.shop)))
    for words in (
        "Minor quality problem", "B 三(二)A", "Severity is Minor", "20% of the value",
        "at most: Profit of the order or the freight",
        "within 24 hours", "by 20:00 of the same day",
        "always approved by somebody", "¥5.00, severe ¥10.00", "only if In stock: yes / not known", "No. 1",
    ):  # fmt: skip
        assert words in page, words
    assert at(people.shop, "draft/") not in page
    assert at(people.shop) in text_of(browser(people.supervisor).get(f"/shops/{people.shop.slug}/rules/"))
    case = make_case(people.owner, make_order(people.shop))
    assert at(people.shop) in text_of(browser(people.owner).get(f"/cases/{case.number}/remedies/"))
    assert browser(people.administrator).get(f"/shops/{people.shop.slug}/rules/{RULES}/").status_code == 404


@pytest.mark.row("C13", "B12")
def test_a_draft_counts_for_nothing_until_it_is_published():
    people = make_people()
    client = drafting(people.supervisor, people.shop, RULE)
    assert "Counts for nothing yet" in text_of(client.get(at(people.shop, "draft/")))
    assert RULE in codes(people.shop)

    answer = publish(client, people.shop, note="大促后收紧")

    assert answer["Location"] == at(people.shop)
    assert RULE not in codes(people.shop)
    row = PolicyValue.objects.get()
    assert (row.key, row.value["version"], row.note, row.set_by) == (RULES, 2, "大促后收紧", people.supervisor)
    event = Event.objects.get(kind="policy.set")
    assert (event.data["key"], event.data["row"], event.actor_id) == (RULES, row.pk, people.supervisor.pk)
    assert not PolicyDraft.objects.exists()
    page = text_of(browser(people.owner).get(at(people.shop)))
    assert "No. 2" in page
    assert "大促后收紧" in page
    assert people.supervisor.name in page
    changed = text_of(browser(people.owner).get(at(people.shop, f"changes/?from=0&to={row.pk}")))
    assert "1 removed" in changed
    assert "Minor quality problem" in changed


@pytest.mark.row("B12")
def test_planned_rules_wait_for_their_day_and_can_be_withdrawn():
    people = make_people()
    client = drafting(people.supervisor, people.shop, RULE)
    day = (now() + timedelta(days=3)).strftime("%Y-%m-%dT10:00")
    assert publish(client, people.shop, valid_from=day).status_code == 303
    row = PolicyValue.objects.get()
    assert row.valid_from.strftime("%H:%M") == "02:00"  # ten in the morning in Shanghai
    assert RULE in codes(people.shop)
    assert RULE not in codes(people.shop, now() + timedelta(days=4))
    assert "Planned" in text_of(browser(people.owner).get(at(people.shop)))

    client = drafting(people.administrator, people.shop, "quality_severe")
    assert "is planned from" in text_of(client.get(at(people.shop, "draft/publish/")))
    assert client.post(at(people.shop, "withdraw/"), {"row": row.pk}).status_code == 303

    assert RULE in codes(people.shop, now() + timedelta(days=4))
    page = text_of(browser(people.owner).get(at(people.shop)))
    assert "Withdrawn" in page
    assert "Planned" not in page
    for wrong in ("", "x", "99999999"):
        assert client.post(at(people.shop, "withdraw/"), {"row": wrong}).status_code == 404
    limit = PolicyValue.objects.create(
        shop=people.shop, key="authority.agent", value=1, valid_from=now() + timedelta(days=1)
    )
    assert client.post(at(people.shop, "withdraw/"), {"row": limit.pk}).status_code == 404
    with travel(timedelta(days=5)):
        assert client.post(at(people.shop, "withdraw/"), {"row": row.pk}).status_code == 409


@pytest.mark.row("B12")
def test_numbers_are_given_once_and_grow():
    people = make_people()
    for removed in ("quality_minor", "quality_severe", "minor_flaw"):
        assert publish(drafting(people.supervisor, people.shop, removed), people.shop).status_code == 303
    client = browser(people.supervisor)
    client.post(at(people.shop, "draft/"), {"source": "default"})
    publish(client, people.shop)
    numbers = [row.value["version"] for row in PolicyValue.objects.order_by("pk")]
    assert numbers == [2, 3, 4, 5]
    assert codes(people.shop) == [rule.code for rule in DEFAULT_RULEBOOK.rules]


@pytest.mark.row("B12")
def test_somebody_who_published_meanwhile_is_not_overwritten_unseen():
    people = make_people()
    mine = drafting(people.supervisor, people.shop, "quality_minor")
    page = text_of(mine.get(at(people.shop, "draft/publish/")))
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    theirs = drafting(people.administrator, people.shop, "quality_severe")
    assert publish(theirs, people.shop).status_code == 303

    answer = mine.post(at(people.shop, "draft/publish/"), {"seen": seen, "valid_from": "", "note": "meins"})

    assert answer.status_code == 409
    page = text_of(answer)
    assert "Your draft is kept" in page
    assert people.administrator.name in page
    assert "Severe quality problem" in page
    assert 'value="meins"' in page
    assert PolicyValue.objects.count() == 1
    assert "quality_minor" in codes(people.shop)
    assert PolicyDraft.objects.get().staff == people.supervisor
    assert "since you began" in text_of(mine.get(at(people.shop, "draft/")))
    assert publish(mine, people.shop).status_code == 303  # now they have seen it
    assert "quality_severe" in codes(people.shop)


def test_two_editors_have_a_draft_each_and_a_lost_session_loses_none():
    people = make_people()
    drafting(people.supervisor, people.shop, "quality_minor")
    drafting(people.administrator, people.shop, "quality_severe")
    page = text_of(browser(people.supervisor).get(at(people.shop, "draft/")))  # another browser
    assert ('id="quality_minor"' in page, 'id="quality_severe"' in page) == (False, True)
    assert browser(people.administrator).post(at(people.shop, "draft/drop/")).status_code == 303
    assert [draft.staff for draft in PolicyDraft.objects.all()] == [people.supervisor]


def test_rules_are_arranged_copied_and_removed_in_the_draft():
    people = make_people()
    client = drafting(people.supervisor, people.shop)

    def order() -> list[str]:
        return [rule["code"] for rule in PolicyDraft.objects.get().value["rules"]]

    start = order()
    assert act(client, people.shop, "up", start[1])["Location"].endswith(f"#{start[1]}")
    assert order()[:3] == [start[1], start[0], start[2]]
    act(client, people.shop, "down", start[1])
    assert order() == start
    act(client, people.shop, "up", start[0])
    act(client, people.shop, "down", start[-1])
    assert order() == start
    copied = act(client, people.shop, "copy", start[0])
    assert copied["Location"] == at(people.shop, f"draft/rules/{start[0]}_2/")
    assert order()[:2] == [start[0], f"{start[0]}_2"]
    assert "(copy)" in text_of(client.get(copied["Location"]))
    act(client, people.shop, "copy", start[0])
    assert order()[:3] == [start[0], f"{start[0]}_3", f"{start[0]}_2"]
    assert act(client, people.shop, "remove", "no_such_rule").status_code == 404
    assert act(client, people.shop, "explode", start[0]).status_code == 422
    for code in order():
        assert act(client, people.shop, "remove", code).status_code == 303
    assert "Without rules" in text_of(client.get(at(people.shop, "draft/")))


def test_a_draft_that_is_gone_leads_back_and_writes_nothing():
    people = make_people()
    client = browser(people.supervisor)
    for page in ("draft/", f"draft/rules/{RULE}/", "draft/try/", "draft/publish/"):
        assert client.get(at(people.shop, page))["Location"] == at(people.shop)
    assert client.post(at(people.shop, "draft/drop/")).status_code == 409
    assert act(client, people.shop, "up").status_code == 409
    assert client.post(at(people.shop, "draft/publish/"), {"seen": ""})["Location"] == at(people.shop)
    assert client.post(at(people.shop, "draft/"), {"source": "99999999"}).status_code == 404
    assert client.get(at(people.shop, "changes/?from=99999999&to=0")).status_code == 404
    assert client.get(at(people.shop, "changes/?from=x")).status_code == 404
    assert not PolicyValue.objects.exists()


@pytest.mark.parametrize(
    ("fields", "remark"),
    [
        ({"valid_from": "2001-01-01T00:00"}, "Choose a moment to come, within two years."),
        ({"valid_from": "soon"}, "Enter day and time"),
        ({"note": "x" * 201}, "At most 200 characters."),
    ],
)
def test_a_form_that_cannot_be_published_says_why_and_keeps_the_draft(fields: dict[str, str], remark: str):
    people = make_people()
    answer = publish(drafting(people.supervisor, people.shop, RULE), people.shop, **fields)
    assert (answer.status_code, remark in text_of(answer)) == (422, True)
    assert (PolicyValue.objects.count(), PolicyDraft.objects.count()) == (0, 1)


def test_a_draft_that_says_the_same_is_not_published():
    people = make_people()
    answer = publish(drafting(people.supervisor, people.shop), people.shop)
    assert answer.status_code == 422
    assert "says the same" in text_of(answer)
    assert PolicyDraft.objects.count() == 1


def plans_of(people: People, case: Case) -> Any:
    case = Case.objects.select_related("shop", "order", "customer").get(pk=case.pk)
    return advice_of(case, attempt_of(case, policies_of(case.shop, now()), person(people.owner), now()))


@pytest.mark.row("B12", "C13")
def test_an_order_from_before_keeps_the_old_rules_and_the_choice_names_them():
    people = make_people()
    before = make_case(people.owner, make_order(people.shop))
    old = plans_of(people, before)
    client = drafting(people.supervisor, people.shop, *{plan.rule for plan in old.plans})
    assert publish(client, people.shop).status_code == 303
    later = make_order(people.shop)
    later.ordered_at = now()
    later.save()
    after = make_case(people.owner, later)

    assert [mark_of(plan) for plan in plans_of(people, before).plans] == [mark_of(plan) for plan in old.plans]
    new = plans_of(people, after)
    assert not {plan.rule for plan in new.plans} & {plan.rule for plan in old.plans}
    assert (old.rulebook.version, new.rulebook.version) == (1, 2)
    for case, advice in ((before, old), (after, new)):
        data = {"step": "do", "version": case.version, "plan": mark_of(advice.plans[0])}
        assert browser(people.owner).post(f"/cases/{case.number}/moves/choose_plan/", data).status_code == 303
    kept = {row.case_id: (row.rules_version, row.rules_id) for row in StoredRemedies.objects.all()}
    assert kept == {before.pk: ("1", None), after.pk: ("2", PolicyValue.objects.get(key=RULES).pk)}


@pytest.mark.row("B12")
def test_planned_rules_decide_the_orders_of_their_day():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    first = plans_of(people, case).plans[0].rule
    day = now() + timedelta(days=2)
    publish(drafting(people.supervisor, people.shop, first), people.shop, valid_from=day.strftime("%Y-%m-%dT%H:%M"))
    case.order.ordered_at = day + timedelta(days=1)
    case.order.save()
    assert plans_of(people, case).rulebook.version == 2


def test_pages_cost_the_same_few_queries_however_long_the_history():
    people = make_people()
    client = drafting(people.supervisor, people.shop, RULE)
    pages = ("", "draft/", "draft/rules/quality_severe/", "draft/publish/")
    counts = [queries_of(lambda page=page: client.get(at(people.shop, page))) for page in pages]
    value = {**DEFAULT_RULEBOOK.as_json(), "version": 7}
    rows = [PolicyValue(shop=people.shop, key=RULES, value=value, valid_from=now()) for _number in range(30)]
    PolicyValue.objects.bulk_create(rows)
    Shop.objects.filter(pk=people.shop.pk).update(settings_version=99)
    later = [queries_of(lambda page=page: client.get(at(people.shop, page))) for page in pages]
    assert max(after - before for before, after in zip(counts, later, strict=True)) <= 1  # what others have published
    assert max(later) <= 9, later
