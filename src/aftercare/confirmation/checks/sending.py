"""The way to the buyer: courier, other parcels, later changes (O2, O6; source A: 快递超区). Pure."""

from collections.abc import Iterator

from aftercare.confirmation.checks.address import is_blind, whole_address
from aftercare.confirmation.checks.wishes import couriers_in
from aftercare.confirmation.facts import CheckFacts, Finding
from aftercare.confirmation.terms import Level
from aftercare.orders.delivery.places import read_address
from aftercare.orders.delivery.rules import Parcel, Unsure, delivery_answer


def check_courier(facts: CheckFacts) -> Iterator[Finding]:
    """Whether the usual courier goes there, and whether the one that the buyer names does."""
    wanted, unwanted = couriers_in(facts.message)
    if not facts.couriers.tariffs:
        if wanted or unwanted:
            yield Finding("courier.wish", Level.LOOK, {"couriers": "、".join(sorted(wanted | unwanted))})
        return
    address = facts.region if is_blind(facts) else whole_address(facts)
    answer = delivery_answer(read_address(address), Parcel(worth=facts.worth), facts.couriers, facts.day)
    if not answer.place:
        return  # the address itself is told already
    names = [option.courier for option in answer.options]
    if not names:
        yield Finding("courier.nobody", Level.STOP, {"place": answer.place.words})
    elif answer.hindrance is not None:
        kind = answer.hindrance.kind
        params = {"courier": answer.default, "place": answer.place.words, "other": names[0]}
        yield Finding(f"courier.{kind.value if kind else 'too_heavy'}", Level.LOOK, params)
    else:
        for doubt in answer.doubts:
            if doubt.kind is Unsure.PART and doubt.courier == answer.default and not is_blind(facts):
                params = {"courier": doubt.courier, "places": "、".join(doubt.places)}
                yield Finding("courier.part", Level.LOOK, params)
    for name in sorted(wanted):
        if not any(name in courier.upper() for courier in names):
            yield Finding("courier.wish_cannot", Level.LOOK, {"courier": name, "place": answer.place.words})
        elif name not in answer.default.upper():
            yield Finding("courier.wish", Level.LOOK, {"couriers": name})
    if any(name in answer.default.upper() for name in unwanted):
        yield Finding("courier.unwanted", Level.LOOK, {"courier": answer.default})


def check_siblings(facts: CheckFacts) -> Iterator[Finding]:
    """Other unsent orders of the buyer: one parcel, or an order placed twice."""
    together = [one.number for one in facts.buyer.unsent if one.same_place]
    apart = [one.number for one in facts.buyer.unsent if not one.same_place]
    if together:
        yield Finding("buyer.merge", Level.LOOK, {"orders": ", ".join(together)})
    if apart:
        yield Finding("buyer.apart", Level.LOOK, {"orders": ", ".join(apart)})


def check_changed(facts: CheckFacts) -> Iterator[Finding]:
    """A report that came later says something else than what was looked at."""
    if facts.changed:
        yield Finding(f"changed.{facts.changed}", Level.LOOK)
