"""What the bell says of conversations: late answers, prices asked for, notes that name one (S2, S7, S13)."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.chat.models import Mention, PriceOffer, Wait
from aftercare.chat.terms import OfferState
from aftercare.shops.access import Person
from aftercare.web.shell.bell import MOST, Notice

LATELY = timedelta(days=1)


def told_of_talks(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    """Three queries at most."""
    leads = [pk for pk in shop_ids if person.decides(pk, Role.SUPERVISOR)]
    return [*_named(person, shop_ids), *((*_unanswered(leads), *_prices(leads)) if leads else ())]


def _unanswered(shop_ids: list[int]) -> list[Notice]:
    late = Wait.objects.filter(shop_id__in=shop_ids, ended_at=None).exclude(escalated_at=None)
    rows = late.select_related("agent").order_by("-escalated_at")[:MOST]
    return [
        Notice(
            _("%(agent)s has not answered a buyer in time") % {"agent": wait.agent.name}
            if wait.agent
            else _("A buyer in the queue was not answered in time"),
            reverse("talk", args=[wait.conversation_id]),
            wait.escalated_at or wait.due_at,
            "late",
        )
        for wait in rows
    ]


def _prices(shop_ids: list[int]) -> list[Notice]:
    asked = PriceOffer.objects.filter(shop_id__in=shop_ids, state=OfferState.ASKED)
    rows = asked.select_related("asked_by", "product").order_by("-asked_at")[:MOST]
    return [
        Notice(
            _("%(agent)s asks for ¥%(price)s for %(product)s")
            % {"agent": offer.asked_by.name, "price": offer.offered, "product": offer.product.title},
            reverse("talk", args=[offer.conversation_id]),
            offer.asked_at,
            "us",
        )
        for offer in rows
    ]


def _named(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    unseen = Mention.objects.filter(staff_id=person.staff_id or 0, seen_at=None, conversation__shop_id__in=shop_ids)
    rows = unseen.select_related("message__staff").order_by("-at")[:MOST]
    return [
        Notice(
            _("%(name)s names you in a note") % {"name": mention.message.staff.name if mention.message.staff else ""},
            reverse("talk", args=[mention.conversation_id]),
            mention.at,
            "us",
        )
        for mention in rows
    ]
