"""The one check of public replies, for every door (S11, R6): the shop's rules of answers, read for words that
everybody sees. So nothing of any buyer may stand there, not even of the one who wrote the review."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext

from aftercare.cases.models import Case
from aftercare.chat.checking import numbers_of_all, places_of
from aftercare.chat.replycheck.folding import bare, flat, tight
from aftercare.chat.replycheck.numbers import addresses_in, numbers_of
from aftercare.chat.replycheck.persons import phone_of
from aftercare.chat.replycheck.policy import book_of
from aftercare.chat.replycheck.public import public_book
from aftercare.chat.replycheck.rules import Context, Hit, check_reply
from aftercare.core.crypto import keyed_hash
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.words import _
from aftercare.orders.models import Order
from aftercare.reviews.models import Review
from aftercare.shops.access import Person

BLOCKED: Final = "reviews.blocked_words"
GUARDS: Final = frozenset({"promise_for_review", "number_in_reply"})  # of cases, that read a public reply's words
LEAST_NAME: Final = 2  # letters of a name or nick that is looked for
PINDUODUO: Final = 6  # digits before the hyphen in its order numbers
_NAMED: Final = _("It names the buyer: name, nick, phone, address or order. Everybody reads the reply.")


@dataclass(frozen=True)
class Remark:
    """What a reply meets: `start` to before `end` of the text; one that `is_blocked` cannot be stored."""

    rule: str
    start: int
    end: int
    why: str
    better: str = ""
    is_blocked: bool = False


class BlockedReply(Refused):
    """A reply that may not be stored; carries what `note_blocked` writes down."""

    def __init__(self, review: Review, remarks: Sequence[Remark]) -> None:
        self.review, self.remarks = review, [one for one in remarks if one.is_blocked]
        super().__init__(Refusal(BLOCKED, _("Not stored. %(why)s"), {"why": self.remarks[0].why}))


def check_public(review: Review, text: str, at: datetime) -> list[Remark]:
    """All that the reply meets, and what of it blocks; a few queries when numbers or addresses stand in it."""
    hits = check_reply(text, public_book(book_of(review.shop, at)), _context(review.shop_id, text))
    found = [_remark(hit) for hit in hits]
    return [*_named(review, text), *found]


def refuse_blocked(review: Review, text: str, at: datetime) -> list[Remark]:
    """The remarks that only warn. Raises BlockedReply when the reply may not be stored."""
    remarks = check_public(review, text, at)
    if any(one.is_blocked for one in remarks):
        raise BlockedReply(review, remarks)
    return remarks


def note_blocked(error: BlockedReply, person: Person, at: datetime) -> None:
    """Keep for quality work that somebody tried, without the words, in a transaction of its own."""
    _note(("review", error.review.pk), error.review.shop_id, {one.rule for one in error.remarks}, person, at)


def note_stopped(error: Refused | InvalidInput, case: Case, text: str, person: Person, at: datetime) -> None:
    """The same for a step of a case that was to write the public reply `text`, whether this check has stopped it or a
    guard of the case's own (C6): on the review, on the case when no review has opened it. Nothing when its words were
    not the reason."""
    code = error.refusal.code if isinstance(error, Refused) else ""
    if code and code not in (BLOCKED, *GUARDS):
        return
    review = Review.objects.filter(case=case).first()
    read = review or Review(shop=case.shop, order=case.order, order_no=case.order.platform_no, customer=case.customer)
    rules = {one.rule for one in check_public(read, text, at) if one.is_blocked} | ({code} & GUARDS)
    if rules:
        _note(("review", review.pk) if review else ("case", case.pk), case.shop_id, rules, person, at)


def _note(subject: tuple[str, int], shop_id: int, rules: Collection[str], person: Person, at: datetime) -> None:
    with transaction.atomic():
        record(
            kind="review.reply_blocked",
            subject=subject,
            shop_id=shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"rules": sorted(rules)},
        )


def _remark(hit: Hit) -> Remark:
    return Remark(hit.rule, hit.start, hit.end, gettext(hit.why), hit.better, hit.is_blocked)


def _context(shop_id: int, text: str) -> Context:
    numbers = numbers_of(text)
    if not numbers and not any(addresses_in(tight(flat(text)))):
        return Context()
    ours = frozenset(numbers_of_all(places_of(shop_id)))
    return Context(ours=ours, others=_known(shop_id, numbers - ours))


def _known(shop_id: int, numbers: Collection[str]) -> frozenset[str]:
    """Those numbers that are an order or a phone of any buyer of the shop."""
    if not numbers:
        return frozenset()
    orders = Order.objects.filter(shop_id=shop_id)
    written = {one: one for one in numbers} | {f"{one[:PINDUODUO]}-{one[PINDUODUO:]}": one for one in numbers}
    hashes = {keyed_hash(phone_of(one)): phone_of(one) for one in numbers}
    found = orders.filter(platform_no__in=written).values_list("platform_no", flat=True)
    phones = orders.filter(receiver_phone_hash__in=hashes).values_list("receiver_phone_hash", flat=True)
    return frozenset({written[one] for one in found} | {hashes[one] for one in phones.distinct()})


def _named(review: Review, text: str) -> list[Remark]:
    """Words that are this buyer's own: whole nick, name, phone, address, order number."""
    words, order = bare(text), review.order
    personal: list[Any] = [review.nick if "*" not in review.nick else "", review.order_no]
    if review.customer is not None:
        personal.append(review.customer.nick)
    if order is not None:
        personal += [order.receiver_name, order.receiver_phone, order.receiver_address]
    said = [one for one in map(bare, filter(None, personal)) if len(one) >= LEAST_NAME and one in words]
    if not said:
        return []
    return [Remark("personal.named", 0, len(text), str(_NAMED), is_blocked=True)]
