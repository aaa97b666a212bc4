"""Places that a courier does not serve, one at a time by hand: added, and ended (O6)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.sql import insert
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.orders.actions.begin_coverage import DAY, EDITORS, MOST_NOTE
from aftercare.orders.delivery.companies import among
from aftercare.orders.delivery.coverage import day_of, in_force, visible_gaps
from aftercare.orders.delivery.gazetteer import Place
from aftercare.orders.delivery.models import CoverageGap, CoverageList
from aftercare.orders.delivery.places import read_areas
from aftercare.orders.delivery.queries import couriers_of
from aftercare.orders.delivery.terms import GapKind, ListSource
from aftercare.shops.access import Person, access_shop_to_change
from aftercare.shops.models import Shop

MOST_BY_HAND: Final = 2000  # in force of one courier; more than that is a list, and comes as a file
FURTHEST: Final = 3 * 366  # days
ENDED = Refusal("coverage.ended", _("This place is out of the list already."))


@dataclass(frozen=True)
class Written:
    """A line as typed: the place in words ("四川甘孜州石渠县"), days as ISO text, '' for none."""

    courier: str
    place: str
    kind: str
    until: str = ""
    note: str = ""


@transaction.atomic
def add_gap(*, shop_id: int, written: Written, person: Person) -> CoverageGap:
    """The place counts from today on, until `until` or until somebody ends it. Row O6.

    Raises NotFound, Refused (not an editor) or InvalidInput (`courier`, `place`, `kind`, `until`, `note`).
    """
    shop = access_shop_to_change(person, shop_id, also=EDITORS)
    at = now()
    courier, place, until = _checked(shop, written, at)
    day = day_of(shop, at)
    same = CoverageGap.objects.filter(in_force(day), list__shop=shop, list__courier=courier)
    if same.filter(province=place.province, city=place.city, district=place.district).exists():
        raise InvalidInput({"place": _("This place stands in the list of this courier already.")})
    found = _hand_list(shop, courier, person, at)
    open_rows = found.gaps.filter(Q(valid_until=None) | Q(valid_until__gte=day))
    if open_rows.count() >= MOST_BY_HAND:
        raise InvalidInput({"place": _("These are too many by hand. Take them in as a file.")})
    gap = CoverageGap(
        list=found, province=place.province, city=place.city, district=place.district, kind=written.kind,
        valid_from=day, valid_until=until, note=clean(written.note), by_id=person.staff_id, at=at,
    )  # fmt: skip
    insert(gap)
    CoverageList.objects.filter(pk=found.pk).update(row_count=found.row_count + 1)
    _note("coverage.added", gap, shop, person, at)
    return gap


@transaction.atomic
def end_gap(*, gap_id: int, person: Person) -> CoverageGap:
    """From today on the courier goes there again; the line stays in the history. Raises NotFound or Refused."""
    found = visible_gaps(person).select_related("list__shop").filter(pk=gap_id).first()
    if found is None:
        raise NotFound(gap_id)
    shop = access_shop_to_change(person, found.list.shop_id, also=EDITORS)
    at = now()
    day = day_of(shop, at)
    changed = CoverageGap.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day), pk=gap_id, ended_at=None
    ).update(valid_until=day - DAY, ended_by=person.staff_id, ended_at=at)
    if not changed:
        raise Refused(ENDED)
    found.refresh_from_db()
    _note("coverage.ended", found, shop, person, at)
    return found


def _checked(shop: Shop, written: Written, at: datetime) -> tuple[str, Place, date | None]:
    problems: dict[str, Any] = {}
    courier = among(clean(written.courier), couriers_of(shop, at).table.couriers)
    if courier is None:
        problems["courier"] = _("Choose a courier of this shop.")
    place = _place(clean(written.place))
    if place is None:
        problems["place"] = _("Name one place with what is above it, such as 四川甘孜州石渠县.")
    if written.kind not in GapKind.values:
        problems["kind"] = _("Choose why the courier does not go there.")
    until, day = None, day_of(shop, at)
    if written.until:
        until = _day(written.until)
        if until is None or not day <= until or (until - day).days > FURTHEST:
            problems["until"] = _("Choose a day from today on, within three years.")
    if len(clean(written.note)) > MOST_NOTE:
        problems["note"] = _("At most %(most)s characters.") % {"most": MOST_NOTE}
    if problems or courier is None or place is None:
        raise InvalidInput(problems)
    return courier, place, until


def _place(text: str) -> Place | None:
    try:
        found = read_areas(text, with_districts=True)
    except ValueError:
        return None
    if len(found) != 1 or len(found[0].district) > 40:
        return None
    return found[0]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _hand_list(shop: Shop, courier: str, person: Person, at: datetime) -> CoverageList:
    """The courier's list that is kept by hand; the shop's row is locked, so there is one."""
    found = CoverageList.objects.filter(shop=shop, courier=courier, source=ListSource.HAND).first()
    if found is None:
        found = CoverageList(
            shop=shop, courier=courier, source=ListSource.HAND, valid_from=day_of(shop, at), by_id=person.staff_id,
            at=at, put_at=at,
        )  # fmt: skip
        insert(found)
    return found


def _note(kind: str, gap: CoverageGap, shop: Shop, person: Person, at: datetime) -> None:
    place = Place(gap.province, gap.city, gap.district)
    record(
        kind=kind, subject=("coverage_gap", gap.pk), shop_id=shop.pk, actor_id=person.staff_id, at=at,
        data={"courier": gap.list.courier, "place": place.key, "kind": gap.kind,
              "until": gap.valid_until.isoformat() if gap.valid_until else None},
    )  # fmt: skip
