"""Ask an aggregator where parcels are: by hand, or by itself every few hours (O5). Off without a key.

A question is claimed and committed first, then asked outside of any transaction; its answer goes the way of a push.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.parcels.access import ASKERS, WRONG_ROLE, access_parcel
from aftercare.parcels.actions.take_pushes import secrets_of
from aftercare.parcels.couriers import courier_of
from aftercare.parcels.models import CourierLink, InboxItem, Parcel
from aftercare.parcels.policies import ASK_HOURS
from aftercare.parcels.providers import Provider, Question, Unanswered, provider_of
from aftercare.parcels.reports import as_json
from aftercare.parcels.terms import Way
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

JOB: Final = "parcels.ask_one"
APART: Final = timedelta(minutes=30)  # between two questions about one number: the aggregators' own rule
MOST: Final = 40  # questions of one run, one after the other
PATIENCE: Final = 5  # an aggregator that fails so often in a row is left alone until the next run
NO_LINK = Refusal("parcel.no_link", _("This shop asks no aggregator: an administrator can enter its key."))
ASKED_JUST_NOW = Refusal("parcel.asked", _("Asked less than 30 minutes ago; the aggregator allows no more."))
OVER = Refusal("parcel.over", _("This parcel has arrived: there is nothing to ask."))
NO_COURIER = Refusal("parcel.no_courier", _("Nobody knows yet which courier has this parcel."))


@dataclass(frozen=True)
class Claimed:
    """One question that is ours to ask."""

    parcel: Parcel
    link: CourierLink
    provider: Provider


def ask_refusal(parcel: Parcel, person: Person, links: Sequence[CourierLink], at: datetime) -> Refusal | None:
    """Why the person may not have it asked now; the page greys its button with it. `links`: active ones of the shop."""
    if not person.has(parcel.shop_id, *ASKERS):
        return WRONG_ROLE
    if not any(link.asks for link in links):
        return NO_LINK
    if parcel.is_over:
        return OVER
    if not parcel.courier_code:
        return NO_COURIER
    if parcel.asked_at is not None and parcel.asked_at > at - APART:
        return ASKED_JUST_NOW
    return None


def ask_for(*, parcel_id: int, person: Person) -> Parcel:
    """Have it asked in a moment. Raises NotFound and Refused."""
    with transaction.atomic():
        parcel, at = access_parcel(person, parcel_id, lock=True), now()
        refusal = ask_refusal(parcel, person, _links(parcel.shop_id), at)
        if refusal is not None:
            raise Refused(refusal)
        parcel.asked_at = at
        parcel.save(update_fields=["asked_at"])
        enqueue(JOB, parcel_id=parcel.pk)
        record(
            kind="parcel.asked",
            subject=("parcel", parcel.pk),
            shop_id=parcel.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"number": parcel.number},
        )
    return parcel


def ask_one(*, parcel_id: int) -> bool:
    """The job of `ask_for`: ask and keep the answer; whether there was one."""
    parcel = Parcel.objects.select_related("shop").filter(pk=parcel_id).first()
    link = next(iter(_links(parcel.shop_id)), None) if parcel else None
    provider = provider_of(link.provider) if link else None
    if parcel is None or link is None or provider is None:
        return False
    return _ask(Claimed(parcel, link, provider))


def ask_due() -> int:
    """Ask about parcels whose time has come, shop by shop; returns how many answers came."""
    answered = 0
    for link in CourierLink.objects.filter(is_active=True, asks=True, shop__is_active=True).select_related("shop"):
        provider = provider_of(link.provider)
        if provider is None or not provider.may_ask(secrets_of(link)):
            continue
        failed = 0
        for parcel in _claim(link):
            is_answered = _ask(Claimed(parcel, link, provider))
            answered += is_answered
            failed = 0 if is_answered else failed + 1
            if failed >= PATIENCE:
                break
    return answered


@transaction.atomic
def _claim(link: CourierLink) -> list[Parcel]:
    """Parcels to ask about now, marked as asked before anybody is: whoever dies on the way asks them next time."""
    at = now()
    due = Parcel.objects.filter(shop_id=link.shop_id, ask_at__lte=at).exclude(courier_code="").order_by("ask_at", "pk")
    parcels = list(due.select_for_update(skip_locked=True, of=("self",), no_key=True)[:MOST])
    every = max(timedelta(hours=policies_of(link.shop, at).get(ASK_HOURS)), APART)
    Parcel.objects.filter(pk__in=[one.pk for one in parcels]).update(asked_at=at, ask_at=at + every)
    return parcels


def _ask(claimed: Claimed) -> bool:
    """Over the network, outside of any transaction. What went wrong stands on the settings page."""
    parcel, link = claimed.parcel, claimed.link
    try:
        if connection.in_atomic_block:
            raise RuntimeError("a question must not be asked inside a transaction")
        report = claimed.provider.ask(_question(parcel), secrets_of(link))
    except Unanswered as trouble:
        CourierLink.objects.filter(pk=link.pk).update(trouble=str(trouble)[:200], trouble_at=now())
        return False
    if report.events and report.number == parcel.number:
        InboxItem.objects.create(shop_id=parcel.shop_id, way=Way.ASKED, reports=as_json([report]), come_at=now())
    if link.trouble:
        CourierLink.objects.filter(pk=link.pk).update(trouble="", trouble_at=None)
    return True


def _question(parcel: Parcel) -> Question:
    courier = courier_of(parcel.courier_code)
    tail = ""
    if courier is not None and courier.needs_phone and parcel.order is not None:
        digits = "".join(letter for letter in parcel.order.receiver_phone if letter.isascii() and letter.isdigit())
        tail = digits[-4:]
    return Question(parcel.courier_code, parcel.number, tail)


def _links(shop_id: int) -> list[CourierLink]:
    return list(CourierLink.objects.filter(shop_id=shop_id, is_active=True, asks=True).order_by("pk"))
