"""Statements that are compiled once say the same as the ORM, for every value."""

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from tests.people import People, make_case, make_order, make_people

from aftercare.cases.models import Case, Note
from aftercare.core.database import Prepared
from aftercare.core.sql import (
    Compiled,
    change,
    changing,
    insert,
    insertion,
    is_inserted,
    matching_any,
    write_together,
)
from aftercare.core.time import now

pytestmark = pytest.mark.django_db


def a_case(people: People) -> Case:
    return make_case(people.owner, make_order(people.shop))


def by_number() -> Compiled[Case]:
    read = Case.objects.select_related("shop", "order__customer", "owner")
    return Compiled(lambda number, shops: read.filter(number=number, shop_id__any_of=shops), number="", shops=[0])


def test_a_compiled_query_gives_what_the_orm_gives_with_its_related_models() -> None:
    people = make_people()
    case = a_case(people)
    query = by_number()

    with CaptureQueriesContext(connection) as asked:
        found = query.first(number=case.number, shops=[people.shop.pk, people.other_shop.pk])
        assert found is not None
        said = (found.shop.slug, found.order.customer, found.owner)

    assert len(asked) == 1
    expected = Case.objects.get(pk=case.pk)
    fields = [field.attname for field in Case._meta.concrete_fields]
    assert {name: getattr(found, name) for name in fields} == {name: getattr(expected, name) for name in fields}
    assert said == (expected.shop.slug, expected.order.customer, expected.owner)
    assert found.order.receiver_name == expected.order.receiver_name  # decrypted by its field


def test_a_compiled_query_keeps_no_value_of_an_earlier_call() -> None:
    people = make_people()
    first, second = a_case(people), a_case(people)
    query = by_number()
    shops = [people.shop.pk]

    assert query.first(number=first.number, shops=shops) == first
    assert query.first(number=second.number, shops=shops) == second
    assert query.first(number=first.number, shops=[people.other_shop.pk]) is None
    assert query.first(number=first.number, shops=[]) is None


@pytest.mark.django_db(transaction=True)
def test_a_compiled_query_that_locks_needs_a_transaction_each_time() -> None:
    case = a_case(make_people())
    read = Case.objects.select_for_update(of=("self",))
    query = Compiled(lambda number: read.filter(number=number), number="")
    for _time in range(2):
        with pytest.raises(TransactionManagementError):
            query.first(number=case.number)
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            assert query.first(number=case.number) == case
        assert "FOR UPDATE" in asked[0]["sql"]


def test_a_value_that_the_query_does_not_use_is_a_mistake() -> None:
    query = Compiled(lambda number, shop: Case.objects.filter(number=number), number="", shop=0)

    with pytest.raises(FieldError, match="shop"):
        query.rows(number="TH1", shop=1)


def test_a_row_inserted_by_hand_is_the_row_the_orm_would_insert() -> None:
    people = make_people()
    case = a_case(people)
    mine = Note(case=case, text="买家很着急", move="", by=people.owner, at=now())

    insert(mine)

    kept = Note.objects.get(pk=mine.pk)
    assert (kept.text, kept.case, kept.by, kept.at) == ("买家很着急", case, people.owner, mine.at)
    mine.text = "已安抚"
    mine.save()  # an update, not a second row
    assert Note.objects.count() == 1


def test_a_change_meets_only_the_rows_with_these_values() -> None:
    people = make_people()
    case, other = a_case(people), a_case(people)

    assert change(Case, {"owner": people.teammate, "version": 7}, {"pk": case.pk, "version": case.version + 1}) == 0
    assert change(Case, {"owner": people.teammate, "version": 7}, {"pk": case.pk, "version": case.version}) == 1

    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.owner, case.version) == (people.teammate, 7)
    assert other.owner == people.owner


def test_only_marked_statements_are_kept_prepared_by_a_connection() -> None:
    kept = "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%of_this_test%'"
    with connection.cursor() as cursor:
        for _time in range(8):
            cursor.execute("SELECT %s AS plain_of_this_test", [1])
            cursor.execute(Prepared("SELECT %s AS kept_of_this_test"), [1])
        cursor.execute(kept)
        found = [statement for (statement,) in cursor.fetchall() if "pg_prepared" not in statement]

    assert found == ["SELECT $1 AS kept_of_this_test"]


def test_rows_that_meet_one_of_several_conditions_are_found_once_and_only_among_the_given() -> None:
    people = make_people()
    mine, other = a_case(people), a_case(people)
    theirs = make_case(people.stranger, make_order(people.other_shop))
    seen = Case.objects.filter(shop=people.shop)

    found = matching_any(seen, Q(number=mine.number), Q(order=mine.order), Q(number=theirs.number))

    assert list(found) == [mine]
    assert set(matching_any(seen, Q(number=mine.number), Q(order=other.order))) == {mine, other}


def test_writes_together_are_one_statement_and_all_or_none() -> None:
    people = make_people()
    case = a_case(people)
    note = Note(case=case, text="看过了", move="", by=people.owner, at=now())
    other = Note(case=case, text="也看过", move="", by=people.owner, at=now())

    with CaptureQueriesContext(connection) as asked:
        pks = write_together(
            insertion(note), insertion(other), changing(Case, {"reason": "quality"}, {"pk": case.pk}),
            notify=("aftercare_test", "told"),
        )  # fmt: skip
    assert len(asked) == 1
    is_inserted(note, pks[0])
    assert Note.objects.get(pk=note.pk).text == "看过了"
    assert Note.objects.filter(case=case).count() == 2
    assert Case.objects.get(pk=case.pk).reason == "quality"

    broken = changing(Case, {"number": None}, {"pk": case.pk})
    with pytest.raises(IntegrityError), transaction.atomic():
        write_together(insertion(Note(case=case, text="第三", move="", by=people.owner, at=now())), broken)
    assert Note.objects.filter(case=case).count() == 2
