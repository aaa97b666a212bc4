"""What the clock does with conversations every few seconds (S2, S13). Each step bears a second run, and a killed one
leaves nothing half done: one conversation is one transaction."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet

from aftercare.chat.access import ANSWERERS
from aftercare.chat.actions.close_conversation import end
from aftercare.chat.actions.set_duty import hand_over_all
from aftercare.chat.automatic import greet
from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation, Duty, Wait
from aftercare.chat.policies import ESCALATE, GONE, IDLE
from aftercare.chat.routing import SIGN_OF_LIFE, is_staffed, on_duty, requeue, route
from aftercare.chat.staffing import tell_widgets_again
from aftercare.chat.terms import DutyState, Ending, Stage
from aftercare.chat.writing import note_event
from aftercare.core.time import now
from aftercare.shops.access import Person
from aftercare.shops.models import Membership, Shop
from aftercare.shops.policies import policies_of

log = logging.getLogger("aftercare.chat")
BATCH: Final = 200  # conversations of one run; the next one is seconds away


def tend() -> dict[str, int]:
    """All of it; how many conversations each step moved. A step that fails stops none of the others; the first failure
    is raised when all have run."""
    moved: dict[str, int] = {}
    failures: list[Exception] = []
    steps = (route_waiting, note_breaches, tell_supervisors, hand_over_gone, hand_on_waiting, end_quiet, tell_widgets)
    for step in steps:
        try:
            moved[step.__name__] = step()
        except Exception as error:
            log.exception("Tending conversations: %s failed", step.__name__)
            failures.append(error)
    if failures:
        raise failures[0]
    return moved


def route_waiting() -> int:
    """Give those who wait to whoever has room, shop by shop in their order."""
    at = now()
    awake = Membership.objects.filter(staff_id__in=on_duty(at).values("staff_id"), role__in=ANSWERERS)
    moved = 0
    for shop_id in sorted(set(awake.values_list("shop_id", flat=True))):
        waiting = Conversation.objects.filter(shop_id=shop_id, stage=Stage.QUEUED).order_by("queued_at", "id")
        moved += _each(waiting, lambda rows: rows.filter(stage=Stage.QUEUED), _route, until_false=True)
    return moved


def note_breaches() -> int:
    """Answers that are overdue become breaches, of whoever has the conversation then."""
    at = now()
    due = Wait.objects.filter(ended_at=None, breached_at=None, due_at__lte=at).order_by("due_at")
    rows = list(due.values_list("pk", "conversation__agent_id")[:BATCH])
    for pk, agent_id in rows:
        Wait.objects.filter(pk=pk, ended_at=None, breached_at=None).update(breached_at=F("due_at"), agent_id=agent_id)
    return len(rows)


def tell_supervisors() -> int:
    """Breaches that nobody has mended in the shop's time go to the supervisor, once: in the bell and on the board."""
    at, told = now(), 0
    late = Wait.objects.filter(ended_at=None, escalated_at=None).exclude(breached_at=None)
    for shop in Shop.objects.filter(pk__in=late.values("shop_id")):  # each by its own limit: none holds up another
        before = at - timedelta(seconds=policies_of(shop, at).get(ESCALATE))
        due = late.filter(shop=shop, breached_at__lte=before).select_related("conversation")
        for wait in list(due.order_by("breached_at")[:BATCH]):
            told += _tell_supervisor(wait, at)
    return told


def _tell_supervisor(wait: Wait, at: datetime) -> bool:
    with transaction.atomic():
        if not Wait.objects.filter(pk=wait.pk, ended_at=None, escalated_at=None).update(escalated_at=at):
            return False
        note_event(wait.conversation, "talk.escalated", Person.system(), at, agent=wait.agent_id)
        hint(wait.conversation)
    return True


def hand_over_gone() -> int:
    """What people have whose screen is gone goes to colleagues; they are on duty again when it comes back."""
    at, moved = now(), 0
    limits = {shop.pk: policies_of(shop, at).get(GONE) for shop in Shop.objects.filter(is_active=True)}
    least = max(timedelta(seconds=min(limits.values(), default=0)), SIGN_OF_LIFE)  # as long as routing believes in it
    gone = Duty.objects.exclude(state=DutyState.OFF).filter(seen_at__lt=at - least)
    for duty in gone.filter(staff__conversations__stage=Stage.OPEN).distinct():
        shops = Conversation.objects.filter(agent_id=duty.staff_id, stage=Stage.OPEN).values_list("shop_id", flat=True)
        limit = max(limits.get(pk, 0) for pk in shops) if shops else 0
        if duty.seen_at is not None and duty.seen_at < at - max(timedelta(seconds=limit), SIGN_OF_LIFE):
            moved += hand_over_all(staff_id=duty.staff_id, code="screen_gone")
    return moved


def hand_on_waiting() -> int:
    """What waits with somebody who is off duty, and no screen of theirs is missing: they have taken or answered it so.
    After the shop's time a colleague on duty gets it; with none on duty it stays where it is."""
    at, moved = now(), 0
    on_or_away = Duty.objects.exclude(state=DutyState.OFF).values("staff_id")
    for shop in Shop.objects.filter(is_active=True):
        if not is_staffed(shop, at):
            continue
        before = at - timedelta(seconds=policies_of(shop, at).get(GONE))
        narrow = _still_waits(before)
        waiting = narrow(Conversation.objects.filter(shop=shop)).exclude(agent_id__in=on_or_away)
        moved += _each(waiting.order_by("waiting_since"), narrow, _hand_on, until_false=True)
    return moved


def end_quiet() -> int:
    """Answered conversations in which nobody has written for the shop's time."""
    at = now()
    ended = 0
    for shop in Shop.objects.filter(is_active=True):
        before = at - timedelta(minutes=policies_of(shop, at).get(IDLE))
        quiet = _still_quiet(before)(Conversation.objects.filter(shop=shop))
        narrow = _still_quiet(before)
        ended += _each(quiet.order_by("last_at"), narrow, _end_quiet)
    return ended


Narrow = Callable[[QuerySet[Conversation]], QuerySet[Conversation]]
Step = Callable[[Conversation], bool]


def _still_quiet(before: datetime) -> Narrow:
    return lambda rows: rows.filter(waiting_since=None, last_at__lt=before).exclude(stage=Stage.CLOSED)


def _still_waits(before: datetime) -> Narrow:
    return lambda rows: rows.filter(stage=Stage.OPEN, waiting_since__lt=before)


def _each(rows: QuerySet[Conversation], narrow: Narrow, step: Step, *, until_false: bool = False) -> int:
    """Take the step with each that still is as it was found, alone and locked; a locked one waits for the next run.
    `until_false`: where one step fails, the others would."""
    done = 0
    for pk in _ids(rows):
        try:
            with transaction.atomic():
                locked = Conversation.objects.select_for_update(no_key=True, of=("self",), skip_locked=True)
                conversation = narrow(locked.select_related("shop", "visitor").filter(pk=pk)).first()
                went_well = conversation is None or step(conversation)
                done += bool(conversation and went_well)
        except Exception:  # one that cannot be read holds up no other
            log.exception("Conversation %s could not be tended", pk)
            continue
        if until_false and not went_well:
            break
    return done


def _ids(rows: QuerySet[Conversation]) -> Iterable[int]:
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _route(conversation: Conversation) -> bool:
    at = now()
    if not route(conversation, at):
        return False
    greet(conversation, at)
    return True


def _hand_on(conversation: Conversation) -> bool:
    """To a colleague with room, else everything stays as it was."""
    at, before = now(), conversation.agent_id
    if Duty.objects.filter(staff_id=before or 0).exclude(state=DutyState.OFF).exists():
        return True  # they came on duty meanwhile
    try:
        with transaction.atomic():
            requeue(conversation, at, "off_shift")
            if not route(conversation, at, without=before):
                raise _NobodyHasRoom
    except _NobodyHasRoom:
        return False
    return True


class _NobodyHasRoom(Exception):
    """The savepoint takes the step back."""


def tell_widgets() -> int:
    """Open widgets hear again of what changed a moment ago (S4)."""
    return tell_widgets_again(now())


def _end_quiet(conversation: Conversation) -> bool:
    ending = Ending.ANSWERED if conversation.answered_seq else Ending.LEFT
    end(conversation, now(), ending, staff_id=None)
    return True
