"""The queue of callbacks and one of them: all that the templates print."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.callbacks.access import CALLERS
from aftercare.callbacks.actions.follow_case import names_of_case
from aftercare.callbacks.actions.record_call import CHANNELS
from aftercare.callbacks.models import Call, Callback
from aftercare.callbacks.policies import TRIES
from aftercare.callbacks.queries import PAGE, callbacks_page, calls_of
from aftercare.callbacks.scripts import script_of
from aftercare.callbacks.terms import NOTE_MOST, WAITING, CallbackState, CallResult
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.terms import Reason
from aftercare.customers.contacts import standings
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone, Who
from aftercare.web.pieces.parts import Tab
from aftercare.web.places import read_place, write_place

KEYS: Final = frozenset({"view", "after", "shop"})
MINE, ALL, DONE = "mine", "all", "done"
TONES: Final = {
    CallbackState.OPEN: Tone.US,
    CallbackState.CONTENT: Tone.DONE,
    CallbackState.DISCONTENT: Tone.REFUSED,
    CallbackState.UNREACHED: Tone.LATE,
    CallbackState.UNWANTED: Tone.OTHERS,
    CallbackState.DROPPED: Tone.OTHERS,
}


@dataclass(frozen=True)
class CallbackRow:
    """One buyer to call, or called."""

    row: Callback
    address: str
    buyer: str
    kind: Any
    state: Any
    tone: str
    clock: Clock | None
    owner: Who | None
    waits: bool  # nobody answered a while ago: not yet again


class CallbacksContext:
    """The queue, or what is done."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS or query.get("view", MINE) not in (MINE, ALL, DONE):
            raise BadRequest("unknown key")
        self.person, self.shop_ids, self.at = person, shop_ids, at
        self.view, self.after = query.get("view", MINE), read_place(query.get("after", ""))

    @cached_property
    def _found(self) -> list[Callback]:
        return callbacks_page(self.person, self.shop_ids, self.view, self.after)

    @cached_property
    def rows(self) -> list[CallbackRow]:
        return [row_of(row, self.at) for row in self._found[:PAGE]]

    @property
    def more_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        last = self._found[PAGE - 1]
        return self.address(after=write_place(last.finished_at if self.view == DONE else last.due_at, last.pk))

    def address(self, **changes: str) -> str:
        """The list with other values."""
        return f"{reverse('callbacks')}?{urlencode({'view': self.view, **changes})}"

    @property
    def tabs(self) -> list[Tab]:
        labels = {MINE: _("Mine"), ALL: _("Of the shop"), DONE: _("Called")}
        return [Tab(label, self.address(view=view), view == self.view) for view, label in labels.items()]

    @property
    def is_done(self) -> bool:
        return self.view == DONE

    @property
    def several_shops(self) -> bool:
        return len(self.shop_ids) > 1


def row_of(row: Callback, at: datetime) -> CallbackRow:
    """One line of the list."""
    state = CallbackState(row.state)
    who = row.owner if state is CallbackState.OPEN else row.ended_by
    return CallbackRow(
        row,
        address=reverse("callback", args=[row.pk]),
        buyer=buyer_of(row),
        kind=newest_flow(row.kind).label,
        state=state.label,
        tone=TONES[state].value,
        clock=Clock(row.finished_at, row.due_at) if state is CallbackState.OPEN else None,
        owner=Who(who.pk, who.name) if who else None,
        waits=row.next_at is not None and row.next_at > at,
    )


def buyer_of(row: Callback) -> str:
    """The masked nick."""
    customer = row.case.customer
    return str(customer.nick_mask) if customer is not None and customer.nick_mask else _("Unknown buyer")


class CallbackContext:
    """One callback: whom, why, what to say, what was tried."""

    note_most = NOTE_MOST

    def __init__(self, person: Person, row: Callback, at: datetime) -> None:
        self.person, self.row, self.at = person, row, at
        self.line = row_of(row, at)
        self.is_open = row.state == CallbackState.OPEN
        self.may_call = self.is_open and person.has(row.shop_id, *CALLERS)

    @cached_property
    def refusal(self) -> str:
        """Why the buyer may not be contacted now; '' when they may."""
        if not self.may_call:
            return ""
        (standing,) = standings([(self.row.shop, names_of_case(self.row.case))], self.at)
        refusal = standing.refusal(ContactPurpose.CALLBACK)
        return str(refusal) if refusal else ""

    @cached_property
    def script(self) -> str:
        return script_of(self.row.shop, self.row.kind, self.at)

    @cached_property
    def calls(self) -> list[Call]:
        return calls_of(self.row)

    @property
    def case_address(self) -> str:
        return reverse("case", args=[self.row.case.number])

    @property
    def follow_up_address(self) -> str:
        return reverse("case", args=[self.row.follow_up.number]) if self.row.follow_up else ""

    @property
    def channels(self) -> list[Channel]:
        return list(CHANNELS)

    @property
    def results(self) -> list[tuple[str, Any, str]]:
        """Code, label, and what follows."""
        left = policies_of(self.row.shop, self.at).get(TRIES) - self.row.calls
        opens, beside = _("The complaint is opened again."), _("A complaint is opened beside the case.")
        again = _("Tried again later.") if left > 1 else _("That was the last try: the buyer counts as not reached.")
        notes = {
            CallResult.CONTENT: _("The callback is finished."),
            CallResult.DISCONTENT: opens if self.is_complaint else beside,
            CallResult.NOT_REACHED: again,
            CallResult.UNWANTED: _("The shop contacts this buyer no more of its own accord."),
        }
        return [(result.value, result.label, notes[result]) for result in CallResult]

    @property
    def is_complaint(self) -> bool:
        return self.row.kind in WAITING

    @property
    def reasons(self) -> list[tuple[str, Any]]:
        """Of the complaint that may be opened."""
        return [(code, Reason(code).label) for code in newest_flow("complaint").reasons]
