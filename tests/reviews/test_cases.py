"""A bad or neutral review opens its case once, whatever is imported how often (C6)."""

from datetime import timedelta

import pytest
from tests.people import People, make_order, make_staff, person
from tests.reviews.scene import bring, make_review, review_of, told

from aftercare.accounts.terms import Role
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import Case, Note
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.orders.terms import OrderStatus
from aftercare.reviews.actions.match_orders import match_orders
from aftercare.reviews.actions.open_cases import open_cases
from aftercare.reviews.models import Review
from aftercare.reviews.terms import Answer, Direction, Result, Standing
from aftercare.shops.actions.set_policy import set_policy

CALLED = {"channel": "incoming", "talk_stage": "receive", "contact_result": "agreed", "note": "买家同意"}


def words_of(case: Case) -> list[str]:
    return [note.text for note in Note.objects.filter(case=case).order_by("pk")]


@pytest.mark.row("C6", "R1")
@pytest.mark.parametrize("result", [Result.BAD, Result.NEUTRAL])
def test_an_unhappy_review_opens_its_case_once(people: People, result: Result):
    order = make_order(people.shop, lines=2)
    row = told(order, result)
    for _turn in range(3):
        bring(people.shop, row)
    case = Case.objects.get()
    assert (case.flow, case.state, case.order, case.owner) == ("review", "registered", order, None)
    assert (case.details["rating"], words_of(case)) == (result.value, [row.content])
    assert [line.order_line_id for line in case.lines.all()] == [order.lines.order_by("pk")[0].pk]
    review = review_of(order)
    assert (review.case, review.standing) == (case, Standing.OPENED)
    # the platform's time to reply runs from the review, not from the import
    assert case.platform_due_at is not None
    assert case.platform_due_at == row.reviewed_at + timedelta(days=30)
    assert case.own_due_at is not None and case.own_due_at > now()
    assert Event.objects.filter(kind="review.case").count() == 1


def test_a_good_one_ours_and_an_unknown_one_open_none(people: People):
    for fields in ({"result": Result.GOOD}, {"direction": Direction.GIVE}, {"result": Result.UNKNOWN}):
        bring(people.shop, told(make_order(people.shop), **fields))
    assert (Case.objects.count(), Review.objects.filter(standing="").count()) == (0, 3)


@pytest.mark.parametrize(("value", "opened"), [("bad", 1), ("never", 0), ("bad_neutral", 2)])
def test_the_shop_says_which_open_one(people: People, value: str, opened: int):
    if value != "bad_neutral":
        set_policy(shop_id=people.shop.pk, key="reviews.opens_cases", value=value, person=person(people.administrator))
    people.shop.refresh_from_db()
    for result in (Result.BAD, Result.NEUTRAL):
        bring(people.shop, told(make_order(people.shop), result))
    assert Case.objects.count() == opened


@pytest.mark.row("C6")
def test_a_good_review_whose_addition_turns_bad_opens_one(people: People):
    order = make_order(people.shop)
    row = told(order, Result.GOOD)
    bring(people.shop, row)
    assert Case.objects.count() == 0
    later = told(
        order,
        Result.GOOD,
        append_text="用了两天就坏了",
        appended_at=now() - timedelta(hours=2),
        append_result=Result.BAD,
    )
    bring(people.shop, later)
    bring(people.shop, later, row)
    case = Case.objects.get()
    assert case.details["rating"] == "bad"
    assert "用了两天就坏了" in words_of(case)[0]


def test_what_the_platform_tells_later_is_noted_in_the_case_once(people: People):
    order = make_order(people.shop)
    review = make_review(order)
    later = told(order, append_text="客服一直不理人", appended_at=now())
    for _turn in range(2):
        bring(people.shop, later)
    review.refresh_from_db()
    assert review.standing == Standing.OPENED
    notes = words_of(Case.objects.get())
    assert len(notes) == 2
    assert "客服一直不理人" in notes[1]


def test_an_addition_to_a_case_that_is_over_is_noted_there(people: People):
    order = make_order(people.shop)
    case = make_review(order).case
    assert case is not None
    chief = person(people.supervisor)
    for code, inputs in (
        ("find_cause", {"reason": "quality", "note": "看过照片"}),
        ("record_outcome", {"review_outcome": "kept"}),
        ("report", {"department": "warehouse", "findings": "包装太薄"}),
    ):
        move_case(number=case.number, move_code=code, person=chief, inputs=inputs)
    bring(people.shop, told(order, append_text="还是差", appended_at=now()))
    assert Case.objects.count() == 1
    assert any("还是差" in text for text in words_of(case))


@pytest.mark.row("C6")
def test_the_case_comes_with_the_order(people: People):
    number = "2100000000000009999"
    bring(people.shop, told(None, key=f"line:get:{number}", order_no=number, line_no=number))
    review = Review.objects.get()
    assert (review.order, review.standing, Case.objects.count()) == (None, Standing.WAITING, 0)
    order = make_order(people.shop, platform_no=number)
    assert match_orders() == 1
    open_cases(shop_id=people.shop.pk)
    review.refresh_from_db()
    assert (review.order, review.customer, review.standing) == (order, order.customer, Standing.OPENED)
    assert match_orders() == 0


def test_another_shops_order_is_not_this_ones(people: People):
    order = make_order(people.other_shop)
    bring(people.shop, told(order))
    review = Review.objects.get()
    assert (review.order, review.standing, match_orders()) == (None, Standing.WAITING, 0)


def test_old_ones_and_closed_orders_say_why_they_have_none(people: People):
    bring(people.shop, told(make_order(people.shop), reviewed_at=now() - timedelta(days=31)))
    bring(people.shop, told(make_order(people.shop, status=OrderStatus.CLOSED)))
    assert sorted(Review.objects.values_list("standing", "why")) == [("no_case", "old"), ("no_case", "order_closed")]
    assert Case.objects.count() == 0
    with travel(timedelta(days=1)):
        bring(people.shop, *[told(review.order, reviewed_at=review.reviewed_at) for review in Review.objects.all()])
    assert Case.objects.count() == 0


@pytest.mark.row("C6")
def test_a_review_that_is_settled_again_finds_its_case(people: People):
    """The worker dies behind the case and before its mark: the next one opens no second case."""
    review = make_review(make_order(people.shop))
    case = review.case
    Review.objects.filter(pk=review.pk).update(standing=Standing.PENDING, case=None)
    assert open_cases(shop_id=people.shop.pk) == 1
    review.refresh_from_db()
    assert (review.case, Case.objects.count()) == (case, 1)


@pytest.mark.faults
def test_one_that_fails_says_so_and_holds_up_no_other(people: People):
    broken, fine = make_order(people.shop), make_order(people.shop)
    broken.lines.all().delete()
    bring(people.shop, told(None, key="no:1", order_no=broken.platform_no), told(fine))
    assert (Review.objects.get(key="no:1").why, review_of(fine).standing) == ("lines", Standing.OPENED)


@pytest.mark.row("C6", "R1")
def test_a_case_that_waits_for_the_reply_goes_on_when_the_platform_shows_one(people: People):
    writer = person(make_staff("", Role.REVIEW_SPECIALIST, shop=people.shop))
    order, early = make_order(people.shop), make_order(people.shop)
    waits, talks = make_review(order), make_review(early)
    for review in (waits, talks):
        assert review.case is not None
        move_case(number=review.case.number, move_code="find_cause", person=writer,
                  inputs={"reason": "quality", "note": "底座松动"})  # fmt: skip
    assert waits.case is not None and talks.case is not None
    move_case(number=waits.case.number, move_code="contact", person=writer, inputs=CALLED)
    move_case(number=waits.case.number, move_code="understood", person=writer, inputs={"note": "补发底座"})
    shown = {"reply_text": "非常抱歉，已为您补发", "replied_at": now()}
    for _time in range(2):
        bring(people.shop, told(order, **shown), told(early, **shown))
    states = dict(Case.objects.values_list("pk", "state"))
    assert (states[waits.case.pk], states[talks.case.pk]) == ("replied", "talking")
    assert sum("非常抱歉，已为您补发" in text for text in words_of(waits.case)) == 1
    assert not any("非常抱歉" in text for text in words_of(talks.case))
    assert {one.answer for one in Review.objects.all()} == {Answer.CONFIRMED}
