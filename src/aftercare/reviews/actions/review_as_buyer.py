"""A buyer of an own site reviews what they bought, on our own page (R1): taken in exactly as a row of a file."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.files.actions.store_file import Upload, storing
from aftercare.files.rules import HEAD, media_type_of
from aftercare.files.terms import PICTURES
from aftercare.intake.actions.run_import import take_turn
from aftercare.orders.models import OrderLine
from aftercare.reviews.access import Buyer, access_line
from aftercare.reviews.actions.write_reply import tidy
from aftercare.reviews.bought import Bought, told_of, with_reviews
from aftercare.reviews.days import PARTS
from aftercare.reviews.facts import ReviewFacts
from aftercare.reviews.family import facts_of, key_of
from aftercare.reviews.models import Review, ReviewPicture
from aftercare.reviews.rules import MOST_PICTURES, MOST_SAID
from aftercare.reviews.taking import Scope, take_in
from aftercare.reviews.terms import Direction
from aftercare.shops.access import Person

STARS: Final = range(1, 6)
REVIEWED = Refusal("reviews.reviewed", _("You have reviewed this already."))
NOT_YET = Refusal("reviews.not_reviewed", _("Review it first; then you can add to it."))


@dataclass(frozen=True)
class Said:
    """What was typed. Stars 1 to 5, None: none was chosen; `parts`: those of the three parts of DSR that were given."""

    stars: int | None
    text: str = ""
    parts: Mapping[str, int] = field(default_factory=dict)
    pictures: Sequence[Upload] = ()


def review_as_buyer(*, buyer: Buyer, line_id: int, said: Said) -> Review:
    """Keep the review of one bought line. The same words again change nothing. Raises NotFound, InvalidInput (`stars`,
    `text`, `pictures`, `file`), and Refused: `reviews.reviewed`, `.no_deal`, `.early`, `.over`, or of the disk."""
    said = _checked(said)
    with transaction.atomic():
        bought, at = _turn(buyer, line_id)
        if bought.review is not None:
            if (bought.review.stars, bought.review.content) == (said.stars, said.text):
                return bought.review
            raise Refused(REVIEWED)
        if bought.refusal is not None:
            raise Refused(bought.refusal)
        review = _take_in(buyer, _facts(bought.line, said, at), at)
        review.on_own_page = True
        review.save(update_fields=["on_own_page"])
        with ExitStack() as kept:  # all pictures or none
            for upload in said.pictures:
                file = kept.enter_context(storing(upload=upload, shop_id=review.shop_id, person=Person.system(), at=at))
                ReviewPicture.objects.create(review=review, file=file)
            _record(review, "review.by_buyer", at)
    return review


def add_as_buyer(*, buyer: Buyer, line_id: int, text: str) -> Review:
    """Add to the review, once (追评). The same words again change nothing. Raises NotFound, InvalidInput (`text`), and
    Refused: `reviews.not_reviewed`, `.added`, `.addition_over`."""
    text = tidy(text)
    if problem := _text_problem(text) or ("" if text else _("Write something first.")):
        raise InvalidInput({"text": problem})
    with transaction.atomic():
        bought, at = _turn(buyer, line_id)
        review = bought.review
        if review is None:
            raise Refused(NOT_YET)
        if review.append_text == text:
            return review
        if bought.refusal is not None:
            raise Refused(bought.refusal)
        order_no = review.order_no or None
        facts = ReviewFacts(review.key, Direction.GET, order_no=order_no, append_text=text, appended_at=at)
        review = _take_in(buyer, facts, at)
        _record(review, "review.added_to", at)
    return review


def _turn(buyer: Buyer, line_id: int) -> tuple[Bought, datetime]:
    """The line as it stands once nobody else writes reviews of the shop: two tabs come one after the other."""
    line = access_line(buyer, line_id)
    take_turn(buyer.shop.pk)
    at = now()
    return with_reviews(buyer.shop, [line], at)[0], at


def _take_in(buyer: Buyer, facts: ReviewFacts, at: datetime) -> Review:
    scope = Scope(shop_id=buyer.shop.pk, batch_id=None, exported_at=at, at=at)
    take_in(scope, [(0, facts)])
    return Review.objects.get(shop=buyer.shop, key=facts.key)


def _facts(line: OrderLine, said: Said, at: datetime) -> ReviewFacts:
    customer = line.order.customer
    told: dict[str, Any] = {name: value or None for name, value in told_of(line).items()}
    told |= {f"dsr_{part}": stars for part, stars in said.parts.items()}
    told |= {"price": line.price, "buyer": customer.nick if customer else None}
    told |= {"stars": said.stars, "content": said.text, "reviewed_at": at}
    return facts_of(told, key_of(told))


def _checked(said: Said) -> Said:
    text = tidy(said.text)
    problems: dict[str, Any] = {}
    if said.stars not in STARS:
        problems["stars"] = _("Choose from one to five stars.")
    if not set(said.parts) <= set(PARTS) or not set(said.parts.values()) <= set(STARS):
        problems["parts"] = _("Choose from one to five stars.")
    if problem := _text_problem(text):
        problems["text"] = problem
    if len(said.pictures) > MOST_PICTURES:
        problems["pictures"] = _("At most %(most)s pictures.") % {"most": MOST_PICTURES}
    elif not all(_is_picture(one) for one in said.pictures):
        problems["pictures"] = _("Only pictures can be added here: JPG, PNG, WebP or HEIC.")
    if problems:
        raise InvalidInput(problems)
    return replace(said, text=text)


def _text_problem(text: str) -> Any:
    return _("At most %(most)s characters.") % {"most": MOST_SAID} if len(text) > MOST_SAID else ""


def _is_picture(upload: Upload) -> bool:
    upload.file.seek(0)
    return media_type_of(upload.file.read(HEAD)) in PICTURES


def _record(review: Review, kind: str, at: datetime) -> None:
    record(kind=kind, subject=("review", review.pk), shop_id=review.shop_id, actor_id=None, at=at)
