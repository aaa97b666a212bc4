"""What the pages of couriers print: the table in force, the answer to a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from aftercare.core.errors import NotFound
from aftercare.core.money import Money
from aftercare.core.text import clean, read_number
from aftercare.couriers.standing import lost_priority
from aftercare.orders.delivery.places import LONGEST
from aftercare.orders.delivery.queries import answer_for, couriers_of
from aftercare.orders.delivery.rules import DeliveryAnswer, Option, Parcel
from aftercare.orders.delivery.sentences import buyers_sentence, days_words, kilograms, yuan
from aftercare.orders.delivery.table import CourierTable
from aftercare.orders.delivery.terms import GapKind
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop
from aftercare.web.couriers.tabs import section_tabs
from aftercare.web.delivery.audience import may_edit
from aftercare.web.delivery.words import areas_words, blocked_words, doubt_words, pays_words, tariff_notes
from aftercare.web.pieces.marks import Tone, pill
from aftercare.web.pieces.parts import Tab
from aftercare.web.shops.forms import HALF_WIDTH

BUYERS_LANGUAGE = "zh-hans"
LANGUAGES = (("zh-hans", "中文"), ("en", "English"))
TONES = {GapKind.OUT_OF_ZONE: Tone.SOON, GapKind.NO_OUTLET: Tone.REFUSED, GapKind.SUSPENDED: Tone.LATE}
MOST_GRAMS = 1_000_000


def shops_to_ask(person: Person) -> list[Shop]:
    """Open shops that the person sees, by name."""
    return list(visible_shops(person).filter(is_active=True).order_by("name", "pk"))


@dataclass(frozen=True)
class TariffRow:
    """One row of the table in words."""

    areas: str
    first: str
    next: str
    days: Any
    notes: str


@dataclass(frozen=True)
class CourierCard:
    """A courier with its rows and the places it does not serve: (pill, places, until)."""

    name: str
    is_default: bool
    rows: list[TariffRow]
    gaps: Sequence[tuple[str, str, str]]


class DeliveryContext:
    """The page: shops to choose from, the question, the table of the chosen one. `answer` when something was asked."""

    def __init__(self, person: Person, chosen: frozenset[int], shop_id: str | None, at: datetime) -> None:
        self.person, self.at = person, at
        self.shops = shops_to_ask(person)
        self.shop = self._choose(chosen, shop_id)
        self.asked: QueryDict = QueryDict()
        self.answer: AnswerContext | None = None

    def _choose(self, chosen: frozenset[int], shop_id: str | None) -> Shop | None:
        if shop_id:
            found = next((shop for shop in self.shops if str(shop.pk) == shop_id), None)
            if found is None:
                raise NotFound(shop_id)
            return found
        return next((shop for shop in self.shops if shop.pk in chosen), self.shops[0] if self.shops else None)

    @property
    def section(self) -> list[Tab]:
        """The other pages of couriers."""
        return section_tabs(self.person, "delivery")

    @property
    def tabs(self) -> list[Tab]:
        """The shops, when there are several."""
        if len(self.shops) < 2 or self.shop is None:
            return []
        here = self.shop.pk
        return [Tab(shop.name, f"{reverse('delivery')}?shop={shop.pk}", shop.pk == here) for shop in self.shops]

    @cached_property
    def table(self) -> CourierTable:
        return couriers_of(self.shop, self.at).table if self.shop else CourierTable()

    @property
    def edit_url(self) -> str:
        """'' for whoever only reads."""
        may = self.shop is not None and may_edit(self.person, self.shop.pk)
        return reverse("delivery_table", args=[self.shop.slug]) if may and self.shop else ""

    @property
    def couriers(self) -> list[CourierCard]:
        return [self._card(name) for name in self.table.couriers]

    def _card(self, name: str) -> CourierCard:
        rows = [
            TariffRow(areas_words(row), yuan(row.first), yuan(row.next), days_words(row.days), tariff_notes(row))
            for row in self.table.tariffs
            if row.courier == name
        ]
        gaps = [
            (
                pill(gap.kind.label, TONES[gap.kind]),
                "、".join(place.words for place in gap.places),
                f"{gap.until:%Y-%m-%d}" if gap.until else "",
            )
            for gap in self.table.gaps
            if gap.courier == name
        ]
        return CourierCard(name, name == self.table.default, rows, gaps)

    @property
    def free_from(self) -> Money | None:
        return self.table.free_from

    @property
    def bulky_from(self) -> str:
        return kilograms(self.table.bulky_from)


@dataclass(frozen=True)
class OptionRow:
    """One way to send it; `days` prints in the page's language."""

    courier: str
    pays: str
    days: Any
    marks: tuple[str, ...]


class AnswerContext:
    """The answer for one address, and the sentence in the buyer's language."""

    def __init__(self, shop: Shop, asked: QueryDict, at: datetime) -> None:
        self.shop = shop
        self.address = clean(asked.get("address", ""))[:LONGEST]
        self.language = asked.get("lang") if asked.get("lang") in dict(LANGUAGES) else BUYERS_LANGUAGE
        self.is_own_page = asked.get("own") == "yes"
        self.parcel = Parcel(_grams(asked), _worth(asked))
        self._lost = lost_priority(shop, couriers_of(shop, at).table.couriers, at)
        self.has_table = bool(couriers_of(shop, at).table.tariffs)
        self.found: DeliveryAnswer = answer_for(shop, self.address, self.parcel, at)

    @cached_property
    def sentence(self) -> str:
        """What is sent to the buyer; nothing while the shop has no table."""
        with translation.override(self.language):
            return str(buyers_sentence(self.found))

    @property
    def languages(self) -> list[tuple[str, str, bool]]:
        """(code, name, whether it is the chosen one)."""
        return [(code, name, code == self.language) for code, name in LANGUAGES]

    @property
    def weight(self) -> str:
        """'1.5 kg', or that one kilogram was assumed."""
        if self.parcel.grams is None:
            return _("weight not known: 1 kg")
        return f"{kilograms(self.parcel.grams)} kg"

    @property
    def options(self) -> list[OptionRow]:
        return [
            OptionRow(one.courier, pays_words(one), days_words(one.days), tuple(self._marks(one)))
            for one in self.found.options
        ]

    def _marks(self, option: Option) -> list[str]:
        marks: list[str] = [pill(_("Usual courier"), Tone.US)] if option.is_default else []
        if option.courier in self._lost:
            day = f"{self._lost[option.courier]:%Y-%m-%d}"
            marks.append(pill(_("No priority until %(day)s") % {"day": day}, Tone.LATE))
        if option.surcharge:
            marks.append(_("¥%(more)s more than usual") % {"more": yuan(option.surcharge)})
        return marks

    @property
    def blocked(self) -> list[tuple[str, str]]:
        """(courier, why)."""
        return [(one.courier, blocked_words(one)) for one in self.found.blocked]

    @property
    def doubts(self) -> list[str]:
        return [doubt_words(one) for one in self.found.doubts]


def _grams(asked: QueryDict) -> int | None:
    grams = read_number(asked.get("grams", ""))
    if grams is None:
        grams = read_grams(asked.get("kg", ""))
    return grams if grams and grams <= MOST_GRAMS else None


def read_grams(text: str) -> int | None:
    """'1.5' kilograms as 1500; None for anything else."""
    whole, _dot, part = text.strip().translate(HALF_WIDTH).partition(".")
    kilos, rest = read_number(whole or "0", 6), read_number(part.ljust(3, "0")[:3]) if part else 0
    return None if kilos is None or rest is None or not text.strip() else kilos * 1000 + rest


def _worth(asked: QueryDict) -> Money | None:
    try:
        return Money.from_yuan(asked.get("worth", "").translate(HALF_WIDTH).lstrip("¥￥").replace(",", ""))
    except ValueError:
        return None
