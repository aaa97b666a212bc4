"""The list of checked pages and the page of one: all that the templates print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.core.text import read_number
from aftercare.listings.models import ListingText
from aftercare.listings.queries import PAGE, ShopScore, listing_page, listing_text, shop_scores
from aftercare.listings.reading import listing_of
from aftercare.listings.rules import Report, check
from aftercare.listings.terms import Part, Shot
from aftercare.orders.catalogue.access import may_edit_products
from aftercare.orders.models import Product
from aftercare.shops.access import Person
from aftercare.web.listings.words import place_of, sentence_of, tone_of
from aftercare.web.pieces.marks import pill
from aftercare.web.pieces.parts import Tab

KEYS = frozenset({"banned", "after"})


@dataclass(frozen=True, slots=True)
class ListingRow:
    """What one row prints."""

    address: str
    title: str
    code: str
    score: SafeString
    tasks: int
    banned: int
    shop: str


class ListingsContext:
    """All that the list prints. `shops`: (id, name) of the shops chosen in the rail."""

    def __init__(self, person: Person, shops: Sequence[tuple[int, str]], query: QueryDict) -> None:
        if set(query) - KEYS or query.get("banned", "") not in ("", "yes"):
            raise BadRequest("unknown key")
        self.person, self._shops = person, dict(shops)
        self.shop_ids = frozenset(self._shops)
        self.only_banned = query.get("banned") == "yes"
        self._after = _read_after(query.get("after", ""))

    @cached_property
    def _found(self) -> list[ListingText]:
        return listing_page(self.person, self.shop_ids, banned=self.only_banned, after=self._after)

    @property
    def rows(self) -> list[ListingRow]:
        return [
            ListingRow(
                address=reverse("listing", args=[one.product_id]),
                title=one.product.title,
                code=one.product.code,
                score=pill(str(one.score), tone_of(one.score)),
                tasks=one.tasks,
                banned=one.banned,
                shop=self._shops[one.shop_id] if self.several_shops else "",
            )
            for one in self._found[:PAGE]
        ]

    @property
    def more_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        last = self._found[PAGE - 1]
        return self.address(after=f"{last.score}.{last.product_id}")

    def address(self, **changes: str) -> str:
        """The list's address; '' takes a value away."""
        given = {"banned": "yes" if self.only_banned else "", **changes}
        return f"{reverse('listings')}?{urlencode({name: value for name, value in given.items() if value})}"

    @property
    def all_url(self) -> str:
        return self.address(banned="")

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(_("All"), self.all_url, not self.only_banned),
            Tab(_("With forbidden words"), self.address(banned="yes"), self.only_banned),
        ]

    @property
    def several_shops(self) -> bool:
        return len(self._shops) > 1

    @property
    def columns(self) -> int:
        return 5 if self.several_shops else 4

    @cached_property
    def shops(self) -> list[tuple[str, ShopScore]]:
        """The report of each shop."""
        return [(self._shops[one.shop_id], one) for one in shop_scores(self.person, self.shop_ids)]

    @property
    def unchecked(self) -> int:
        """Products in sale whose page nobody has written down."""
        return sum(score.unchecked for _name, score in self.shops)

    @property
    def kept_shops(self) -> list[tuple[int, str]]:
        """(id, name) of the shops whose products the person keeps."""
        return [(pk, name) for pk, name in self._shops.items() if may_edit_products(self.person, pk)]


@dataclass(frozen=True)
class Box:
    """A text or a number that the form holds."""

    name: str
    label: Any
    value: str
    problem: str


class ListingContext:
    """All that the page of one product prints. `typed` carries what was typed when it was refused."""

    def __init__(self, person: Person, product: Product, typed: QueryDict | None = None) -> None:
        self.product = product
        self.text = listing_text(product)
        self.may_edit = may_edit_products(person, product.shop_id)
        self._typed = typed
        self.problems: Mapping[str, Any] = {}
        self.refusal = ""

    @property
    def version(self) -> int:
        return self.text.version if self.text else 0

    @cached_property
    def report(self) -> Report:
        """With the list of words as it is now."""
        return check(listing_of(self.product, self.text))

    @property
    def score(self) -> SafeString:
        return pill(_("%(score)s of 100") % {"score": self.report.score}, tone_of(self.report.score))

    @property
    def banned(self) -> list[tuple[Any, str]]:
        return [(place_of(task), sentence_of(task)) for task in self.report.findings]

    @property
    def missing(self) -> list[tuple[Any, str, int]]:
        return [(place_of(task), sentence_of(task), task.points) for task in self.report.missing]

    @property
    def texts(self) -> list[Box]:
        parts = self.text.parts if self.text else {}
        return [self._box(part.value, part.label, parts.get(part.value, "")) for part in Part]

    @property
    def numbers(self) -> list[Box]:
        shots = self.text.shots if self.text else {}
        return [self._box(f"shot_{shot.value}", shot.label, str(shots.get(shot.value, 0))) for shot in Shot]

    def _box(self, name: str, label: Any, stored: str) -> Box:
        value = self._typed.get(name, "") if self._typed is not None else stored
        return Box(name, label, value, str(self.problems.get(name, "")))


def _read_after(text: str) -> tuple[int, int] | None:
    """'60.17' as score and product."""
    if not text:
        return None
    score, _dot, pk = text.partition(".")
    numbers = read_number(score), read_number(pk)
    if numbers[0] is None or numbers[1] is None:
        raise BadRequest("unknown value")
    return numbers[0], numbers[1]
