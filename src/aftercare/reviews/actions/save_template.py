"""Templates of replies to good reviews (R5): make one, change it, put it out of use."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from aftercare.chat.replycheck.policy import book_of
from aftercare.chat.replycheck.public import public_book
from aftercare.chat.replycheck.rules import check_reply
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.knowledge.rules import tidy, unknown_names, variables_in
from aftercare.reviews.access import KEEPERS, access_template, shops_where, template_refusal
from aftercare.reviews.filling import VARIABLES
from aftercare.reviews.models import ReplyTemplate
from aftercare.reviews.queries import MOST_TEMPLATES
from aftercare.reviews.rules import MOST_REPLY
from aftercare.reviews.words import TEXT_LONG, TEXT_MISSING
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

CHANGED = Refusal("reviews.template_changed", _("Somebody changed this template meanwhile. Look at it again."))


@dataclass(frozen=True)
class Words:
    """A template as typed; `product_code` '' for all products."""

    text: str
    product_code: str = ""


def create_template(*, shop_id: int, words: Words, person: Person) -> ReplyTemplate:
    """Add one to the shop. Raises NotFound for a shop whose templates are not theirs to keep, InvalidInput (`text`)."""
    if shop_id not in shops_where(person, *KEEPERS):
        raise NotFound(str(shop_id))
    with transaction.atomic():
        shop, at = Shop.objects.select_for_update(no_key=True).get(pk=shop_id), now()
        text = _checked(shop, words, at)
        if ReplyTemplate.objects.filter(shop=shop, is_active=True).count() >= MOST_TEMPLATES:
            raise InvalidInput({"text": _("The shop has %(most)s templates; put one out of use first.") % _MOST})
        template = ReplyTemplate.objects.create(
            shop=shop,
            text=text,
            product_code=clean(words.product_code)[:80],
            changed_by_id=person.staff_id,
            changed_at=at,
        )
        _record(template, person, at, "made")
    return template


def change_template(*, template_id: int, words: Words, version: int, person: Person) -> ReplyTemplate:
    """Give it other words. Raises NotFound, Refused (`reviews.keeper`, `.template_changed`), InvalidInput (`text`)."""
    with transaction.atomic():
        template, at = _locked(template_id, version, person), now()
        template.text = _checked(template.shop, words, at)
        template.product_code = clean(words.product_code)[:80]
        _save(template, person, at, ["text", "product_code"], "changed")
    return template


def use_template(*, template_id: int, is_active: bool, version: int, person: Person) -> ReplyTemplate:
    """Put it out of use, or back. Raises NotFound and Refused as `change_template`."""
    with transaction.atomic():
        template, at = _locked(template_id, version, person), now()
        template.is_active = is_active
        _save(template, person, at, ["is_active"], "in_use" if is_active else "out_of_use")
    return template


_MOST = {"most": MOST_TEMPLATES}


def _locked(template_id: int, version: int, person: Person) -> ReplyTemplate:
    template = access_template(person, template_id, lock=True)
    if (refusal := template_refusal(person, template.shop_id)) is not None:
        raise Refused(refusal)
    if template.version != version:
        raise Refused(CHANGED)
    return template


def _checked(shop: Shop, words: Words, at: datetime) -> str:
    text = tidy(words.text)
    problem: Any = ""
    if not text:
        problem = TEXT_MISSING
    elif len(text) > MOST_REPLY:
        problem = str(TEXT_LONG) % {"most": MOST_REPLY, "count": len(text)}
    elif odd := [*unknown_names(text), *(str(one.label) for one in variables_in(text) if one not in VARIABLES)]:
        problem = str(_("%(names)s cannot stand in a public reply.")) % {"names": "、".join(odd)}
    elif blocked := [hit for hit in check_reply(text, public_book(book_of(shop, at))) if hit.is_blocked]:
        problem = _(blocked[0].why)
    if problem:
        raise InvalidInput({"text": problem})
    return text


def _save(template: ReplyTemplate, person: Person, at: datetime, fields: list[str], what: str) -> None:
    template.version += 1
    template.changed_by_id, template.changed_at = person.staff_id, at
    template.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
    _record(template, person, at, what)


def _record(template: ReplyTemplate, person: Person, at: datetime, what: str) -> None:
    record(
        kind="review.template",
        subject=("reply_template", template.pk),
        shop_id=template.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"what": what},
    )
