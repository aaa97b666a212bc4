"""Write the shop's public reply to a review (R1, R5, R6). No program puts it on a platform: a person copies it. Under a
review of our own page it is shown at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.cases.access import access_case
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import Case
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.reviews.access import access_review, writing_refusal
from aftercare.reviews.checking import BlockedReply, note_blocked, refuse_blocked
from aftercare.reviews.facts import ReviewFacts
from aftercare.reviews.merge import merge
from aftercare.reviews.models import ReplyTemplate, Review, ShopReply
from aftercare.reviews.policies import limits_of
from aftercare.reviews.records import held_of, matter_of
from aftercare.reviews.rules import MOST_REPLY, reply_refusal
from aftercare.reviews.terms import Answer, Direction, ReplyState
from aftercare.reviews.words import TEXT_LONG, TEXT_MISSING
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

STEPS: Final = {"replying": "reply", "replied": "correct_reply"}  # of a case that waits for the reply, or has it
STEPPERS: Final = (Role.REVIEW_SPECIALIST, Role.SUPERVISOR)  # who takes these steps, by the table of the flow
ANY: Final = -1  # in `Draft.seen`: whichever stands now


@dataclass(frozen=True)
class Draft:
    """The reply to be. `seen`: the id of the reply that stood when the person began to write (None: there was none),
    so that two who answer at once lose nothing."""

    text: str
    seen: int | None = None
    template: ReplyTemplate | None = None


def write_reply(*, review_id: int, draft: Draft, person: Person) -> ShopReply:
    """Store the reply; it takes the place of an earlier one that the platform does not show yet, on our own page of any
    earlier one. A case that waits for the reply gets it in the same transaction. The same words again change nothing.

    Raises NotFound, InvalidInput (`text`), and Refused: `reviews.role`, `.own`, `.answered`, `.added_to`, `.late`,
    `.changed`, or `reviews.blocked_words`; then nothing is written but that somebody tried.
    """
    text = tidy(draft.text)
    if problem := text_problem(text):
        raise InvalidInput({"text": problem})
    at = now()
    try:
        with transaction.atomic():
            return store_reply(_locked(person, review_id), text, draft, person)
    except BlockedReply as error:
        note_blocked(error, person, at)
        raise


def case_replied(case: Case, text: str, person: Person) -> None:
    """A step of a case has written its public reply: it is that of the review, checked by the same rules, in the same
    transaction. A case that no review has opened has none. Raises as `write_reply`, and then the step is not taken."""
    for review in Review.objects.filter(case=case).values_list("pk", flat=True):
        words = tidy(text)
        if problem := text_problem(words):
            raise InvalidInput({"public_reply": problem})
        store_reply(access_review(person, review, lock=True), words, Draft(words, ANY), person)


def _locked(person: Person, review_id: int) -> Review:
    """The case before its review, as the steps of cases lock them."""
    case = access_review(person, review_id).case
    if case is not None:
        access_case(person, case.number, lock=True)
    return access_review(person, review_id, lock=True)


def tidy(text: str) -> str:
    """As it is kept: one kind of line end, no hidden characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean(line) for line in lines).strip()


def text_problem(text: str) -> str:
    """Why these words are no reply; '' when they can be one."""
    if not text:
        return str(TEXT_MISSING)
    return str(TEXT_LONG) % {"most": MOST_REPLY, "count": len(text)} if len(text) > MOST_REPLY else ""


def store_reply(review: Review, text: str, draft: Draft, person: Person) -> ShopReply:
    """The part of `write_reply` inside its transaction; the review is locked and the text tidy."""
    at = now()
    standing = ShopReply.objects.filter(review=review).exclude(state=ReplyState.REPLACED).first()
    refusal = writing_refusal(person, review.shop_id)
    if refusal is None and standing is not None and standing.text == text:
        return standing
    refusal = refusal or reply_refusal(matter_of(review), limits_of(policies_of(review.shop, at)), at)
    if refusal is None and draft.seen not in (ANY, standing.pk if standing else None):
        refusal = Refusal("reviews.changed", _("Somebody has answered meanwhile."))
    if refusal is not None:
        raise Refused(refusal)
    refuse_blocked(review, text, at)
    if standing is not None:
        standing.state = ReplyState.REPLACED
        standing.save(update_fields=["state"])
    reply = ShopReply.objects.create(
        review=review,
        shop_id=review.shop_id,
        text=text,
        written_by_id=person.staff_id,
        written_at=at,
        template=draft.template,
    )
    _show(review, reply, at)
    _record(review, person, at, {"reply": reply.pk, "template": draft.template.pk if draft.template else None})
    if draft.seen != ANY:
        _move(review.case, text, person)
    return reply


def _show(review: Review, reply: ShopReply, at: datetime) -> None:
    """On our own page the buyer sees it from now on; elsewhere somebody still has to copy it."""
    if not review.on_own_page:
        review.answer = Answer.WRITTEN
        review.save(update_fields=["answer"])
        return
    reply.state, reply.confirmed_at = ReplyState.CONFIRMED, at
    reply.save(update_fields=["state", "confirmed_at"])
    held = held_of(review)
    shown = ReviewFacts(review.key, Direction(review.direction), reply_text=reply.text, replied_at=at)
    merge(held, shown, at)
    review.answer, review.stamps = Answer.CONFIRMED, held.stamps
    review.reply_text, review.replied_at = reply.text, at
    review.save(update_fields=["answer", "stamps", "reply_text", "replied_at"])


def _move(case: Case | None, text: str, person: Person) -> None:
    """The case that waits for a reply has it now."""
    step = STEPS.get(case.state) if case is not None and case.closed_at is None else None
    if case is not None and step is not None and person.has(case.shop_id, *STEPPERS):
        move_case(number=case.number, move_code=step, person=person, inputs={"public_reply": text})


def _record(review: Review, person: Person, at: datetime, data: dict[str, object]) -> None:
    record(
        kind="review.replied",
        subject=("review", review.pk),
        shop_id=review.shop_id,
        actor_id=person.staff_id,
        at=at,
        data=data,
    )
