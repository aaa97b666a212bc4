"""Reads of what products cost (B6), and which are on the quality list with what flaws (C12)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from aftercare.cases.access import COST_READERS, shops_where, visible_cases
from aftercare.cases.costs import Sums, costs_of, read_sums, sums_by_kind
from aftercare.cases.models import Case, Cost, Note
from aftercare.cases.periods import Period
from aftercare.cases.terms import CostKind, Reason
from aftercare.core.money import Money
from aftercare.orders.models import Product
from aftercare.shops.access import Person

PAGE = 50
MOST_FLAWS = 3
MOST_READ = 20  # notes about flaws of one product
MOST_MARKED = 10_000  # lines of the cases that put products on the quality list in a month
NO_PRODUCT = 0  # stands for bookings of no product
Groups = QuerySet[Any, Any]


@dataclass(frozen=True)
class Listed:
    """A product on the quality list: cases of the period that put it there, and the newest flaws that were entered."""

    cases: int
    flaws: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProductCost:
    """One product in the period; `product` None: bookings of no product. `reasons`: refunds of goods by reason."""

    product: Product | None
    sums: Sums
    reasons: tuple[tuple[Reason, Money], ...]
    listed: Listed | None


@dataclass(frozen=True)
class Key:
    """Where the next page begins: behind this figure (net cost in fen, or cases of the quality list) and id."""

    figure: int
    product_id: int


@dataclass(frozen=True)
class ProductPage:
    """One keyset page; `after` begins the next one, None on the last."""

    rows: list[ProductCost]
    after: Key | None


def dearest_products(person: Person, period: Period, *, after: Key | None = None, size: int = PAGE) -> ProductPage:
    """Products by what they cost, the dearest first."""
    groups = _by_product(_costs(person, period)).annotate(figure=Sum("amount"))
    found = _page(groups, (Money(after.figure), after.product_id) if after else None, size)
    keys = [Key(row["figure"].fen, row["item"] or NO_PRODUCT) for row in found]
    return _filled(person, period, keys, size, _listed(person, period))


def listed_products(person: Person, period: Period, *, after: Key | None = None, size: int = PAGE) -> ProductPage:
    """Products that cases of the period put on the quality list, those with the most cases first."""
    listed = _listed(person, period)
    keys = sorted((Key(one.cases, item) for item, one in listed.items()), key=_place)
    beyond = [key for key in keys if after is None or _place(key) > _place(after)]
    return _filled(person, period, beyond[: size + 1], size, listed)


def _place(key: Key) -> tuple[int, int]:
    return -key.figure, key.product_id


def product_total(person: Person, period: Period) -> Sums:
    """All products together, and what belongs to none."""
    return read_sums(_costs(person, period).aggregate(**sums_by_kind()))


def _costs(person: Person, period: Period) -> QuerySet[Cost]:
    """Only where the person sees all costs: a part of them says nothing about a product."""
    return costs_of(person, period).filter(shop_id__in=shops_where(person, *COST_READERS))


def _by_product(costs: QuerySet[Cost]) -> Groups:
    return costs.annotate(item=F("product_id")).values("item")


def _page(groups: Groups, after: tuple[Any, int] | None, size: int) -> list[dict[str, Any]]:
    """What belongs to no product stands before all products of the same figure, as its id 0 says."""
    if after is not None:
        figure, item = after
        groups = groups.filter(Q(figure__lt=figure) | Q(figure=figure, item__gt=item))
    return list(groups.order_by("-figure", F("item").asc(nulls_first=True))[: size + 1])


def _filled(person: Person, period: Period, keys: list[Key], size: int, listed: Mapping[int, Listed]) -> ProductPage:
    """The page with sums, reasons and products: a query each, however many there are."""
    items = [key.product_id for key in keys[:size]]
    costs = _by_product(_costs(person, period)).filter(_among(items))
    sums = {row["item"] or NO_PRODUCT: read_sums(row) for row in costs.annotate(**sums_by_kind())}
    reasons, products = _reasons(costs), Product.objects.in_bulk(items)
    nothing, shown = read_sums(defaultdict(int)), _with_flaws(person, period, listed, items)
    rows = [
        ProductCost(products.get(item), sums.get(item, nothing), reasons.get(item, ()), shown.get(item))
        for item in items
    ]
    return ProductPage(rows, keys[size - 1] if len(keys) > size else None)


def _with_flaws(
    person: Person, period: Period, listed: Mapping[int, Listed], items: Collection[int]
) -> dict[int, Listed]:
    """Those of the list that are on the page, with the newest flaws that were entered: notes of the cases that put them
    there, MOST_READ of each product. They are encrypted, so that they cannot be told apart before they are read."""
    marked = _marked(person, period)
    found = Note.objects.filter(name="flaw", case__in=marked).annotate(item=F("case__lines__order_line__product_id"))
    newest = Window(RowNumber(), partition_by="item", order_by=F("pk").desc())
    rows = found.filter(_among(items)).annotate(place=newest).filter(place__lte=MOST_READ).order_by("-pk")
    flaws: dict[int, dict[str, None]] = defaultdict(dict)
    for item, text in rows.values_list("item", "text"):
        flaws[item or NO_PRODUCT].setdefault(text)
    return {item: replace(listed[item], flaws=tuple(flaws[item])[:MOST_FLAWS]) for item in items if item in listed}


def _among(items: Collection[int]) -> Q:
    chosen = Q(item__in=items)
    return chosen | Q(item=None) if NO_PRODUCT in items else chosen


def _reasons(costs: Groups) -> Mapping[int, tuple[tuple[Reason, Money], ...]]:
    found: dict[int, list[tuple[Reason, Money]]] = defaultdict(list)
    refunds = costs.filter(kind=CostKind.REFUND).values("item", "case__reason").annotate(refunded=Sum("amount"))
    for row in refunds.order_by("-refunded", "case__reason"):
        found[row["item"] or NO_PRODUCT].append((Reason(row["case__reason"]), row["refunded"]))
    return {item: tuple(reasons) for item, reasons in found.items()}


def _listed(person: Person, period: Period) -> dict[int, Listed]:
    """By product id, in one query: the marked cases of a month are few, and found before their lines are."""
    marked = _marked(person, period).filter(lines__isnull=False).order_by("-pk")
    cases: dict[int, set[int]] = defaultdict(set)
    for case_id, product_id in marked.values_list("pk", "lines__order_line__product_id")[:MOST_MARKED]:
        cases[product_id or NO_PRODUCT].add(case_id)
    return {item: Listed(len(found)) for item, found in cases.items()}


def _marked(person: Person, period: Period) -> QuerySet[Case]:
    """Cases of the period that put a product on the quality list."""
    seen = shops_where(person, *COST_READERS)
    return visible_cases(person).filter(period.holds("closed_at"), shop_id__in=seen, details__quality_list=True)
