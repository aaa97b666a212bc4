"""The needs in one line (S5; C 沟通记录): 预算500内,送闺蜜生日礼物,喜欢清新风格,意向A和B,疑问:是否支持刻字. Pure.

Only what is known, always in this order, in the reader's language.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from aftercare.chat.needs.rules import Needs, told
from aftercare.chat.needs.terms import Doubt, ForWhom, Occasion, Recipient, named
from aftercare.core.money import Money
from aftercare.core.words import _

BETWEEN: Final = _(", ")  # parts of the line
ENUMERATED: Final = _("; ")  # entries of one part
AND: Final = _("%(first)s and %(last)s")


def summary(needs: Needs) -> str:
    """One line of all that is known; '' when nothing is."""
    return str(BETWEEN).join(part for part in _parts(needs) if part)


def budget_words(least: Money | None, most: Money | None) -> str:
    """The budget as people say it: 预算500内, 预算300-500, 预算500左右, 预算500以上; '' when it is not known."""
    if least is not None and most is not None:
        if least == most:
            return _("budget about %(most)s") % {"most": yuan(most)}
        return _("budget %(least)s–%(most)s") % {"least": yuan(least), "most": yuan(most)}
    if most is not None:
        return _("budget up to %(most)s") % {"most": yuan(most)}
    return "" if least is None else _("budget from %(least)s") % {"least": yuan(least)}


def yuan(amount: Money) -> str:
    """'500', or '99.90' where there are fen: as somebody would say it, without a sign."""
    return amount.yuan.removesuffix(".00")


def _parts(needs: Needs) -> Iterator[str]:
    yield budget_words(needs.budget_least, needs.budget_most)
    yield from _purpose(needs)
    yield _said(_("likes %(what)s"), str(ENUMERATED).join(told(needs.preferences)))
    yield _said(_("interested in %(what)s"), _joined(told(needs.wanted)))
    doubts = tuple(named(Doubt, doubt) for doubt in told(needs.doubts))
    yield _said(_("wants to know: %(what)s"), str(ENUMERATED).join(doubts))


def _purpose(needs: Needs) -> Iterator[str]:
    """For whom, and when it is given."""
    (recipient,) = told((named(Recipient, needs.recipient.strip()),)) or ("",)
    (occasion,) = told((named(Occasion, needs.occasion.strip()),)) or ("",)
    names = {"recipient": recipient, "occasion": occasion}
    if needs.for_whom == ForWhom.SELF:
        yield str(_("for oneself"))
        yield _said(_("for %(what)s"), recipient)
        yield _said(_("occasion: %(what)s"), occasion)
    elif recipient and occasion:
        yield _("%(occasion)s gift for %(recipient)s") % names
    elif recipient:
        yield _("gift for %(recipient)s") % names
    elif needs.for_whom == ForWhom.GIFT:
        yield _("%(occasion)s gift") % names if occasion else str(_("gift"))
    else:
        yield _said(_("occasion: %(what)s"), occasion)


def _said(sentence: Any, what: str) -> str:
    return str(sentence) % {"what": what} if what else ""


def _joined(items: Sequence[str]) -> str:
    """A; A and B; A, B and C."""
    if len(items) < 2:
        return "".join(items)
    *first, last = items
    return str(AND) % {"first": str(ENUMERATED).join(first), "last": last}
