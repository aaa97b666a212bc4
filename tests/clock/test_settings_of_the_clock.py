"""Working hours, days and promotions of a shop: who may set them, what is refused, what a calendar makes of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.clock import firing

from aftercare.accounts.terms import Role
from aftercare.clock.access import visible_deadlines, visible_holidays, visible_promotions
from aftercare.clock.actions.plan_promotion import plan_promotion
from aftercare.clock.actions.remove_holiday import remove_holiday
from aftercare.clock.actions.remove_promotion import remove_promotion
from aftercare.clock.actions.retry_deadline import retry_deadline
from aftercare.clock.actions.set_holiday import set_holiday
from aftercare.clock.actions.set_working_hours import set_working_hours
from aftercare.clock.models import Deadline, Holiday, Promotion, WorkingHours
from aftercare.clock.queries import DEFAULT_WEEK, calendar_of, calendars_of, failed_deadlines, overdue_by_kind
from aftercare.clock.rules import Promotion as Period
from aftercare.clock.rules import Span, SpanKind
from aftercare.clock.terms import DeadlineState
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

pytestmark = pytest.mark.django_db

OFFICE = ["09:00-18:00"] * 5 + ["", ""]
NOVEMBER = Period("双11", datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2026, 11, 11, 16, tzinfo=UTC), percent=200)


def supervisor(shop: Shop) -> Person:
    return Person(staff_id=7, name="主管", roles={shop.pk: frozenset({Role.SUPERVISOR})})


def agent(shop: Shop) -> Person:
    return Person(staff_id=8, name="客服", roles={shop.pk: frozenset({Role.AGENT})})


ADMINISTRATOR = Person(staff_id=1, name="管理员", is_administrator=True)


def nothing_changed() -> bool:
    rows = (WorkingHours, Holiday, Promotion, Event)
    return not any(model.objects.exists() for model in rows)


def test_a_shop_has_two_shifts_every_day_until_it_says_otherwise(shop):
    calendar = calendars_of([shop.pk])[shop.pk]

    assert calendar.week == DEFAULT_WEEK
    assert [str(interval) for interval in calendar.week[6]] == ["08:30-16:30", "16:30-24:00"]
    assert calendar.works_holidays
    assert calendar.zone.key == "Asia/Shanghai"
    assert date(2026, 10, 1) in calendar.holidays
    assert date(2026, 10, 10) in calendar.make_up_days


def test_the_supervisor_sets_the_hours_and_the_calendar_follows(shop, other_shop):
    set_working_hours(person=supervisor(shop), shop_id=shop.pk, days=OFFICE, works_holidays=False)

    calendar = calendars_of([shop.pk])[shop.pk]
    assert [" ".join(map(str, day)) for day in calendar.week] == OFFICE
    assert not calendar.works_holidays
    assert calendars_of([other_shop.pk])[other_shop.pk].week == DEFAULT_WEEK
    event = Event.objects.get()
    assert (event.kind, event.subject_id, event.shop_id, event.actor_id) == ("working_hours.set", shop.pk, shop.pk, 7)
    assert event.data["before"] is None
    assert event.data["after"]["week"][0] == [[540, 1080]]


def test_the_hours_are_set_again_and_the_event_has_both(shop):
    set_working_hours(person=supervisor(shop), shop_id=shop.pk, days=OFFICE, works_holidays=False)
    set_working_hours(person=ADMINISTRATOR, shop_id=shop.pk, days=["22:00-06:00"] * 7, works_holidays=True)

    assert WorkingHours.objects.count() == 1
    last = Event.objects.order_by("id").last()
    assert (last.data["before"]["works_holidays"], last.data["after"]["works_holidays"]) == (False, True)


@pytest.mark.parametrize(
    ("days", "fields"),
    [
        (["09:00-18:00, 17:00-19:00", *OFFICE[1:]], {"day_0"}),
        (["16:30-00:30"] * 2 + ["00:15-08:00"] + [""] * 4, {"day_1"}),
        ([*OFFICE[:6], "whenever"], {"day_6"}),
        (["9", "18", *OFFICE[2:]], {"day_0", "day_1"}),
        ([""] * 7, {"week"}),
        (OFFICE[:6], {"week"}),
    ],
)
def test_hours_that_cannot_be_are_refused_with_the_day(shop, days, fields):
    with pytest.raises(InvalidInput) as refused:
        set_working_hours(person=supervisor(shop), shop_id=shop.pk, days=days, works_holidays=True)

    assert set(refused.value.problems) == fields
    assert nothing_changed()


def attempts(person: Person, shop: Shop):
    """Every way to set something of the shop's clock."""
    yield lambda: set_working_hours(person=person, shop_id=shop.pk, days=OFFICE, works_holidays=True)
    yield lambda: set_holiday(person=person, shop_id=shop.pk, day=date(2027, 2, 6), is_workday=False, name="春节")
    yield lambda: plan_promotion(person=person, shop_id=shop.pk, period=NOVEMBER)


def test_an_agent_of_the_shop_may_set_nothing(shop):
    for attempt in attempts(agent(shop), shop):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusal.code == "clock.not_yours"

    assert nothing_changed()


@pytest.mark.attack("B1")
def test_a_supervisor_of_another_shop_finds_nothing(shop, other_shop):
    for attempt in attempts(supervisor(other_shop), shop):
        with pytest.raises(NotFound):
            attempt()

    assert nothing_changed()


@pytest.mark.attack("B1")
def test_rows_of_another_shop_cannot_be_removed(shop, other_shop):
    holiday = set_holiday(person=ADMINISTRATOR, shop_id=shop.pk, day=date(2027, 2, 6), is_workday=False, name="春节")
    promotion = plan_promotion(person=ADMINISTRATOR, shop_id=shop.pk, period=NOVEMBER)
    stranger, teammate = supervisor(other_shop), agent(shop)

    for person, error in [(stranger, NotFound), (teammate, Refused)]:
        with pytest.raises(error):
            remove_holiday(person=person, holiday_id=holiday.pk)
        with pytest.raises(error):
            remove_promotion(person=person, promotion_id=promotion.pk)
    with pytest.raises(NotFound):
        plan_promotion(person=stranger, shop_id=other_shop.pk, period=NOVEMBER, promotion_id=promotion.pk)

    assert (Holiday.objects.count(), Promotion.objects.count(), Event.objects.count()) == (1, 1, 2)
    assert not visible_holidays(stranger).exists()
    assert not visible_promotions(stranger).exists()
    assert visible_holidays(teammate).count() == 1


def test_a_day_of_the_company_holds_for_all_shops_and_the_shops_own_is_stronger(shop, other_shop):
    day = date(2027, 2, 6)
    set_holiday(person=ADMINISTRATOR, shop_id=None, day=day, is_workday=False, name="春节")
    set_holiday(person=supervisor(shop), shop_id=shop.pk, day=day, is_workday=True, name="年货节")

    calendars = calendars_of([shop.pk, other_shop.pk])

    assert day in calendars[shop.pk].make_up_days
    assert day not in calendars[shop.pk].holidays
    assert day in calendars[other_shop.pk].holidays
    assert visible_holidays(supervisor(shop)).count() == 2
    assert visible_holidays(supervisor(other_shop)).count() == 1


def test_a_published_day_is_overridden_and_comes_back(shop):
    day = date(2026, 10, 1)
    row = set_holiday(person=supervisor(shop), shop_id=shop.pk, day=day, is_workday=True, name="加班")
    again = set_holiday(person=supervisor(shop), shop_id=shop.pk, day=day, is_workday=True, name="国庆加班")
    overridden = calendars_of([shop.pk])[shop.pk]

    remove_holiday(person=supervisor(shop), holiday_id=row.pk)

    assert again.pk == row.pk
    assert day in overridden.make_up_days
    assert day in calendars_of([shop.pk])[shop.pk].holidays
    assert [event.kind for event in Event.objects.order_by("id")] == ["holiday.set", "holiday.set", "holiday.removed"]
    with pytest.raises(NotFound):
        remove_holiday(person=supervisor(shop), holiday_id=row.pk)


def test_only_an_administrator_sets_days_for_all_shops(shop):
    with pytest.raises(Refused) as refused:
        set_holiday(person=supervisor(shop), shop_id=None, day=date(2027, 2, 6), is_workday=False, name="春节")

    assert refused.value.refusal.code == "clock.not_the_companys"
    assert nothing_changed()


@pytest.mark.parametrize(
    ("day", "name", "field"),
    [(date(2027, 1, 1), " ", "name"), (date(2027, 1, 1), "长" * 41, "name"), (date(1999, 1, 1), "x", "day")],
)
def test_a_day_needs_a_name_and_a_sane_date(shop, day, name, field):
    with pytest.raises(InvalidInput) as refused:
        set_holiday(person=supervisor(shop), shop_id=shop.pk, day=day, is_workday=False, name=name)

    assert set(refused.value.problems) == {field}
    assert nothing_changed()


@pytest.mark.row("P3")
def test_a_planned_promotion_relaxes_the_targets_of_its_shop_only(shop, other_shop):
    longer = Span(SpanKind.HOURS, 72)
    period = Period(NOVEMBER.name, NOVEMBER.starts, NOVEMBER.ends, 100, longer, frozenset({"return.answer_own"}))
    plan_promotion(person=supervisor(shop), shop_id=shop.pk, period=period)

    calendar = calendars_of([shop.pk])[shop.pk]

    assert calendar.promotions == (period,)
    assert calendars_of([other_shop.pk])[other_shop.pk].promotions == ()
    start = datetime(2026, 11, 5, tzinfo=UTC)
    day = Span(SpanKind.HOURS, 24)
    assert day.due(start, calendar, calendar.promotions_for("return.answer_own")) == start + timedelta(hours=72)
    assert day.due(start, calendar, calendar.promotions_for("return.refund_own")) == start + timedelta(hours=24)


def test_a_promotion_is_changed_and_removed_with_events(shop):
    promotion = plan_promotion(person=supervisor(shop), shop_id=shop.pk, period=NOVEMBER)
    longer = Period("双11", NOVEMBER.starts, NOVEMBER.ends + timedelta(days=1), percent=300)

    changed = plan_promotion(person=supervisor(shop), shop_id=shop.pk, period=longer, promotion_id=promotion.pk)
    remove_promotion(person=supervisor(shop), promotion_id=promotion.pk)

    assert changed.pk == promotion.pk
    events = list(Event.objects.order_by("id"))
    assert [event.kind for event in events] == ["promotion.planned", "promotion.planned", "promotion.removed"]
    assert (events[1].data["before"]["percent"], events[1].data["after"]["percent"]) == (200, 300)
    assert calendars_of([shop.pk])[shop.pk].promotions == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"ends": NOVEMBER.starts}, "ends"),
        ({"ends": NOVEMBER.starts + timedelta(days=101)}, "ends"),
        ({"percent": 99}, "percent"),
        ({"percent": 100}, "percent"),
        ({"percent": 1001}, "percent"),
        ({"targets": frozenset({"no.such"})}, "targets"),
    ],
)
def test_a_promotion_that_makes_no_sense_is_refused(shop, changes, field):
    values = {"name": "大促", "starts": NOVEMBER.starts, "ends": NOVEMBER.ends, "percent": 150, **changes}

    with pytest.raises(InvalidInput) as refused:
        plan_promotion(person=supervisor(shop), shop_id=shop.pk, period=Period(**values))

    assert set(refused.value.problems) == {field}
    assert all(str(sentence) for sentence in refused.value.problems.values())
    assert nothing_changed()


def test_the_same_promotion_cannot_be_planned_twice_at_once(shop):
    plan_promotion(person=supervisor(shop), shop_id=shop.pk, period=NOVEMBER)

    with pytest.raises(InvalidInput) as refused:
        plan_promotion(person=supervisor(shop), shop_id=shop.pk, period=NOVEMBER)

    assert set(refused.value.problems) == {"name"}
    assert Promotion.objects.count() == 1


def test_calendars_of_many_shops_cost_one_query(shop, django_assert_num_queries):
    shops = [Shop.objects.create(slug=f"s{number}", name=f"店{number}") for number in range(20)]
    for one in shops:
        set_working_hours(person=ADMINISTRATOR, shop_id=one.pk, days=OFFICE, works_holidays=False)
        plan_promotion(person=ADMINISTRATOR, shop_id=one.pk, period=NOVEMBER)

    with django_assert_num_queries(1):
        calendars_of([shop.pk])[shop.pk]
    with django_assert_num_queries(1):
        calendars = calendars_of([one.pk for one in shops])

    assert len(calendars) == 20
    assert all(calendar.promotions == (NOVEMBER,) for calendar in calendars.values())


def failed_deadline(shop: Shop) -> Deadline:
    return Deadline.objects.create(
        shop=shop,
        kind=firing.NOTE,
        subject_kind="test",
        subject_id=1,
        fires="x",
        due_at=now() - timedelta(hours=1),
        state=DeadlineState.FAILED,
        attempts=8,
        held_until=now() + timedelta(hours=1),
    )


def test_a_failed_deadline_is_seen_and_set_going_again_by_its_shop_only(shop, other_shop):
    deadline = failed_deadline(shop)

    for person, error in [(supervisor(other_shop), NotFound), (agent(shop), Refused)]:
        with pytest.raises(error):
            retry_deadline(person=person, deadline_id=deadline.pk)
    assert not Event.objects.exists()
    assert not visible_deadlines(supervisor(other_shop)).exists()
    assert list(failed_deadlines(agent(shop))) == [deadline]

    retry_deadline(person=supervisor(shop), deadline_id=deadline.pk)

    deadline.refresh_from_db()
    assert (deadline.state, deadline.attempts, deadline.held_until) == (DeadlineState.PENDING, 0, None)
    assert Event.objects.get().kind == "deadline.retried"
    with pytest.raises(Refused):
        retry_deadline(person=supervisor(shop), deadline_id=deadline.pk)


def test_what_is_overdue_is_counted_by_kind(shop):
    deadline = failed_deadline(shop)
    assert overdue_by_kind(now()) == []

    Deadline.objects.update(state=DeadlineState.PENDING)

    (found,) = overdue_by_kind(now())
    assert (found.kind, found.count, found.oldest) == (firing.NOTE, 1, deadline.due_at)


def test_a_kept_calendar_is_read_anew_after_every_kind_of_change(shop, other_shop, django_assert_num_queries):
    boss, day = ADMINISTRATOR, date(2027, 2, 6)
    changes = [
        lambda: set_working_hours(person=boss, shop_id=shop.pk, days=OFFICE, works_holidays=False),
        lambda: set_holiday(person=boss, shop_id=None, day=day, is_workday=False, name="春节"),
        lambda: remove_holiday(person=boss, holiday_id=Holiday.objects.get().pk),
        lambda: plan_promotion(person=boss, shop_id=shop.pk, period=NOVEMBER),
        lambda: remove_promotion(person=boss, promotion_id=Promotion.objects.get().pk),
    ]

    for change in changes:
        before = calendar_of(Shop.objects.get(pk=shop.pk))
        change()
        fresh = Shop.objects.get(pk=shop.pk)
        assert calendar_of(fresh) != before
        with django_assert_num_queries(0):
            calendar_of(fresh)
    assert calendar_of(Shop.objects.get(pk=other_shop.pk)).week == DEFAULT_WEEK
