"""Promises to buyers: the list, and the steps with one of them (B9)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.access import ANSWERERS, READERS, access_conversation
from aftercare.core.errors import InvalidInput
from aftercare.handover.actions.keep_promises import end_promise, make_promise
from aftercare.handover.gathering import buyer_of
from aftercare.handover.models import Promise
from aftercare.handover.promises import PAGE, promises_page
from aftercare.handover.terms import PromiseState
from aftercare.shops.access import Person
from aftercare.web.fragments import answer, go_with
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.parts import Tab
from aftercare.web.places import read_place, write_place
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.shops.forms import NOT_A_MOMENT, read_moment

KEYS: Final = frozenset({"view", "after", "shop"})
MINE, ALL = "mine", "all"
ENDS: Final = {"kept": PromiseState.KEPT, "drop": PromiseState.DROPPED}


@dataclass(frozen=True)
class PromiseRow:
    """One promise of the list."""

    row: Promise
    buyer: str
    clock: Clock
    may_end: bool


class PromisesContext:
    """The most urgent first."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict) -> None:
        if set(query) - KEYS or query.get("view", MINE) not in (MINE, ALL):
            raise BadRequest("unknown key")
        self.person, self.shop_ids = person, shop_ids
        self.view, self.after = query.get("view", MINE), read_place(query.get("after", ""))

    @cached_property
    def _found(self) -> list[Promise]:
        return promises_page(self.person, self.shop_ids, mine=self.view == MINE, after=self.after)

    @cached_property
    def rows(self) -> list[PromiseRow]:
        return [
            PromiseRow(
                row,
                buyer_of(row.conversation),
                Clock(row.made_at, row.due_at, effect=_("the promise counts as broken")),
                self.person.has(row.shop_id, *ANSWERERS),
            )
            for row in self._found[:PAGE]
        ]

    @property
    def more_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        last = self._found[PAGE - 1]
        return self.address(after=write_place(last.due_at, last.pk))

    def address(self, **changes: str) -> str:
        """The list with other values."""
        return f"{reverse('promises')}?{urlencode({'view': self.view, **changes})}"

    @property
    def tabs(self) -> list[Tab]:
        labels = {MINE: _("Mine"), ALL: _("Of the shop")}
        return [Tab(label, self.address(view=view), view == self.view) for view, label in labels.items()]


@page(roles=READERS)
def promises(request: PageRequest) -> HttpResponse:
    """What is still to be kept."""
    context = PromisesContext(request.person, chosen_shop_ids(request), request.GET)
    return answer(request, "handover/promises.html", "handover/_promises.html", {"view": context})


@page(roles=ANSWERERS, methods=("POST",))
def end(request: PageRequest, pk: int) -> HttpResponse:
    """Kept, or not needed any more."""
    step = only(request.POST, "do").get("do", "")
    if step not in ENDS:
        raise InvalidInput({"do": _("Choose what you decide.")})
    end_promise(promise_id=pk, state=ENDS[step], person=request.person)
    return go_with(request, reverse("promises"), _("Noted."))


@page(roles=ANSWERERS, methods=("POST",))
def make(request: PageRequest, talk: int) -> HttpResponse:
    """A promise of one's own, beside a conversation."""
    posted = only(request.POST, "due_at", "text")
    zone = access_conversation(request.person, talk).shop.timezone
    due_at = _moment(posted.get("due_at", ""), zone)
    make_promise(conversation_id=talk, due_at=due_at, text=posted.get("text", ""), person=request.person)
    return go_with(request, reverse("talk", args=[talk]), _("The promise is noted; its clock runs."))


def _moment(text: str, zone: str) -> datetime:
    try:
        due_at = read_moment(text, zone)
    except ValueError:
        raise InvalidInput({"due_at": NOT_A_MOMENT}) from None
    if due_at is None:
        raise InvalidInput({"due_at": NOT_A_MOMENT})
    return due_at
