"""The buyer was called: what they said, and what follows in the case (K5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from aftercare.callbacks.access import CALLERS, access_callback
from aftercare.callbacks.actions.follow_case import names_of_case
from aftercare.callbacks.models import Call, Callback
from aftercare.callbacks.policies import AGAIN, TRIES
from aftercare.callbacks.terms import NOTE_MOST, WAITING, CallbackState, CallResult
from aftercare.callbacks.writing import end, tell
from aftercare.cases.actions.link_beside import link_beside
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.inputs import Satisfaction
from aftercare.cases.models import Case
from aftercare.cases.terms import Channel as CaseChannel
from aftercare.cases.terms import ComplaintSource, ContactResult, Reason, TalkStage
from aftercare.chat.access import WRONG_ROLE
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.money import ZERO
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.customers.actions.claim_contact import Reach, claim_contact
from aftercare.customers.actions.set_opt_out import set_opt_out
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

SETTLED: Final = Refusal("callback_settled", _("This callback is settled already."))
CALLED: Final = Refusal(
    "called_meanwhile", _("A colleague has written down a call meanwhile. Look at what came of it first.")
)
CHANNELS: Final = {
    Channel.PHONE: CaseChannel.PHONE,
    Channel.PLATFORM: CaseChannel.CHAT,
    Channel.SMS: CaseChannel.SMS,
}
SOURCES: Final = {Channel.PHONE: ComplaintSource.PHONE, Channel.PLATFORM: ComplaintSource.CHAT}


@dataclass(frozen=True)
class Told:
    """One call: by what, what came of it, in the caller's words; `reason` of the complaint that a dissatisfied buyer
    has after a return or an exchange. `seen`: how many calls were on screen, None when nobody looked."""

    channel: Channel
    result: CallResult
    note: str = ""
    reason: Reason = Reason.SERVICE
    seen: int | None = None


def record_call(*, callback_id: int, told: Told, person: Person) -> Callback:
    """Write the call down, with all that follows from it in the case, or nothing of it (K5).

    Raises NotFound; Refused when it is settled, a colleague has called meanwhile, the buyer may not be contacted now,
    or the case's own step is refused; InvalidInput (`channel`, `note`) without a way or, of a dissatisfied buyer,
    without their words.
    """
    note = _checked(told)
    with transaction.atomic():
        callback = access_callback(person, callback_id, lock=True)
        if not person.has(callback.shop_id, *CALLERS):
            raise Refused(WRONG_ROLE)
        if callback.state != CallbackState.OPEN:
            raise Refused(SETTLED)
        if told.seen is not None and told.seen != callback.calls:
            raise Refused(CALLED)
        at = now()
        reach = Reach(names_of_case(callback.case), told.channel, ContactPurpose.CALLBACK)
        claim_contact(shop=callback.shop, reach=reach, person=person, at=at)
        Call.objects.create(
            callback=callback, channel=told.channel, result=told.result, note=note, by_id=person.staff_id, at=at
        )
        callback.calls, callback.first_call_at = callback.calls + 1, callback.first_call_at or at
        FOLLOWS[told.result](callback, told, note, person, at)
    return callback


def _checked(told: Told) -> str:
    note = clean(told.note)
    if told.channel not in CHANNELS:
        raise InvalidInput({"channel": _("Choose one of the list.")})
    if len(note) > NOTE_MOST:
        raise InvalidInput({"note": _("At most %(most)s characters.") % {"most": NOTE_MOST}})
    if told.result is CallResult.DISCONTENT and not note:
        raise InvalidInput({"note": _("Write down what the buyer is not content with.")})
    return note


def _content(callback: Callback, told: Told, note: str, person: Person, at: datetime) -> None:
    if callback.kind in WAITING:
        inputs = {"satisfaction": Satisfaction.CONTENT.value, "note": note}
        _move(callback, "content", inputs, person)
    end(callback, CallbackState.CONTENT, person.staff_id, at)


def _discontent(callback: Callback, told: Told, note: str, person: Person, at: datetime) -> None:
    """A complaint is opened again; after another kind, which is over for good, the buyer complains, in a case beside
    it."""
    if callback.kind in WAITING:
        _move(callback, "reopen", {"note": note}, person)
    else:
        callback.follow_up = _complain(callback, told, note, person)
    end(callback, CallbackState.DISCONTENT, person.staff_id, at)


def _complain(callback: Callback, told: Told, note: str, person: Person) -> Case:
    source = SOURCES.get(told.channel)
    application = Application(
        flow="complaint",
        order_id=callback.case.order_id,
        reason=told.reason,
        lines={line.order_line_id: (line.asked, ZERO) for line in callback.case.lines.all()},
        description=note,
        key=f"callback-{callback.pk}",
        inputs={"complaint_source": source.value} if source else {},
    )
    case = open_case(application=application, person=person)
    link_beside(source=callback.case, target=case)
    return case


def _not_reached(callback: Callback, told: Told, note: str, person: Person, at: datetime) -> None:
    """Again later, up to the shop's number of calls."""
    policies = policies_of(callback.shop, at)
    is_last = callback.calls >= policies.get(TRIES)
    if callback.kind in WAITING:
        _note_contact(callback, told, person)
        if is_last:
            words = note or str(_("Called %(count)s times, not reached.") % {"count": callback.calls})
            _move(callback, "not_reached", {"note": words}, person)
    if is_last:
        end(callback, CallbackState.UNREACHED, person.staff_id, at)
        return
    callback.next_at = at + timedelta(hours=policies.get(AGAIN))
    callback.save(update_fields=["calls", "first_call_at", "next_at"])
    tell(callback, "callback.not_reached", person.staff_id, calls=callback.calls)


def _unwanted(callback: Callback, told: Told, note: str, person: Person, at: datetime) -> None:
    """The buyer is left in peace from now on, and their complaint ends unanswered."""
    if callback.kind in WAITING:
        _note_contact(callback, told, person)
        words = note or str(_("The buyer does not want to be called back."))
        _move(callback, "not_reached", {"note": words}, person)
    who = names_of_case(callback.case)[0]
    set_opt_out(shop=callback.shop, who=who, on=True, person=person, at=at)
    end(callback, CallbackState.UNWANTED, person.staff_id, at)


def _note_contact(callback: Callback, told: Told, person: Person) -> None:
    result = ContactResult.NOT_REACHED if told.result is CallResult.NOT_REACHED else ContactResult.DECLINED
    inputs = {
        "channel": CHANNELS[told.channel].value,
        "talk_stage": TalkStage.AGREE.value,
        "contact_result": result.value,
    }
    _move(callback, "contact", inputs, person)


def _move(callback: Callback, code: str, inputs: dict[str, str], person: Person) -> None:
    given = {name: value for name, value in inputs.items() if value}
    move_case(number=callback.case.number, move_code=code, person=person, inputs=given)


FOLLOWS: Final[dict[CallResult, Callable[[Callback, Told, str, Person, datetime], None]]] = {
    CallResult.CONTENT: _content,
    CallResult.DISCONTENT: _discontent,
    CallResult.NOT_REACHED: _not_reached,
    CallResult.UNWANTED: _unwanted,
}
