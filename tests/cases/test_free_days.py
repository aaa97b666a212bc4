"""Seven days without a reason: from the day after signing, a day of rest at the end not counted (C15)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.people import make_case, make_order, make_people

from aftercare.cases.eligibility import RefusalReason
from aftercare.cases.queries import standing_of
from aftercare.cases.terms import Reason
from aftercare.core.time import now
from aftercare.shops.access import person_of

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
SIGNED = datetime(2025, 9, 24, 18, tzinfo=CHINA)  # the seventh day is National Day; the next workday is 9 October


@pytest.mark.parametrize(("applied", "is_free"), [("2025-10-09 23:59", True), ("2025-10-10 00:01", False)])
def test_a_seventh_day_in_the_holidays_leaves_time_until_the_next_workday(applied: str, is_free: bool) -> None:
    people = make_people()
    order = make_order(people.shop, completed_at=SIGNED)
    case = make_case(people.owner, order, reason=Reason.NO_REASON)
    case.opened_at = datetime.fromisoformat(applied).replace(tzinfo=CHINA)

    found = standing_of(person_of(people.owner), case, now()).eligibility

    assert (RefusalReason.EXPIRED not in found.against) is is_free


def test_a_parcel_that_is_not_signed_for_starts_no_days() -> None:
    people = make_people()
    case = make_case(people.owner, make_order(people.shop, completed_at=None), reason=Reason.NO_REASON)
    case.opened_at += timedelta(days=400)

    assert standing_of(person_of(people.owner), case, now()).eligibility.has_right
