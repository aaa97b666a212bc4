"""Guards of talking with the buyer: hours, promises, public words (C6, C14, S11). Pure."""

from zoneinfo import ZoneInfo

from aftercare.cases.facts import Attempt
from aftercare.cases.rules import shows_number, ties_benefit_to_review
from aftercare.cases.terms import Channel, Reason
from aftercare.core.errors import Refusal
from aftercare.core.words import _


def contact_allowed(attempt: Attempt) -> Refusal | None:
    """Nobody is phoned at night, nor a fourth time on one day; a buyer who calls us is always answered."""
    channel, limits = attempt.inputs.get("channel"), attempt.facts.limits
    if channel is None or channel == Channel.INCOMING:
        return None
    hour = attempt.facts.at.astimezone(ZoneInfo(attempt.facts.timezone)).hour
    if channel == Channel.PHONE and not limits.phone_from <= hour < limits.phone_until:
        sentence = _("Buyers are phoned between %(begin)s and %(end)s o'clock; use the chat, or make an appointment.")
        return Refusal("outside_hours", sentence, {"begin": limits.phone_from, "end": limits.phone_until})
    if attempt.facts.contacts.today >= limits.contacts_a_day:
        sentence = _("The buyer was contacted %(count)s times today; more would be harassment.")
        return Refusal("too_many_contacts", sentence, {"count": attempt.facts.contacts.today})
    return None


def was_contacted(attempt: Attempt) -> Refusal | None:
    if attempt.facts.contacts.count:
        return None
    return Refusal("not_contacted", _("First record that you talked with the buyer, or tried to."))


def contacts_exhausted(attempt: Attempt) -> Refusal | None:
    enough = attempt.facts.limits.contacts_enough
    if attempt.facts.contacts.fruitless >= enough or attempt.facts.reason is Reason.MALICIOUS:
        return None  # nobody must run after somebody who wants money for a review
    sentence = _("%(count)s of %(enough)s attempts so far; try again first.")
    return Refusal("not_enough_contacts", sentence, {"count": attempt.facts.contacts.fruitless, "enough": enough})


def no_promise_for_review(attempt: Attempt) -> Refusal | None:
    words = [attempt.inputs.get(name) for name in ("note", "public_reply", "proposal_text", "gift")]
    if any(ties_benefit_to_review(text) for text in words if isinstance(text, str)):
        sentence = _("A benefit must not be offered for changing a review. Say what you do for the buyer, and no more.")
        return Refusal("promise_for_review", sentence)
    return None


def reply_has_no_numbers(attempt: Attempt) -> Refusal | None:
    reply = attempt.inputs.get("public_reply")
    if isinstance(reply, str) and shows_number(reply):
        return Refusal("number_in_reply", _("Everybody reads the reply: take the long number out of it."))
    return None


GUARDS = (
    contact_allowed,
    was_contacted,
    contacts_exhausted,
    no_promise_for_review,
    reply_has_no_numbers,
)
