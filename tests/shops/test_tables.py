"""Large policies: read when asked for, their history without the values, drafts that count for nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import make_people, person
from tests.shops.looking import refuses

from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.core.errors import AftercareError, InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.shops.actions.keep_policy_draft import begin_policy_draft, change_policy_draft, drop_policy_draft
from aftercare.shops.actions.set_policy import set_policy, withdraw_policy
from aftercare.shops.models import PolicyDraft, PolicyValue
from aftercare.shops.policies import policies_of
from aftercare.shops.tables import table_rows, table_value

pytestmark = pytest.mark.django_db
KEY = "remedy.rules"


def book(number: int, rules: int = 3) -> dict[str, Any]:
    value = DEFAULT_RULEBOOK.as_json()
    return {"version": number, "rules": value["rules"][:rules]}


@pytest.mark.row("B12")
def test_a_table_is_read_from_its_row_and_its_event_names_the_row_alone():
    people = make_people()
    assert policies_of(people.shop, now()).json(KEY) == DEFAULT_RULEBOOK.as_json()
    row = set_policy(shop_id=people.shop.pk, key=KEY, value=book(2), person=person(people.supervisor))
    people.shop.refresh_from_db()
    policies = policies_of(people.shop, now())
    assert (policies.values[KEY], policies.sources[KEY]) == (None, row.pk)
    assert policies.json(KEY) == book(2)
    assert policies.get(KEY).version == 2
    with CaptureQueriesContext(connection) as queries:
        policies.get(KEY)
    assert len(queries) == 0
    assert Event.objects.get(kind="policy.set").data.keys() == {"key", "valid_from", "row"}


def test_the_history_says_what_is_in_force_planned_and_withdrawn():
    people = make_people()
    boss, shop = person(people.administrator), people.shop
    first = set_policy(shop_id=shop.pk, key=KEY, value=book(2), person=boss)
    later = now() + timedelta(days=2)
    plan = set_policy(shop_id=shop.pk, key=KEY, value=book(3, 2), person=boss, valid_from=later)
    shop.refresh_from_db()
    rows = table_rows(shop, KEY, now())
    assert [(row.pk, row.number, row.mark, row.before) for row in rows] == [
        (plan.pk, 3, "planned", first.pk),
        (first.pk, 2, "now", None),
    ]
    withdrawn = withdraw_policy(shop_id=shop.pk, value_id=plan.pk, person=boss)
    shop.refresh_from_db()
    assert {row.pk: row.mark for row in table_rows(shop, KEY, now())} == {
        withdrawn.pk: "withdrawn",
        plan.pk: "withdrawn",
        first.pk: "now",
    }
    assert [row.mark for row in table_rows(shop, KEY, later + timedelta(days=1))] == ["now", "past", "past"]
    assert table_value(shop, KEY, None) == DEFAULT_RULEBOOK.as_json()
    with pytest.raises(NotFound):
        table_value(people.other_shop, KEY, first.pk)


def test_the_values_in_force_are_listed_however_many_are_planned():
    people = make_people()
    boss = person(people.administrator)
    first = set_policy(shop_id=people.shop.pk, key=KEY, value=book(2), person=boss)
    rows = [
        PolicyValue(shop=people.shop, key=KEY, value=book(3 + place, 1), valid_from=now() + timedelta(days=1 + place))
        for place in range(120)
    ]
    PolicyValue.objects.bulk_create(rows)
    people.shop.refresh_from_db()
    listed = table_rows(people.shop, KEY, now())
    assert [row.pk for row in listed if row.mark == "now"] == [first.pk]


@pytest.mark.attack("B1")
@pytest.mark.parametrize(
    ("who", "error"), [("owner", Refused), ("warehouse", Refused), ("refund_clerk", Refused), ("stranger", NotFound)]
)
def test_whoever_may_not_publish_keeps_no_draft(who: str, error: type[AftercareError]):
    people = make_people()
    asking: Any = {"shop_id": people.shop.pk, "key": KEY, "person": person(getattr(people, who))}
    refuses(error, lambda: begin_policy_draft(value=book(1), **asking))
    refuses(error, lambda: change_policy_draft(change=lambda value: value, **asking))
    refuses(error, lambda: drop_policy_draft(**asking))
    assert not PolicyDraft.objects.exists()


def test_a_draft_that_cannot_be_used_is_not_kept():
    people = make_people()
    asking: Any = {"shop_id": people.shop.pk, "key": KEY, "person": person(people.supervisor)}
    refuses(InvalidInput, lambda: begin_policy_draft(value={"version": 1}, **asking))
    refuses(Refused, lambda: change_policy_draft(change=lambda value: value, **asking))
    draft = begin_policy_draft(value=book(1), **asking)
    refuses(InvalidInput, lambda: change_policy_draft(change=lambda value: {**value, "rules": 7}, **asking))
    draft.refresh_from_db()
    assert draft.value == book(1)
    assert begin_policy_draft(value=book(1, 1), **asking).pk == draft.pk
