"""A browser comes to a shop's widget (S1)."""

import hashlib
import secrets

from aftercare.chat.models import Visitor
from aftercare.core.time import now
from aftercare.shops.models import Shop

TOKEN_BYTES = 32


def greet_visitor(*, shop: Shop) -> tuple[Visitor, str]:
    """A new visitor, and the token that only their browser keeps: we have its hash."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return Visitor.objects.create(shop=shop, token_hash=token_hash(token), since=now()), token


def find_visitor(*, shop: Shop, token: str) -> Visitor | None:
    """Whose token it is; None for an unknown one and for one of another shop."""
    return Visitor.objects.filter(shop=shop, token_hash=token_hash(token)).first() if token else None


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
