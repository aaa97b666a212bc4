"""Needs as they are kept in the database: JSON, read back with care (S5). Pure."""

import json
from typing import Any

from aftercare.chat.needs.rules import Needs
from aftercare.chat.needs.terms import ForWhom
from aftercare.core.money import Money

_TEXTS = ("recipient", "occasion")
_LISTS = ("preferences", "wanted", "doubts")


def to_json(needs: Needs) -> str:
    """The text of `chat.models.Needs.answers`; amounts in fen."""
    kept: dict[str, Any] = {name: getattr(needs, name) for name in (*_TEXTS, *_LISTS)}
    kept["for_whom"] = needs.for_whom.value if needs.for_whom else ""
    kept["budget_least"] = None if needs.budget_least is None else needs.budget_least.fen
    kept["budget_most"] = None if needs.budget_most is None else needs.budget_most.fen
    return json.dumps({name: value for name, value in kept.items() if value not in ("", (), None)}, ensure_ascii=False)


def from_json(text: str) -> Needs:
    """The needs that were kept; '' and anything that is no such JSON are needs of which nothing is known."""
    try:
        kept = json.loads(text or "{}")
    except ValueError:
        return Needs()
    if not isinstance(kept, dict):
        return Needs()
    whom = kept.get("for_whom")
    return Needs(
        for_whom=ForWhom(whom) if whom in ForWhom.values else None,
        recipient=_text(kept.get("recipient")),
        occasion=_text(kept.get("occasion")),
        budget_least=_money(kept.get("budget_least")),
        budget_most=_money(kept.get("budget_most")),
        preferences=_texts(kept.get("preferences")),
        wanted=_texts(kept.get("wanted")),
        doubts=_texts(kept.get("doubts")),
    )


def _money(value: Any) -> Money | None:
    return Money(value) if type(value) is int and 0 <= value <= 10**12 else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
