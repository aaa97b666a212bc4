"""Messages to buyers about their parcels that an agent copies: the queue and all that it prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.access import ANSWERERS
from aftercare.customers.contacts import standings
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.parcels.actions.end_notice import names_of_notice
from aftercare.parcels.models import ParcelNotice
from aftercare.parcels.queries import PAGE, notices_to_send
from aftercare.parcels.terms import NoticeKind
from aftercare.shops.access import Person
from aftercare.web.parcels.marks import courier_name
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.parts import Tab
from aftercare.web.places import read_place, write_place

KEYS = frozenset({"after", "shop"})
CHANNELS = (Channel.PLATFORM, Channel.SMS, Channel.PHONE)


@dataclass(frozen=True)
class NoticeRow:
    """One message. `refusal`: why the buyer may not be contacted now, '' when they may be."""

    row: ParcelNotice
    refusal: str
    may_act: bool

    @property
    def kind(self) -> Any:
        return NoticeKind(self.row.kind).label

    @property
    def parcel_address(self) -> str:
        return reverse("parcel", args=[self.row.parcel_id])

    @property
    def parcel(self) -> str:
        return f"{courier_name(self.row.parcel)} {self.row.parcel.number}"

    @property
    def buyer(self) -> str:
        order = self.row.parcel.order
        if order is None:
            return ""
        return order.customer.nick_mask if order.customer else order.receiver_name_mask

    @property
    def order_no(self) -> str:
        return self.row.parcel.order.platform_no if self.row.parcel.order else ""

    @property
    def clock(self) -> Clock:
        """When nobody needs it any more."""
        return Clock(self.row.made_at, None, self.row.until, _("no longer needed"))


class TellingContext:
    """Everything that the page prints: three queries for its rows, however many they are."""

    channels = CHANNELS

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS:
            raise BadRequest("unknown key")
        self.person, self.shop_ids, self.at = person, shop_ids, at
        self.after = read_place(query.get("after", ""))

    @cached_property
    def _found(self) -> Sequence[ParcelNotice]:
        return notices_to_send(self.person, self.shop_ids, self.after)

    @cached_property
    def rows(self) -> list[NoticeRow]:
        rows = self._found[:PAGE]
        found = standings([(row.shop, names_of_notice(row)) for row in rows], self.at)
        refusals = [one.refusal(ContactPurpose.PARCEL) for one in found]
        return [
            NoticeRow(row, str(refusal) if refusal else "", self.person.has(row.shop_id, *ANSWERERS))
            for row, refusal in zip(rows, refusals, strict=True)
        ]

    @property
    def more_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        last = self._found[PAGE - 1]
        return f"{reverse('parcels_to_tell')}?after={write_place(last.until, last.pk)}"

    @property
    def tabs(self) -> list[Tab]:
        pages = {"open": _("On the way"), "stuck": _("Do not move"), "over": _("Arrived or ended")}
        listed = [Tab(label, f"{reverse('parcels')}?view={view}") for view, label in pages.items()]
        return [*listed, Tab(_("To tell buyers"), reverse("parcels_to_tell"), True)]

    @property
    def tells_shop(self) -> bool:
        return len(self.shop_ids) > 1
