"""Reviews between their rows and the plain values that are merged. Called by writers only."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from aftercare.core.bulk import any_of
from aftercare.core.crypto import keyed_hash
from aftercare.core.money import Money
from aftercare.core.text import fold, mask_nick
from aftercare.reviews.facts import NAMES, PERSONAL, ReviewFacts
from aftercare.reviews.merge import Held
from aftercare.reviews.models import Review
from aftercare.reviews.rules import Matter
from aftercare.reviews.terms import Answer, Direction, Result, Standing

_CHOSEN: Final = {"result": Result, "append_result": Result}
_EMPTY: Final[Mapping[str, Any]] = {
    name: "" if Review._meta.get_field(name).empty_strings_allowed else None for name in NAMES
}
# Columns that are written together, in this order.
COLUMNS: Final = (
    *NAMES, "stamps", "told_at", "order", "order_line", "customer", "nick_hash", "nick_mask", "is_added_to", "answer",
    "standing", "why", "updated_at",
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """One review while a file is taken in; `pk` is None until it is inserted."""

    held: Held
    pk: int | None = None
    order_id: int | None = None
    order_line_id: int | None = None
    customer_id: int | None = None
    case_id: int | None = None
    answer: Answer = Answer.NONE
    standing: Standing = Standing.NONE
    why: str = ""
    judged: Result | None = None
    told_at: datetime | None = None
    before: ReviewFacts | None = None  # as it was stored; None for a new one
    is_touched: bool = False
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def matter(self) -> Matter:
        """As the rules see it."""
        facts = self.held.facts
        assert facts.reviewed_at is not None
        return Matter(
            direction=facts.direction,
            result=facts.result or Result.UNKNOWN,
            reviewed_at=facts.reviewed_at,
            addition=self.judged or facts.append_result,
            appended_at=facts.appended_at,
            is_added_to=bool(facts.append_text),
            answer=self.answer,
        )


def read_rows(shop_id: int, keys: Collection[str], *, lock: bool) -> dict[str, Row]:
    """The stored reviews by key, locked in one order for all."""
    rows = Review.objects.filter(any_of("key", set(keys)), shop_id=shop_id).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return {review.key: row_of(review) for review in rows}


def row_of(review: Review) -> Row:
    """A stored review."""
    held = held_of(review)
    return Row(
        held=held,
        pk=review.pk,
        order_id=review.order_id,
        order_line_id=review.order_line_id,
        customer_id=review.customer_id,
        case_id=review.case_id,
        answer=Answer(review.answer),
        standing=Standing(review.standing),
        why=review.why,
        judged=Result(review.judged_result) if review.judged_result else None,
        told_at=review.told_at,
        before=held.facts,
    )


def held_of(review: Review) -> Held:
    """What is held of one review, as the merge sees it."""
    values = {name: _told(name, getattr(review, name)) for name in NAMES}
    facts = ReviewFacts(key=review.key, direction=Direction(review.direction), **values)
    return Held(facts, {name: (stamp[0], stamp[1]) for name, stamp in review.stamps.items()})


def matter_of(review: Review) -> Matter:
    """A stored review as the rules see it; nothing is opened that is encrypted."""
    return Matter(
        direction=Direction(review.direction),
        result=Result(review.result),
        reviewed_at=review.reviewed_at,
        addition=Result(review.addition) if review.addition else None,
        appended_at=review.appended_at,
        is_added_to=review.is_added_to,
        answer=Answer(review.answer),
        on_own_page=review.on_own_page,
    )


def _told(name: str, value: Any) -> Any:
    if value in ("", None):
        return None
    return _CHOSEN[name](value) if name in _CHOSEN else value


def values_of(row: Row, at: datetime) -> list[Any]:
    """In the order of `COLUMNS`."""
    facts = row.held.facts
    values = [_EMPTY[name] if (value := getattr(facts, name)) is None else value for name in NAMES]
    values[0] = facts.result or Result.UNKNOWN
    nick = facts.nick or ""
    is_whole = bool(nick) and "*" not in nick  # platforms mask nicks: such a one finds nobody
    return [
        *values, json.dumps(row.held.stamps), row.told_at, row.order_id, row.order_line_id, row.customer_id,
        keyed_hash(fold(nick)) if is_whole else "", (mask_nick(nick) if is_whole else nick)[:20],
        bool(facts.append_text), row.answer, row.standing, row.why, at,
    ]  # fmt: skip


def as_json(changes: Mapping[str, tuple[Any, Any]]) -> str:
    """The difference as it is kept: amounts in fen, times in ISO, personal words not at all."""
    told = {
        name: [] if name in PERSONAL else [_plain(before), _plain(after)] for name, (before, after) in changes.items()
    }
    return json.dumps(told, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return value.fen
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int)) else str(value)
