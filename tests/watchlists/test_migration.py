"""Entries of before one mechanism for both lists: they hold on, with what was said against them (B7, R4)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from tests.migrating import migrate, migrate_all
from tests.people import People, make_case_of, make_order, make_people

from aftercare.core.crypto import encrypt
from aftercare.core.time import now
from aftercare.watchlists.models import Appeal, ListEntry
from aftercare.watchlists.terms import ListKind, Standing

BEFORE = [("watchlists", "0001_initial"), ("regulars", "0002_list_groups_looks"), ("reviewrisk", "0001_initial")]
AFTER = [
    ("watchlists", "0002_from_both_lists"),
    ("regulars", "0003_lists_moved_deep_lists"),
    ("reviewrisk", "0002_list_moved"),
]


@pytest.fixture
def before(transactional_db: None) -> Iterator[People]:
    people = make_people()
    migrate(BEFORE)
    try:
        yield people
    finally:
        migrate_all()


def put(table: str, **values: object) -> int:
    columns, slots = ", ".join(values), ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({slots}) RETURNING id", list(values.values()))
        return cursor.fetchone()[0]


@pytest.mark.row("B7", "R4")
def test_entries_and_appeals_of_both_lists_go_on(before: People):
    people, at, later = before, now(), now() + timedelta(days=90)
    order = make_order(people.shop)
    case = make_case_of("review", people.owner, order, inputs={"rating": "bad", "review_text": "差评"})
    boss, other = people.supervisor.pk, people.administrator.pk
    own = {"shop_id": people.shop.pk, "customer_id": order.customer_id}
    review = {"case_id": case.pk, "score": 66, "signs": '{"many": 22}', "why": encrypt("五家店"), "listed_by_id": boss}
    review |= {"listed_at": at, "ends_at": later, "answer": ""}
    plain = put("reviewrisk_reviewerentry", **own, **review, appeal="", outcome="")
    answered = {"appeal": encrypt("老顾客"), "appealed_by_id": people.owner.pk, "appealed_at": at, "outcome": "lifted"}
    answered |= {"answered_by_id": other, "answered_at": at, "answer": encrypt("看错了")}
    lifted = put("reviewrisk_reviewerentry", **own, **{**review, **answered})
    claim = {"reason": encrypt("三次空包"), "hits": '[["empty_back", {"count": 3}]]', "by_id": boss, "at": at}
    old = put("regulars_riskentry", **own, **claim, expires_at=later)
    appeal = {"text": encrypt("买家说没有"), "by_id": people.owner.pk, "at": at, "note": ""}
    put("regulars_riskappeal", entry_id=old, **appeal)

    migrate(AFTER)

    reviews = {row.pk: row for row in ListEntry.objects.filter(kind=ListKind.REVIEWS)}
    assert {pk: row.standing(at) for pk, row in reviews.items()} == {plain: Standing.IN_FORCE, lifted: Standing.LIFTED}
    assert (reviews[plain].reason, reviews[plain].signs, reviews[plain].case_id) == ("五家店", {"many": 22}, case.pk)
    said = Appeal.objects.get(entry=reviews[lifted])
    assert (said.text, said.lifted, said.note, said.decided_by_id, said.made_by_id) == (
        "老顾客", True, "看错了", other, boss,
    )  # fmt: skip
    moved = ListEntry.objects.get(kind=ListKind.CLAIMS)
    assert (moved.reason, moved.signs, moved.expires_at) == ("三次空包", [["empty_back", {"count": 3}]], later)
    waiting = Appeal.objects.get(entry=moved)
    assert (waiting.text, waiting.lifted) == ("买家说没有", None)
    new = ListEntry.objects.create(
        kind=ListKind.CLAIMS, shop=people.shop, customer_id=order.customer_id, reason="新", by_id=boss, at=at,
        expires_at=later,
    )  # fmt: skip
    assert new.pk > max(plain, lifted, moved.pk)
