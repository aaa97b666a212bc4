"""A browser comes to a shop's widget (S1)."""

import hashlib
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from aftercare.chat.identity import Identity, identity_hash, signed_customer
from aftercare.chat.models import Visitor, VisitorToken
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.customers.actions.join_names import join_names, part_names
from aftercare.shops.models import Shop

TOKEN_BYTES = 32
NAME_MOST = 60


@dataclass(frozen=True)
class Greeted:
    """The visitor, and the token that only their browser keeps: we have its hash. None: they have one already."""

    visitor: Visitor
    token: str | None


def greet_visitor(*, shop: Shop, token: str = "", identity: Identity | None = None, language: str = "") -> Greeted:
    """Who comes: the owner of the token, or somebody new. With an identity that the shop's site has signed
    (`identity.checked_identity`) it is the buyer of that number, on whichever machine (G4).

    An unknown visitor who logs in stays the same one, unless that buyer was here before: then they are that one. A
    token of another buyer counts for nothing.
    """
    visitor = find_visitor(shop=shop, token=token)
    if identity is None:
        if visitor is not None and not visitor.identity_hash:
            return Greeted(speaking(visitor, language), None)
        return _new_token(Visitor.objects.create(shop=shop, language=language, since=now()))
    wanted = identity_hash(shop.pk, identity.number)
    if visitor is not None and visitor.identity_hash == wanted:
        return Greeted(speaking(_named(visitor, identity), language), None)
    known = Visitor.objects.filter(shop=shop, identity_hash=wanted).first()
    if known is not None:
        return _new_token(speaking(_named(known, identity), language))
    return _identified(shop, visitor, identity, wanted, language)


def find_visitor(*, shop: Shop, token: str) -> Visitor | None:
    """Whose token it is; None for an unknown one and for one of another shop."""
    if not token:
        return None
    found = VisitorToken.objects.select_related("visitor").filter(token_hash=token_hash(token), visitor__shop=shop)
    row = found.first()
    return row.visitor if row else None


def speaking(visitor: Visitor, language: str) -> Visitor:
    """The visitor with the language of their page of now; '' says nothing of it."""
    if language and visitor.language != language:
        visitor.language = language
        visitor.save(update_fields=["language"])
    return visitor


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _identified(shop: Shop, visitor: Visitor | None, identity: Identity, wanted: str, language: str) -> Greeted:
    """The first time that this buyer logs in: the unknown visitor becomes them, or a new one is made."""
    try:
        with transaction.atomic():
            if visitor is not None and not visitor.identity_hash and _may_become(visitor, identity):
                visitor.identity_hash = wanted
                visitor.save(update_fields=["identity_hash"])
                return Greeted(speaking(_named(visitor, identity), language), None)
            made = Visitor.objects.create(shop=shop, identity_hash=wanted, language=language, since=now())
            return _new_token(_named(made, identity))
    except IntegrityError:  # the same buyer on two machines at once
        return greet_visitor(shop=shop, identity=identity, language=language)


def _named(visitor: Visitor, identity: Identity) -> Visitor:
    """With the name and the customer that the shop's site tells."""
    name = clean(identity.name)[:NAME_MOST]
    # What the shop has signed is stronger than what an agent has linked.
    signed = signed_customer(visitor.shop_id, identity.nick)
    customer_id = signed or visitor.customer_id
    linked_by_id = None if signed else visitor.linked_by_id
    if (name, customer_id, linked_by_id) == (visitor.name, visitor.customer_id, visitor.linked_by_id):
        return visitor
    with transaction.atomic():
        if customer_id is not None and customer_id != visitor.customer_id:
            if visitor.customer_id is not None:
                part_names(
                    shop_id=visitor.shop_id,
                    old=f"visitor:{visitor.pk}",
                    new=f"customer:{visitor.customer_id}",
                    at=now(),
                )
            names = (f"visitor:{visitor.pk}", f"customer:{customer_id}")
            join_names(shop_id=visitor.shop_id, old=names[0], new=names[1], at=now())
        visitor.name, visitor.customer_id, visitor.linked_by_id = name, customer_id, linked_by_id
        visitor.save(update_fields=["name", "customer", "linked_by"])
    return visitor


def _may_become(visitor: Visitor, identity: Identity) -> bool:
    """A guest whom an agent has linked to somebody else is not the buyer who logs in on the same machine (S11)."""
    return visitor.customer_id in (None, signed_customer(visitor.shop_id, identity.nick))


def _new_token(visitor: Visitor) -> Greeted:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    VisitorToken.objects.create(visitor=visitor, token_hash=token_hash(token), since=now())
    return Greeted(visitor, token)
