"""Whose reviews a person may see, who answers them and keeps their templates. Not yours = not found (P1, P2)."""

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal
from aftercare.core.words import _
from aftercare.files.models import StoredFile
from aftercare.orders.models import OrderLine
from aftercare.orders.terms import OrderStatus
from aftercare.reviews.models import ReplyTemplate, Review, ReviewPicture, ShopReply
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.shops.terms import Platform

WRITERS: Final = (Role.REVIEW_SPECIALIST, Role.SUPERVISOR, Role.RIGHTS_SPECIALIST)
READERS: Final = (*WRITERS, Role.OPERATIONS, Role.ADMINISTRATOR)
KEEPERS: Final = (Role.REVIEW_SPECIALIST, Role.SUPERVISOR, Role.ADMINISTRATOR)  # of templates
EXPORTERS: Final = (Role.SUPERVISOR, Role.OPERATIONS, Role.ADMINISTRATOR)
WRONG_ROLE = Refusal("reviews.role", _("Review and rights specialists and supervisors do this."))
NOT_KEEPER = Refusal("reviews.keeper", _("Review specialists, supervisors and administrators keep the templates."))


@dataclass(frozen=True)
class Buyer:
    """A buyer whom the shop's own site has signed; `customer_id` is None when no order of theirs is known."""

    shop: Shop
    customer_id: int | None


def shops_where(person: Person, *roles: Role) -> frozenset[int]:
    """The shops in which the person holds one of the roles."""
    return frozenset(shop_id for shop_id in person.shop_ids if person.has(shop_id, *roles))


def visible_reviews(person: Person) -> QuerySet[Review]:
    """Every list, page, card and export of reviews starts here."""
    if person.is_system:
        return Review.objects.all()
    return Review.objects.filter(shop_id__in=shops_where(person, *READERS))


def access_review(person: Person, pk: int, *, lock: bool = False) -> Review:
    """The review, locked when it is to be written. Raises NotFound."""
    rows = visible_reviews(person).select_related("shop", "order", "order_line", "customer", "case")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def access_reply(person: Person, pk: int) -> ShopReply:
    """A written reply with its review, which is locked. Raises NotFound."""
    reply = ShopReply.objects.filter(pk=pk, review__in=visible_reviews(person)).first()
    if reply is None:
        raise NotFound(str(pk))
    reply.review = access_review(person, reply.review_id, lock=True)
    reply.refresh_from_db(fields=["state"])
    return reply


def writing_refusal(person: Person, shop_id: int) -> Refusal | None:
    """Why the person writes no replies in that shop."""
    return None if person.has(shop_id, *WRITERS) else WRONG_ROLE


def visible_templates(person: Person) -> QuerySet[ReplyTemplate]:
    """Templates of the shops whose reviews the person sees."""
    return ReplyTemplate.objects.filter(shop_id__in=shops_where(person, *READERS)).select_related("shop")


def access_template(person: Person, pk: int, *, lock: bool = False) -> ReplyTemplate:
    """The template, locked when it is to be written. Raises NotFound."""
    rows = visible_templates(person)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def template_refusal(person: Person, shop_id: int) -> Refusal | None:
    """Why the person does not keep the templates of that shop."""
    return None if person.has(shop_id, *KEEPERS) else NOT_KEEPER


def access_picture(person: Person, review_id: int, token: str) -> StoredFile:
    """A picture of a review that the person reads. Raises NotFound."""
    pictures = ReviewPicture.objects.filter(review__in=visible_reviews(person), review_id=review_id)
    return _file(pictures, token)


def visible_lines(buyer: Buyer) -> QuerySet[OrderLine]:
    """What a buyer of an own site has bought there: all that they review and see begins here. None elsewhere."""
    if buyer.shop.platform != Platform.OWN or buyer.customer_id is None:
        return OrderLine.objects.none()
    bought = OrderLine.objects.filter(order__shop=buyer.shop, order__customer_id=buyer.customer_id)
    return bought.filter(order__source_order=None).exclude(order__status=OrderStatus.CLOSED)


def access_line(buyer: Buyer, pk: int) -> OrderLine:
    """A line of theirs with its order. Raises NotFound, whatever else it is."""
    line = visible_lines(buyer).select_related("order__shop").filter(pk=pk).first()
    if line is None:
        raise NotFound(str(pk))
    return line


def access_own_picture(buyer: Buyer, token: str) -> StoredFile:
    """A picture that this buyer has added to a review of theirs. Raises NotFound."""
    return _file(ReviewPicture.objects.filter(review__order_line__in=visible_lines(buyer)), token)


def _file(pictures: QuerySet[ReviewPicture], token: str) -> StoredFile:
    found = pictures.filter(file__token=token).select_related("file").first()
    if found is None:
        raise NotFound(token)
    return found.file


def shops_of(person: Person, *roles: Role) -> list[Shop]:
    """Shops in which the person holds one of the roles, by name."""
    return list(Shop.objects.filter(pk__in=shops_where(person, *roles)).order_by("name", "pk"))
