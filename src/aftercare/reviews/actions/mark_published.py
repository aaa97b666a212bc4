"""A person says that they have copied the reply to the platform (R1); a later file confirms it."""

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.reviews.access import access_reply, writing_refusal
from aftercare.reviews.models import ShopReply
from aftercare.reviews.terms import Answer, ReplyState
from aftercare.shops.access import Person


def mark_published(*, reply_id: int, published: bool, person: Person) -> ShopReply:
    """Say so, or take it back. The same again changes nothing. Raises NotFound, and Refused: `reviews.role`, or
    `reviews.moved_on` for a reply that was replaced or that the platform shows already."""
    with transaction.atomic():
        reply = access_reply(person, reply_id)
        refusal = writing_refusal(person, reply.shop_id)
        if refusal is None and reply.state not in (ReplyState.WRITTEN, ReplyState.PUBLISHED):
            refusal = Refusal("reviews.moved_on", _("This reply has been replaced, or the platform shows it already."))
        if refusal is not None:
            raise Refused(refusal)
        if (reply.state == ReplyState.PUBLISHED) == published:
            return reply
        at = now()
        reply.state = ReplyState.PUBLISHED if published else ReplyState.WRITTEN
        reply.published_by_id, reply.published_at = (person.staff_id, at) if published else (None, None)
        reply.save(update_fields=["state", "published_by", "published_at"])
        review = reply.review
        review.answer = Answer.PUBLISHED if published else Answer.WRITTEN
        review.save(update_fields=["answer"])
        record(
            kind="review.published",
            subject=("review", review.pk),
            shop_id=review.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"reply": reply.pk, "published": published},
        )
    return reply
