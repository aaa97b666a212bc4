"""The box is closed: the record of who packed what, and when (O9)."""

from dataclasses import dataclass

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.dispatch.actions.start_packing import note
from aftercare.dispatch.models import Packing, Promise
from aftercare.dispatch.packing import Standing, access_packing, own_packing, standing_of
from aftercare.dispatch.packing_rules import Hold, finish_problems, missing
from aftercare.dispatch.terms import PackingState, Stage
from aftercare.shops.access import Person


@dataclass(frozen=True)
class Closing:
    """What is typed beside the scans; grams None: not weighed."""

    grams: int | None = None
    video: str = ""


def finish_packing(*, closing: Closing, person: Person) -> Packing:
    """Close the box on the person's table. Address, goods and holds are looked at once more. Raises NotFound with
    nothing on the table, InvalidInput, and Refused: pieces are missing (named), or something has changed since."""
    video = clean(closing.video)
    if problems := finish_problems(closing.grams, video):
        raise InvalidInput(problems)
    with transaction.atomic():
        packing = own_packing(person)
        if packing is None:
            raise NotFound("packing")
        promise = _locked(packing)
        packing = access_packing(person, packing.pk, lock=True)
        if packing.state != PackingState.OPEN:
            raise Refused(Refusal("packing_over", _("This packing is over: scan the slip again.")))
        at = now()
        standing = standing_of(promise, at)
        _check(packing, standing)
        packing.state, packing.ended_at, packing.touched_at = PackingState.DONE, at, at
        packing.grams, packing.video, packing.release = closing.grams, video, standing.release
        packing.save()
        promise.stage = Stage.PACKED
        promise.save(update_fields=["stage"])
        note(packing, "packing.finished", person, at, grams=closing.grams, mistakes=packing.mistakes)
    return packing


def set_aside(*, person: Person) -> None:
    """Take the order off the person's table; what was scanned counts for nothing. Raises NotFound."""
    with transaction.atomic():
        packing = own_packing(person, lock=True)
        if packing is None:
            raise NotFound("packing")
        at = now()
        packing.state, packing.ended_at = PackingState.DROPPED, at
        packing.save(update_fields=["state", "ended_at"])
        note(packing, "packing.set_aside", person, at)


def _locked(packing: Packing) -> Promise:
    """The promise before the packing, as whoever starts one locks them."""
    rows = Promise.objects.select_for_update(of=("self",), no_key=True).select_related("shop", "order")
    promise = rows.filter(order_id=packing.order_id).first()
    if promise is None or promise.ended_at is not None:
        raise Refused(Refusal("has_left", _("This order has left already, or was closed: put the goods back.")))
    return promise


def _check(packing: Packing, standing: Standing) -> None:
    if standing.holds:
        first = standing.holds[0]
        raise Refused(Refusal(first.value, first.label))
    lacking = missing(standing.contents.wanted, packing.scanned)
    if lacking and not (standing.release and Hold.MISSING.value in standing.release.codes):
        named = "、".join(f"{line.title} {line.sku} ×{pieces}".replace("  ", " ") for line, pieces in lacking)
        raise Refused(Refusal("missing", _("Still missing: %(lines)s"), {"lines": named}))
