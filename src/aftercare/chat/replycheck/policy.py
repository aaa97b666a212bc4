"""The rules of the reply check as a policy of the shop (S11, B12)."""

from datetime import datetime
from functools import lru_cache
from typing import Final

from aftercare.accounts.terms import Role
from aftercare.chat.replycheck.defaults import DEFAULT_RULEBOOK
from aftercare.chat.replycheck.rulebook import Rulebook, parse_rulebook
from aftercare.core.words import _
from aftercare.shops.models import Shop
from aftercare.shops.policies import PolicyDefinition, PolicyKind, policies_of, table_of

KEY: Final = "reply.rules"
EDITORS: Final = frozenset({Role.SUPERVISOR, Role.QA})

DEFINITIONS: Final = (
    PolicyDefinition(
        KEY,
        _("Reply check"),
        _("What an answer should not say, why, and what to say instead."),
        _("Conversations: reply check"),
        PolicyKind.TABLE,
        DEFAULT_RULEBOOK.as_json(),
        parse_rulebook,
        editors=EDITORS,
    ),
)


def book_of(shop: Shop, at: datetime) -> Rulebook:
    """The shop's rules in force at that moment. No query while the shop's settings have not changed."""
    row = policies_of(shop, at).sources.get(KEY)
    return DEFAULT_RULEBOOK if row is None else book_of_row(row)


@lru_cache(maxsize=50)
def book_of_row(row: int) -> Rulebook:
    """The rules of a stored value, which never changes."""
    return parse_rulebook(table_of(row))
