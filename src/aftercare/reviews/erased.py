"""Reviews of erased buyers that a file tells anew: how they rated stays, whose words they are does not (U4, J7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from aftercare.customers.erased import Whose, without_erased
from aftercare.reviews.facts import ReviewFacts


def reviews_to_keep(shop_id: int, rows: Sequence[tuple[int, ReviewFacts]]) -> list[tuple[int, ReviewFacts]]:
    """The rows (line, facts), those of erased buyers without nick and words. What was added or answered since stays."""
    return without_erased(shop_id, rows, _whose, _blank)


def _whose(facts: ReviewFacts) -> Whose:
    nick = facts.nick if facts.nick and "*" not in facts.nick else None  # a masked nick names nobody
    return Whose((facts.order_no, facts.line_no), nick, facts.reviewed_at)


def _blank(facts: ReviewFacts, erased_at: datetime) -> ReviewFacts:
    gone: dict[str, Any] = {"nick": None, "content": None}
    for words, at in (("append_text", facts.appended_at), ("reply_text", facts.replied_at)):
        if at is None or at <= erased_at:
            gone[words] = None
    return replace(facts, **gone)
