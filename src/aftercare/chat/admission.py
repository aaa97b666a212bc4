"""Whom a shop gives buyers to, where it asks for more than a role (K3): whoever keeps certificates answers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from aftercare.chat.models import Conversation
from aftercare.core.errors import Refusal, Refused
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.models import Membership, Shop

NOT_ADMITTED: Final = Refusal(
    "not_certified", _("Only who has passed the exam of this shop is given buyers. Training says what is missing.")
)
NOT_ADMITTED_COLLEAGUE: Final = Refusal(
    "colleague_not_certified", _("Your colleague has not passed the exam of this shop: choose another one.")
)


@dataclass(frozen=True)
class Gate:
    """`is_on`: whether the shop asks for it now, without a look at the database in most cases; `narrow`: those of the
    memberships who may be given buyers."""

    is_on: Callable[[Shop, datetime], bool]
    narrow: Callable[[QuerySet[Membership], datetime], QuerySet[Membership]]


_gates: list[Gate] = []


def on_admission_asked(gate: Gate) -> None:
    """Called once at start, by config.handlers. The same gate again changes nothing."""
    if gate not in _gates:
        _gates.append(gate)


def admitted(members: QuerySet[Membership], shop: Shop, at: datetime) -> QuerySet[Membership]:
    """Those of the shop's memberships who may be given its buyers; the same query, narrowed."""
    for gate in _gates:
        members = gate.narrow(members, at) if gate.is_on(shop, at) else members
    return members


def is_admitted(staff_id: int | None, shop: Shop, at: datetime) -> bool:
    """Whether that person may be given buyers of the shop; no query where nothing more than a role is asked for."""
    if not any(gate.is_on(shop, at) for gate in _gates):
        return True
    return admitted(Membership.objects.filter(shop=shop, staff_id=staff_id or 0), shop, at).exists()


def shut_out(person: Person, shops: Iterable[Shop], at: datetime) -> list[Shop]:
    """Of these shops those whose gate the person has not passed; one query for each shop that has a gate."""
    return [shop for shop in shops if not is_admitted(person.staff_id, shop, at)]


def check_may_take(conversation: Conversation, person: Person, at: datetime) -> None:
    """Raises Refused when a buyer would become theirs who may not be: whoever has the conversation already, or
    practises in it, ends what they began."""
    if conversation.is_simulated or conversation.agent_id == person.staff_id or person.is_system:
        return
    if not is_admitted(person.staff_id, conversation.shop, at):
        raise Refused(NOT_ADMITTED)
