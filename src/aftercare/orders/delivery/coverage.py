"""Places that couriers' lists name, as the rules read them (O6). Each read is one query, however long the lists are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from aftercare.orders.delivery.companies import among
from aftercare.orders.delivery.gazetteer import Place
from aftercare.orders.delivery.models import CoverageGap, CoverageList
from aftercare.orders.delivery.table import CourierTable, Gap
from aftercare.orders.delivery.terms import GapKind
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

PAGE = 50
MOST_GAPS = 2000  # of one question: a province has some 200 counties, and a shop a handful of couriers


def day_of(shop: Shop, at: datetime) -> date:
    """The day that it is in the shop."""
    return at.astimezone(ZoneInfo(shop.timezone)).date()


def in_force(day: date) -> Q:
    """Rows that hold on that day: their own span and that of their list."""
    holds = Q(list__valid_from__lte=day) & (Q(list__valid_until=None) | Q(list__valid_until__gte=day))
    return holds & Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gte=day))


def around(places: Iterable[Place]) -> Q:
    """Rows that may have something to say of one of the places: those of its city, and those of the whole province;
    all of the province when the city is not known."""
    found = Q(pk__in=[])
    for province, city in sorted({(place.province, place.city) for place in places if place}):
        of_city = Q(city__in=["", city]) if city else Q()
        found |= Q(province=province) & of_city
    return found


def gaps_near(shop: Shop, places: Sequence[Place], day: date) -> list[Gap]:
    """What the lists of the shop's couriers say of these places, in one query."""
    wanted = around(places)
    rows = CoverageGap.objects.filter(in_force(day), wanted, list__shop=shop).order_by("pk")
    columns = rows.values_list("list__courier", "province", "city", "district", "kind", "valid_until")[:MOST_GAPS]
    return [
        Gap(courier, (Place(province, city, district),), GapKind(kind), until)
        for courier, province, city, district, kind, until in columns
    ]


def by_table(table: CourierTable, gaps: Iterable[Gap]) -> list[Gap]:
    """The rows by the name that the shop's table has for the courier; couriers that it does not use are left out."""
    gaps = list(gaps)
    names = {name: among(name, table.couriers) for name in {gap.courier for gap in gaps}}
    return [replace(gap, courier=name) for gap in gaps if (name := names[gap.courier]) is not None]


def with_lists(table: CourierTable, gaps: Iterable[Gap]) -> CourierTable:
    """The shop's table with rows of `by_table` beside its own."""
    return replace(table, gaps=(*table.gaps, *gaps))


@dataclass(frozen=True)
class CourierCoverage:
    """How many places a courier does not serve on a day, by kind, and the lists that say so."""

    courier: str
    counts: dict[GapKind, int]
    current: CoverageList | None
    coming: CoverageList | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def visible_lists(person: Person) -> QuerySet[CoverageList]:
    """Lists of the shops that the person works in, of administrators of the company all; every page starts here."""
    if person.is_system or person.is_administrator:
        return CoverageList.objects.all()
    return CoverageList.objects.filter(shop_id__in=person.shop_ids)


def visible_gaps(person: Person) -> QuerySet[CoverageGap]:
    """Their rows."""
    return CoverageGap.objects.filter(list__in=visible_lists(person))


def coverage_of(person: Person, shop: Shop, day: date) -> list[CourierCoverage]:
    """Each courier that has a list: two queries."""
    lists = visible_lists(person).filter(shop=shop).filter(Q(valid_until=None) | Q(valid_until__gte=day))
    counted = CoverageGap.objects.filter(in_force(day), list__in=lists).values("list__courier", "kind")
    counts: dict[str, dict[GapKind, int]] = {}
    for row in counted.annotate(rows=Count("pk")).order_by("list__courier", "kind"):
        counts.setdefault(row["list__courier"], {})[GapKind(row["kind"])] = row["rows"]
    current: dict[str, CoverageList] = {}
    coming: dict[str, CoverageList] = {}
    for one in lists.order_by("-valid_from", "-pk"):
        counts.setdefault(one.courier, {})
        if one.source == "file":
            (current if one.valid_from <= day else coming)[one.courier] = one
    return [CourierCoverage(name, found, current.get(name), coming.get(name)) for name, found in sorted(counts.items())]


@dataclass(frozen=True)
class GapWish:
    """What is listed: of one courier or all (''), at a place or anywhere, only what counts today or everything."""

    courier: str = ""
    kind: str = ""
    place: Place | None = None
    past_too: bool = False


def gap_page(person: Person, shop: Shop, day: date, wish: GapWish, *, after: int | None = None) -> list[CoverageGap]:
    """PAGE rows and one more when there are further ones, newest first; one query."""
    rows = visible_gaps(person).filter(list__shop=shop)
    if not wish.past_too:
        last = Q(valid_until=None) | Q(valid_until__gte=day)
        rows = rows.filter(last, Q(list__valid_until=None) | Q(list__valid_until__gte=day))
    if wish.courier:
        rows = rows.filter(list__courier=wish.courier)
    if wish.kind:
        rows = rows.filter(kind=wish.kind)
    if wish.place:
        rows = rows.filter(around([wish.place]))
        if wish.place.district:
            rows = rows.filter(Q(district="") | Q(district__startswith=wish.place.district[:2]))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return list(rows.select_related("list__shop", "by", "ended_by").order_by("-pk")[: PAGE + 1])
