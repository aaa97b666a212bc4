"""Decisions about unclaimed parcels: how sure a match is, when one may be sent back or got rid of. Pure (B4)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from aftercare.core.errors import Refusal
from aftercare.core.text import bigrams, fold, mask_name
from aftercare.core.words import _
from aftercare.unclaimed.terms import OPEN, End, ParcelState, Sign, Strength

WEIGHTS: Final[Mapping[Sign, int]] = {
    Sign.TRACKING: 100,
    Sign.OUTBOUND: 95,
    Sign.PHONE: 70,
    Sign.TAIL: 40,
    Sign.NAME: 30,
    Sign.PRODUCT: 20,
    Sign.EXPECTED: 10,
}
CERTAIN_FROM: Final = 95
LIKELY_FROM: Final = 70
POSSIBLE_FROM: Final = 30  # an expected case with fitting goods, or the last digits of a phone
GOODS_OVERLAP: Final = 0.4  # of the pairs of characters that the warehouse wrote down
GENERAL: Final = frozenset({"包裹", "商品", "东西", "一个", "一件", "一盒", "一箱", "盒子", "未知", "不明"})


@dataclass(frozen=True)
class Label:
    """What stands on the label, and what is in the parcel, as the warehouse wrote it down."""

    tracking_no: str = ""
    name: str = ""
    phone: str = ""
    goods: str = ""

    @property
    def digits(self) -> str:
        """The phone number when the label shows it whole, else ''."""
        digits = "".join(one for one in fold(self.phone).removeprefix("+86") if one.isdigit())
        return digits if 7 <= len(digits) <= 15 and "*" not in self.phone else ""

    @property
    def tail(self) -> str:
        """The last four digits of the phone, '' when there are none."""
        plain = "".join(one for one in fold(self.phone) if one.isdigit() or one == "*")
        return plain[-4:] if len(plain) >= 4 and plain[-4:].isdigit() else ""


@dataclass(frozen=True)
class Candidate:
    """One order, with the case on it if there is one, as far as matching needs it. `found_by` are the signs by which
    it was looked up."""

    found_by: frozenset[Sign]
    name: str = ""  # the receiver, whole or ''
    name_mask: str = ""
    goods: str = ""
    is_expected: bool = False


def same_name(written: str, name: str, mask: str) -> bool:
    """Whether the name on the label can be this receiver's; labels and platforms mask names as '王**'."""
    plain = fold(written).rstrip("*")
    if not plain:
        return False
    if name:
        whole = fold(name)
        return whole == plain or ("*" in written and whole.startswith(plain))
    shown = fold(mask).rstrip("*")
    return bool(shown) and len(plain) > 1 and mask_name(plain) == f"{shown}**"


def same_goods(seen: str, ordered: str) -> bool:
    """Whether what the warehouse saw can be what was ordered: two fifths of its
    pairs of characters, or more, stand in the titles."""
    wanted = [pair for pair in bigrams(seen) if pair not in GENERAL]
    known = set(bigrams(ordered))
    return bool(wanted) and sum(pair in known for pair in wanted) >= GOODS_OVERLAP * len(wanted)


def signs_of(label: Label, candidate: Candidate) -> frozenset[Sign]:
    """Every reason why it may be this one."""
    signs = set(candidate.found_by)
    if same_name(label.name, candidate.name, candidate.name_mask):
        signs.add(Sign.NAME)
    if same_goods(label.goods, candidate.goods):
        signs.add(Sign.PRODUCT)
    if candidate.is_expected:
        signs.add(Sign.EXPECTED)
    if Sign.PHONE in signs:
        signs.discard(Sign.TAIL)  # the whole number says it already
    return frozenset(signs)


def score_of(signs: Collection[Sign]) -> int:
    """Points, at most 100."""
    return min(sum(WEIGHTS[sign] for sign in signs), 100)


def strength_of(score: int) -> Strength | None:
    """In words; None: too little to propose it."""
    if score >= CERTAIN_FROM:
        return Strength.CERTAIN
    if score >= LIKELY_FROM:
        return Strength.LIKELY
    return Strength.POSSIBLE if score >= POSSIBLE_FROM else None


@dataclass(frozen=True)
class Patience:
    """From how many days on the shelf each end may be asked for."""

    return_days: int
    dispose_days: int

    def days(self, end: End) -> int:
        return self.return_days if end is End.RETURN else self.dispose_days


def age_in_days(registered_at: datetime, at: datetime) -> int:
    """Whole days on the shelf."""
    return max((at - registered_at) // timedelta(days=1), 0)


def end_refusal(state: str, end: End, age: int, patience: Patience) -> Refusal | None:
    """Why that end cannot be asked for now; None when it can."""
    if state != ParcelState.WAITING:
        return _not_now(state)
    least = patience.days(end)
    if age < least:
        sentence = _("“%(end)s” is possible after %(days)s days on the shelf; it has lain there for %(age)s.")
        return Refusal("too_early", sentence, {"end": end.label, "days": least, "age": age})
    return None


def decision_refusal(state: str, asked_by: int | None, staff_id: int | None) -> Refusal | None:
    """Why the person cannot decide the request; None when they can."""
    if state != ParcelState.ASKED:
        return _not_now(state)
    if asked_by == staff_id:
        return Refusal("own_request", _("Nobody decides their own request. Ask another supervisor."))
    return None


def link_refusal(state: str, claimed_by: str = "") -> Refusal | None:
    """Why it cannot be given to a case; None when it can. `claimed_by`: the case that has it."""
    if state in OPEN:
        return None
    if state == ParcelState.LINKED:
        sentence = _("Somebody was quicker: this parcel belongs to %(case)s already. Nothing was changed.")
        return Refusal("already_linked", sentence, {"case": claimed_by})
    return _not_now(state)


def unlink_refusal(state: str) -> Refusal | None:
    """Why it cannot be taken from its case again; None when it can."""
    return None if state == ParcelState.LINKED else _not_now(state)


def carry_out_refusal(state: str) -> Refusal | None:
    """Why it cannot leave the shelf; None when it can."""
    return None if state == ParcelState.APPROVED else _not_now(state)


def _not_now(state: str) -> Refusal:
    sentence = _("This is not possible now: the parcel is in “%(state)s”.")
    return Refusal("wrong_state", sentence, {"state": ParcelState(state).label})
