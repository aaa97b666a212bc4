"""Come on duty, be away for a while, go off duty (S4, S13)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from aftercare.chat.access import ANSWERERS, WRONG_ROLE
from aftercare.chat.models import Conversation, Duty
from aftercare.chat.routing import SIGN_OF_LIFE, requeue, route
from aftercare.chat.staffing import tell_widgets
from aftercare.chat.terms import DutyState, Stage
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person

MOST_MINUTES: Final = 180
REASON_MOST: Final = 60


@dataclass(frozen=True)
class Wish:
    """What to be; away asks for a reason, which buyers read, and for how long (minutes)."""

    state: DutyState
    reason: str = ""
    minutes: int | None = None


def set_duty(*, wish: Wish, person: Person) -> Duty:
    """Change it. Who goes off duty hands what they have to colleagues, with a line in each conversation; who is away
    keeps theirs, and their buyers are told. Raises InvalidInput, and Refused for whoever answers nowhere."""
    if person.staff_id is None or not person.all_roles & ANSWERERS:
        raise Refused(WRONG_ROLE)
    reason = clean(wish.reason)
    if wish.state == DutyState.AWAY:
        _check_away(reason, wish.minutes)
    with transaction.atomic():
        at = now()
        duty = duty_of(person.staff_id, at)
        before = duty.state
        away = wish.state == DutyState.AWAY
        duty.state, duty.since, duty.seen_at = wish.state, at, at
        duty.reason = reason if away else ""
        duty.back_at = at + timedelta(minutes=wish.minutes or 0) if away else None
        duty.save()
        subject = ("staff", person.staff_id)
        data = {"before": before, "state": wish.state, "minutes": wish.minutes}
        tell_widgets([person.staff_id], at)
        record(kind="duty.changed", subject=subject, shop_id=None, actor_id=person.staff_id, at=at, data=data)
    if wish.state == DutyState.OFF:
        hand_over_all(staff_id=person.staff_id, code="off_shift")
    return duty


def duty_of(staff_id: int, at: datetime) -> Duty:
    """The person's row, locked; made when it is not there."""
    Duty.objects.get_or_create(staff_id=staff_id, defaults={"since": at})
    return Duty.objects.select_for_update(no_key=True).get(staff_id=staff_id)


def hand_over_all(*, staff_id: int, code: str) -> int:
    """Give what the person has to colleagues, or back to the queue: one conversation a transaction, so that no buyer
    waits for the rest. Returns how many. `code` is the line that says why."""
    rows = Conversation.objects.filter(agent_id=staff_id, stage=Stage.OPEN).order_by("waiting_since", "id")
    moved = 0
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            locked = Conversation.objects.select_for_update(no_key=True, of=("self",)).select_related("shop", "visitor")
            conversation = locked.filter(pk=pk, agent_id=staff_id, stage=Stage.OPEN).first()
            if conversation is not None:
                at = now()
                requeue(conversation, at, code)
                route(conversation, at)
                moved += 1
    return moved


def keep_alive(*, person: Person) -> None:
    """The person's screen is there; where it was believed dead, it takes conversations again."""
    if person.staff_id is None:
        return
    with transaction.atomic():
        at, own = now(), Duty.objects.filter(staff_id=person.staff_id)
        if own.filter(state=DutyState.ON, seen_at__lte=at - SIGN_OF_LIFE).update(seen_at=at):
            tell_widgets([person.staff_id], at)
        else:
            own.exclude(state=DutyState.OFF).update(seen_at=at)


def _check_away(reason: str, minutes: int | None) -> None:
    if not reason:
        raise InvalidInput({"reason": _("Say why in a few words: buyers read it.")})
    if len(reason) > REASON_MOST:
        raise InvalidInput({"reason": _("At most %(most)s characters.") % {"most": REASON_MOST}})
    if minutes is None or not 1 <= minutes <= MOST_MINUTES:
        raise InvalidInput({"minutes": _("Between 1 and %(most)s minutes.") % {"most": MOST_MINUTES}})
