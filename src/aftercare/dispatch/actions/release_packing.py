"""A supervisor lets an order be packed in spite of what holds it back; or has it packed anew (O9)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.dispatch.access import OVERRIDERS, access_promise, check_role
from aftercare.dispatch.models import Packing, Promise, Release
from aftercare.dispatch.packing import standing_of
from aftercare.dispatch.packing_rules import Hold
from aftercare.dispatch.terms import LONGEST_NOTE, PackingState, Stage
from aftercare.shops.access import Person

LEAST_REASON = 4


def release_packing(*, order_id: int, codes: Collection[str], reason: str, person: Person) -> Release:
    """For the order as it stands: a change afterwards stops it again. Raises NotFound, Refused for whoever is no
    supervisor there or when the order has left, InvalidInput without a code or a reason."""
    reason = _reason(reason)
    if not codes or set(codes) - set(Hold.values):
        raise InvalidInput({"codes": _("Choose what is to be let pass.")})
    with transaction.atomic():
        promise = _locked(order_id, person)
        own_id, at = check_role(person, promise.shop_id, OVERRIDERS), now()
        standing = standing_of(promise, at)
        before = set(standing.release.codes) if standing.release else set()
        release = Release.objects.create(
            order_id=order_id,
            shop_id=promise.shop_id,
            codes=sorted(before | set(codes)),
            content=standing.contents.seal,
            reason=reason,
            by_id=own_id,
            at=at,
        )
        _note(promise, "packing.released", person, at, codes=sorted(codes))
    return release


def pack_again(*, order_id: int, reason: str, person: Person) -> None:
    """The box is opened again: the finished packing counts no more and stays in the record, and what was let pass is
    looked at anew. Raises NotFound, Refused (no supervisor, nothing packed, has left), InvalidInput (`reason`)."""
    reason = _reason(reason)
    with transaction.atomic():
        promise = _locked(order_id, person)
        own_id, at = check_role(person, promise.shop_id, OVERRIDERS), now()
        done = Packing.objects.filter(order_id=order_id, state=PackingState.DONE)
        if not done.update(state=PackingState.DROPPED):
            raise Refused(Refusal("not_packed", _("This order has not been packed yet.")))
        promise.stage = Stage.PACK
        promise.save(update_fields=["stage"])
        Release.objects.create(
            order_id=order_id,
            shop_id=promise.shop_id,
            codes=[],
            content=standing_of(promise, at).contents.seal,
            reason=reason,
            by_id=own_id,
            at=at,
        )
        _note(promise, "packing.reopened", person, at)


def _locked(order_id: int, person: Person) -> Promise:
    promise = access_promise(person, order_id, lock=True)
    if promise.ended_at is not None:
        raise Refused(Refusal("has_left", _("This order has left already, or was closed: put the goods back.")))
    return promise


def _reason(text: str) -> str:
    text = clean(text)[:LONGEST_NOTE]
    if len(text) < LEAST_REASON:
        raise InvalidInput({"reason": _("Say why, in a few words.")})
    return text


def _note(promise: Promise, kind: str, person: Person, at: datetime, **data: object) -> None:
    record(
        kind=kind,
        subject=("order", promise.order_id),
        shop_id=promise.shop_id,
        actor_id=person.staff_id,
        at=at,
        data=data,
    )
