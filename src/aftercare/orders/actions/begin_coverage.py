"""A new list of places that a courier does not serve: written beside the one in force, then put in its place (O6)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Min, Q

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound
from aftercare.core.events import record
from aftercare.core.sql import insert
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.intake.models import ImportBatch
from aftercare.orders.delivery.coverage import day_of, visible_lists
from aftercare.orders.delivery.listed import CoverageRow
from aftercare.orders.delivery.models import CoverageGap, CoverageList
from aftercare.orders.delivery.table import LONGEST_NAME
from aftercare.orders.delivery.terms import ListSource
from aftercare.shops.access import Person, access_shop_to_change

EDITORS: Final = frozenset({Role.OPERATIONS, Role.SUPERVISOR})
DAY: Final = timedelta(days=1)
MOST_ROWS: Final = 20_000  # of one list: China has 2,850 counties and 40,000 towns
MOST_NOTE: Final = 200


@transaction.atomic
def begin_coverage(
    *, shop_id: int, courier: str, person: Person, name: str = "", batch_id: int | None = None
) -> CoverageList:
    """An empty list of a courier that counts for nothing until `put_into_force`, and begins today at the earliest:
    what was true yesterday stays as it is. `name` of the file, or the import `batch_id` that brings it.

    Raises NotFound, Refused (not an editor) or InvalidInput (`courier`).
    """
    shop = access_shop_to_change(person, shop_id, also=EDITORS)
    if not 1 <= len(courier) <= LONGEST_NAME or courier != courier.strip():
        raise InvalidInput({"courier": _("Name the courier in at most 20 characters.")})
    at = now()
    day = day_of(shop, at)
    made = CoverageList(
        shop=shop,
        courier=courier,
        source=ListSource.FILE,
        name=_name(name, batch_id),
        batch_id=batch_id,
        valid_from=day,
        valid_until=day - DAY,
        by_id=person.staff_id,
        at=at,
    )
    insert(made)
    return made


@transaction.atomic
def add_coverage(*, list_id: int, rows: Sequence[CoverageRow], person: Person) -> int:
    """More lines of a list that is not in force yet; returns how many it has then. A line that ended before the list
    begins is left out. Raises NotFound or InvalidInput (`rows`: too many)."""
    found = _draft(list_id, person)
    at = now()
    lines = [_line(found, row, person, at) for row in rows]
    lines = [line for line in lines if line.valid_until is None or line.valid_until >= line.valid_from]
    if found.row_count + len(lines) > MOST_ROWS:
        raise InvalidInput({"rows": _("A courier's list has at most %(most)s places.") % {"most": f"{MOST_ROWS:,}"}})
    CoverageGap.objects.bulk_create(lines, batch_size=1000)
    found.row_count += len(lines)
    found.save(update_fields=["row_count"])
    return found.row_count


@transaction.atomic
def put_into_force(*, list_id: int, person: Person) -> CoverageList:
    """The list counts from its first day on (today, or the first day that one of its places has), and the one before it
    until the day before. The older one, and a list that is known to come later, stay as they are otherwise. The same
    twice changes nothing. Raises NotFound, Refused or InvalidInput (`rows`: an empty list would say that the courier
    goes everywhere)."""
    found = visible_lists(person).filter(pk=list_id).first()
    if found is None:
        raise NotFound(list_id)
    access_shop_to_change(person, found.shop_id, also=EDITORS)  # one at a time in a shop
    found.refresh_from_db()
    if found.put_at is not None:
        return found
    if not found.row_count:
        raise InvalidInput({"rows": _("The list has no place that counts. Nothing was changed.")})
    at, first = now(), _first_day(found)
    others = CoverageList.objects.filter(shop_id=found.shop_id, courier=found.courier, source=ListSource.FILE)
    others = others.filter(Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), put_at__isnull=False)
    later = others.filter(valid_from__gt=first).order_by("valid_from").first()
    before = others.filter(valid_from__lte=first).filter(Q(valid_until=None) | Q(valid_until__gte=first))
    replaced = list(before.values_list("pk", flat=True))
    before.update(valid_until=first - DAY)
    found.valid_until = later.valid_from - DAY if later else None
    found.put_at, found.valid_from = at, first
    found.save(update_fields=["valid_from", "valid_until", "put_at"])
    _note(found, person, at, replaced)
    return found


def _name(name: str, batch_id: int | None) -> str:
    if batch_id is not None:
        name = ImportBatch.objects.values_list("file_name", flat=True).get(pk=batch_id)
    return name[:200]


def _line(found: CoverageList, row: CoverageRow, person: Person, at: datetime) -> CoverageGap:
    return CoverageGap(
        list=found, province=row.place.province, city=row.place.city, district=row.place.district, kind=row.kind,
        valid_from=max(row.since or found.valid_from, found.valid_from), valid_until=row.until,
        note=row.note[:MOST_NOTE], by_id=person.staff_id, at=at,
    )  # fmt: skip


def _first_day(found: CoverageList) -> date:
    """Never a day that is over: a file that was read past midnight begins on the new day."""
    first: date = found.gaps.aggregate(first=Min("valid_from"))["first"] or found.valid_from
    return max(first, day_of(found.shop, now()))


def _note(found: CoverageList, person: Person, at: datetime, replaced: list[int]) -> None:
    record(
        kind="coverage.replaced", subject=("coverage_list", found.pk), shop_id=found.shop_id, actor_id=person.staff_id,
        at=at,
        data={"courier": found.courier, "rows": found.row_count, "from": found.valid_from.isoformat(),
              "replaced": replaced},
    )  # fmt: skip


def _draft(list_id: int, person: Person) -> CoverageList:
    found = visible_lists(person).select_for_update(of=("self",)).filter(pk=list_id).first()
    if found is None or found.put_at is not None or found.source != ListSource.FILE:
        raise NotFound(list_id)
    return found
