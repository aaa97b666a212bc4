"""What the pages about a buyer's data print: copies, erasures with their clock, holds (U4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.erasure.access import access_data
from aftercare.erasure.blocks import block_of
from aftercare.erasure.models import DataRequest, Hold
from aftercare.erasure.queries import PAGE, hold_of, names_of, open_requests, requests_of, settled_requests
from aftercare.erasure.terms import OPEN, Block, RequestKind, RequestState
from aftercare.regulars.access import access_customer
from aftercare.regulars.queries import kin_of
from aftercare.shops.access import Person
from aftercare.web.numbers import read_number
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone

TONES = {
    RequestState.ASKED: Tone.US,
    RequestState.CONFIRMED: Tone.SOON,
    RequestState.DONE: Tone.DONE,
    RequestState.REFUSED: Tone.REFUSED,
}


@dataclass(frozen=True)
class RequestView:
    """One request. `block`: why it cannot be confirmed now; `own`: the reader asked for it themselves."""

    row: DataRequest
    kind: Any
    state: Any
    tone: Tone
    names: Sequence[tuple[str, str]]  # nick, address
    clock: Clock | None
    block: Any = ""
    own: bool = False

    @property
    def is_open(self) -> bool:
        return self.row.kind == RequestKind.ERASE and self.row.state == RequestState.ASKED

    @property
    def rows(self) -> int:
        """How many rows were erased."""
        return sum(self.row.rows.get("tables", {}).values())


def request_views(person: Person, rows: Collection[DataRequest], *, with_blocks: bool = False) -> list[RequestView]:
    """Two queries, and four for each open one when the reader may decide it on this page."""
    names = names_of(rows)
    return [_view(person, row, names, with_blocks) for row in rows]


def _view(person: Person, row: DataRequest, names: Any, with_blocks: bool) -> RequestView:
    is_open = row.kind == RequestKind.ERASE and row.state in OPEN
    is_copy = row.kind == RequestKind.COPY
    block = block_of(row.customers) if with_blocks and row.state == RequestState.ASKED else None
    known = [names[pk] for pk in row.customers if pk in names]
    state = RequestState(row.state)
    return RequestView(
        row=row,
        kind=RequestKind(row.kind).label,
        state=_("Copy given") if is_copy else state.label,
        tone=TONES[state],
        names=[(one.nick_mask or _("Buyer without a nick"), reverse("customer", args=[one.pk])) for one in known],
        clock=Clock(row.asked_at, None, row.due_at, _("the law's time runs out")) if is_open else None,
        block=(block or (Block(row.problem) if row.problem else None)) and (block or Block(row.problem)).label,
        own=row.asked_by_id == person.staff_id,
    )


class DataContext:
    """The page of one buyer's data. Raises NotFound and Refused as the actions do."""

    def __init__(self, person: Person, pk: int, at: datetime) -> None:
        self.person, self.at = person, at
        self.customer = access_customer(person, pk)
        access_data(person, [pk])
        self.kin = kin_of(person, self.customer)

    @property
    def name(self) -> str:
        return self.customer.nick_mask or _("Buyer without a nick")

    @property
    def is_joined(self) -> bool:
        return len(self.kin.members) > 1

    @cached_property
    def block(self) -> Any:
        """Why nothing can be erased now, '' when it can."""
        block = block_of([self.customer.pk])
        return block.label if block else ""

    @cached_property
    def hold(self) -> Hold | None:
        return hold_of(self.customer.pk)

    @cached_property
    def requests(self) -> list[RequestView]:
        return request_views(self.person, requests_of(self.person, [self.customer.pk]))

    @property
    def is_asked(self) -> bool:
        return any(one.row.kind == RequestKind.ERASE and one.row.state in OPEN for one in self.requests)


class RequestsContext:
    """All requests: what waits, then what is settled by keyset."""

    def __init__(self, person: Person, query: QueryDict, at: datetime) -> None:
        self.after = read_number(query.get("after"))
        if set(query) - {"after"} or (query.get("after") and self.after is None):
            raise BadRequest("not a key")
        self.person, self.at = person, at
        self._settled = settled_requests(person, self.after)

    @cached_property
    def waiting(self) -> list[RequestView]:
        return request_views(self.person, open_requests(self.person)[:PAGE], with_blocks=True)

    @cached_property
    def settled(self) -> list[RequestView]:
        return request_views(self.person, self._settled[:PAGE])

    @property
    def more_url(self) -> str:
        more = len(self._settled) > PAGE
        return f"{reverse('data_requests')}?after={self._settled[PAGE - 1].pk}" if more else ""
