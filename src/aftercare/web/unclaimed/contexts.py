"""The list of unclaimed parcels: what is asked for by named keys, and all that the template prints."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.core.text import clean
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of
from aftercare.unclaimed.access import KEEPERS
from aftercare.unclaimed.models import Proposal, UnclaimedParcel
from aftercare.unclaimed.policies import patience_of
from aftercare.unclaimed.queries import (
    CARRY_OUT,
    COUNT_UP_TO,
    DECIDE,
    DONE,
    QUEUES,
    SHELF,
    ParcelKey,
    ParcelPage,
    ParcelWish,
    parcel_page,
    queue_sizes,
)
from aftercare.unclaimed.rules import age_in_days, strength_of
from aftercare.unclaimed.terms import ParcelState, Sign, Strength
from aftercare.web.pieces.marks import Tone, moment, pill
from aftercare.web.pieces.parts import FilterMenu, Tab, filter_menu
from aftercare.web.places import read_place, write_place

KEYS: Final = frozenset({"view", "age", "proposed", "q", "after"})
AGES: Final = ("7", "14", "30", "60")  # days
TONES: Final[Mapping[str, Tone]] = {
    ParcelState.WAITING: Tone.OTHERS,
    ParcelState.ASKED: Tone.SOON,
    ParcelState.APPROVED: Tone.US,
    ParcelState.LINKED: Tone.DONE,
    ParcelState.RETURNED: Tone.REFUSED,
    ParcelState.DISPOSED: Tone.REFUSED,
}
STRENGTHS: Final[Mapping[Strength, Tone]] = {
    Strength.CERTAIN: Tone.DONE,
    Strength.LIKELY: Tone.US,
    Strength.POSSIBLE: Tone.OTHERS,
}


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """What one row prints."""

    address: str
    number: str
    goods: str
    label: str  # courier and tracking number
    sender: str
    state: SafeString
    age: SafeString
    belongs: SafeString | str
    belongs_to: str
    shop: str
    at: SafeString


class ShelfContext:
    """All that the list prints."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS - {"shop"}:
            raise BadRequest("unknown key")
        self.person, self.shop_ids, self.at = person, shop_ids, at
        self.chosen = {name: text for name in KEYS - {"after"} if (text := clean(query.get(name, ""))[:60])}
        self.view = self.chosen.setdefault("view", SHELF)
        self.search = self.chosen.get("q", "")
        if self.view not in QUEUES or self.chosen.get("age", "") not in ("", *AGES):
            raise BadRequest("unknown value")
        if self.chosen.get("proposed", "") not in ("", "yes"):
            raise BadRequest("unknown value")
        self.after = read_key(query.get("after", ""))

    def address(self, **changes: str) -> str:
        """The list's address with other values; '' takes one away."""
        given = {name: value for name, value in {**self.chosen, **changes}.items() if value}
        return f"{reverse('unclaimed')}?{urlencode(given)}"

    @cached_property
    def _page(self) -> ParcelPage:
        age = self.chosen.get("age")
        before = self.at - timedelta(days=int(age)) if age else None
        proposed = "proposed" in self.chosen
        wish = ParcelWish(self.shop_ids, self.view, before, proposed, self.search)
        return parcel_page(self.person, wish, self.after)

    @cached_property
    def rows(self) -> list[ParcelRow]:
        return [self._row(parcel) for parcel in self._page.parcels]

    def _row(self, parcel: UnclaimedParcel) -> ParcelRow:
        belongs, to = belongs_words(parcel, self._page.best.get(parcel.pk))
        return ParcelRow(
            address=reverse("unclaimed_parcel", args=[parcel.number]),
            number=parcel.number,
            goods=parcel.goods,
            label=f"{parcel.courier} {parcel.tracking_no}".strip(),
            sender=f"{parcel.sender_name_mask} {parcel.sender_phone_mask}".strip(),
            state=pill(ParcelState(parcel.state).label, TONES[parcel.state]),
            age=age_pill(parcel, self.at),
            belongs=belongs,
            belongs_to=to,
            shop=parcel.shop.name if self.several_shops else "",
            at=moment(parcel.settled_at or parcel.registered_at, self.at),
        )

    @property
    def more_url(self) -> str:
        key = self._page.after
        if key is None:
            return ""
        return self.address(after=write_place(key.at, key.pk))

    @property
    def several_shops(self) -> bool:
        return len(self.shop_ids) > 1

    @property
    def columns(self) -> int:
        return 6 if self.several_shops else 5

    @property
    def is_shelf(self) -> bool:
        return self.view != DONE

    @property
    def registers(self) -> bool:
        return any(self.person.has(shop_id, *KEEPERS) for shop_id in self.shop_ids)

    @cached_property
    def tabs(self) -> list[Tab]:
        labels = {
            SHELF: _("On the shelf"),
            DECIDE: _("Waits for the supervisor"),
            CARRY_OUT: _("To be carried out"),
            DONE: _("Off the shelf"),
        }
        sizes = queue_sizes(self.person, self.shop_ids)
        return [
            Tab(label, f"{reverse('unclaimed')}?view={code}", code == self.view, _size(sizes.get(code, 0)))
            for code, label in labels.items()
        ]

    @property
    def menus(self) -> list[FilterMenu]:
        if not self.is_shelf:
            return []
        ages = {days: _("%(days)s days and more") % {"days": days} for days in AGES}
        proposed = {"yes": _("May be somebody's")}
        return [
            filter_menu(_("On the shelf for"), "age", self.chosen.get("age", ""), ages, self.address),
            filter_menu(_("Whose"), "proposed", self.chosen.get("proposed", ""), proposed, self.address),
        ]

    @property
    def is_filtered(self) -> bool:
        return bool({"age", "proposed", "q"} & set(self.chosen))

    @property
    def clear_url(self) -> str:
        return f"{reverse('unclaimed')}?view={self.view}" if self.is_filtered else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Filters that the search form keeps."""
        return [(name, value) for name, value in self.chosen.items() if name != "q"]


def read_key(text: str) -> ParcelKey | None:
    """Where the next page begins. Raises BadRequest on anything but that."""
    place = read_place(text)
    return None if place is None else ParcelKey(*place)


def age_pill(parcel: UnclaimedParcel, at: datetime) -> SafeString:
    """How long it lies or lay there; amber from when it may be sent back, red from when it may be disposed of."""
    days = age_in_days(parcel.registered_at, parcel.settled_at or at)
    text = ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("today")
    patience = patience_of(policies_of(parcel.shop, at))
    tone = Tone.OTHERS
    if parcel.is_open and days >= patience.dispose_days:
        tone = Tone.LATE
    elif parcel.is_open and days >= patience.return_days:
        tone = Tone.SOON
    return pill(text, tone)


def belongs_words(parcel: UnclaimedParcel, best: Proposal | None) -> tuple[SafeString | str, str]:
    """Whose it is or may be: (strength, case or order number)."""
    if parcel.case is not None:
        return "", parcel.case.number
    if best is None:
        return "", ""
    return strength_pill(best), best.case.number if best.case else best.order.platform_no


def strength_pill(proposal: Proposal) -> SafeString:
    """How sure it is, in words and colour."""
    strength = strength_of(proposal.score) or Strength.POSSIBLE
    return pill(strength.label, STRENGTHS[strength])


def sign_words(signs: Collection[str]) -> list[Any]:
    """The reasons, the surest first."""
    return [sign.label for sign in Sign if sign in signs]


def _size(count: int) -> str:
    return f"{COUNT_UP_TO - 1}+" if count >= COUNT_UP_TO else str(count or "")
