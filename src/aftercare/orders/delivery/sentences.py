"""The answer in words to send to the buyer. Pure: texts are looked up when the sentence is printed, so that whoever
prints it chooses the language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aftercare.core.money import ZERO, Money
from aftercare.core.words import _
from aftercare.orders.delivery.rules import Blocked, DeliveryAnswer, Option
from aftercare.orders.delivery.terms import GapKind

WHERE = _("Could you tell me the province and city it goes to? Then I can look up courier, freight and time for you.")
HINDERED = {
    GapKind.OUT_OF_ZONE: _("%(courier)s does not deliver to the door in %(place)s."),
    GapKind.NO_OUTLET: _("%(courier)s has no outlet in %(place)s."),
    GapKind.SUSPENDED: _("The outlet of %(courier)s in %(place)s takes no parcels at the moment."),
}
SUSPENDED_UNTIL = _("The outlet of %(courier)s in %(place)s takes no parcels until %(until)s.")
TOO_HEAVY = _("%(courier)s takes at most %(most)s kg.")
PICK_UP = _("Or it goes to the nearest outlet of %(courier)s, and you fetch it there.")
NOBODY = _("I am sorry, none of our couriers goes to %(place)s just now.")
# (the usual courier, instead of it)
FREE = (
    _("To %(place)s we send with %(courier)s, freight free, usually there %(days)s."),
    _("To %(place)s we can send with %(courier)s instead, at no extra charge, usually there %(days)s."),
)
WEIGHED = (
    _("To %(place)s we send with %(courier)s: freight ¥%(pays)s for %(kg)s kg, usually there %(days)s."),
    _("To %(place)s we can send with %(courier)s instead: freight ¥%(pays)s for %(kg)s kg, usually there %(days)s."),
)
BY_WEIGHT = (
    _("To %(place)s we send with %(courier)s: ¥%(first)s for the first kg, ¥%(next)s for each further one, "
      "usually there %(days)s."),
    _("To %(place)s we can send with %(courier)s instead: ¥%(first)s for the first kg, ¥%(next)s for each further one, "
      "usually there %(days)s."),
)  # fmt: skip
COLLECT = (
    _("To %(place)s we send with %(courier)s, freight collect (you pay the courier), usually there %(days)s."),
    _("To %(place)s we can send with %(courier)s instead, freight collect (you pay the courier), "
      "usually there %(days)s."),
)  # fmt: skip
MAKE_UP = _("To %(place)s we can send with %(courier)s instead for ¥%(surcharge)s more, usually there %(days)s.")
ALSO = _("If you are in a hurry: %(courier)s takes it %(days)s, ¥%(surcharge)s more.")
ALSO_COLLECT = _("If you are in a hurry: %(courier)s takes it %(days)s, freight collect.")


@dataclass(frozen=True)
class Phrase:
    """A text with its values; a value may be a phrase or a lazy text itself."""

    text: Any
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return str(self.text) % {name: str(value) for name, value in self.values} if self.values else str(self.text)


@dataclass(frozen=True)
class Saying:
    """Sentences in a row; printing it looks the texts up in the language of that moment."""

    phrases: tuple[Phrase, ...]

    def __str__(self) -> str:
        texts = [str(phrase) for phrase in self.phrases]
        # Chinese sentences stand side by side, others are parted by a space.
        return "".join(text if text[-1:] in "。？！" else f"{text} " for text in texts).strip()


def buyers_sentence(answer: DeliveryAnswer) -> Saying:
    """What the agent sends: courier, freight, time; if the usual courier does not go there, the ways that are left."""
    return Saying(tuple(_phrases(answer)))


def _phrases(answer: DeliveryAnswer) -> Iterator[Phrase]:
    if not answer.place:
        yield Phrase(WHERE)
        return
    hindrance = answer.hindrance
    if hindrance is not None:
        yield _hindrance(hindrance, answer)
    if not answer.options:
        yield Phrase(NOBODY, _place(answer))
    else:
        yield _main(answer, answer.options[0])
    if hindrance is not None and answer.may_pick_up:
        yield Phrase(PICK_UP, (("courier", hindrance.courier),))
    if answer.options:
        yield from _faster(answer.options)


def _hindrance(blocked: Blocked, answer: DeliveryAnswer) -> Phrase:
    values = (("courier", blocked.courier), *_place(answer))
    if blocked.kind is None:
        return Phrase(TOO_HEAVY, (*values, ("most", kilograms(blocked.most or 0))))
    if blocked.until is not None and blocked.kind is GapKind.SUSPENDED:
        return Phrase(SUSPENDED_UNTIL, (*values, ("until", f"{blocked.until:%Y-%m-%d}")))
    return Phrase(HINDERED[blocked.kind], values)


def _main(answer: DeliveryAnswer, option: Option) -> Phrase:
    values = (*_place(answer), ("courier", option.courier), ("days", days_words(option.days)))
    instead = 0 if option.is_default else 1
    if option.pays is None:
        return Phrase(COLLECT[instead], values)
    if answer.is_free and option.pays:
        return Phrase(MAKE_UP, (*values, ("surcharge", yuan(option.surcharge))))
    if not option.pays:
        return Phrase(FREE[instead], values)
    if answer.parcel.grams is None:
        fees = (("first", yuan(option.tariff.first)), ("next", yuan(option.tariff.next)))
        return Phrase(BY_WEIGHT[instead], (*values, *fees))
    return Phrase(WEIGHED[instead], (*values, ("pays", yuan(option.pays)), ("kg", answer.parcel.kilograms)))


def _faster(options: tuple[Option, ...]) -> Iterator[Phrase]:
    """One courier that is quicker than the first, with what it costs the buyer on top."""
    first, *others = options
    quicker = [one for one in others if (one.days[1], one.days[0]) < (first.days[1], first.days[0])]
    if not quicker:
        return
    best = min(quicker, key=lambda one: (one.days[1], one.days[0], one.fee))
    values = (("courier", best.courier), ("days", days_words(best.days)))
    if best.pays is None:
        yield Phrase(ALSO_COLLECT, values)
    elif first.pays is not None:
        yield Phrase(ALSO, (*values, ("surcharge", yuan(max(best.pays - first.pays, ZERO)))))


def _place(answer: DeliveryAnswer) -> tuple[tuple[str, Any], ...]:
    return (("place", answer.place.words),)


def days_words(days: tuple[int, int]) -> Phrase:
    """'in 2–3 days', 'the next day'."""
    least, most = days
    if most == 0:
        return Phrase(_("the same day"))
    if least == most == 1:
        return Phrase(_("the next day"))
    return Phrase(_("in %(days)s days"), (("days", f"{least}–{most}" if least < most else str(most)),))


def yuan(amount: Money) -> str:
    """'6' or '6.50', as people write it in a chat."""
    return amount.yuan.removesuffix(".00")


def kilograms(grams: int) -> str:
    """'20' or '1.5'."""
    return f"{grams / 1000:.3f}".rstrip("0").rstrip(".")
