"""Which shop a page names, and who speaks: found anew for everything that a buyer's browser asks (G3, G4)."""

from typing import Any

from aftercare.chat.actions.greet_visitor import token_hash
from aftercare.chat.models import Conversation, Message, Visitor, VisitorToken
from aftercare.chat.terms import INNER
from aftercare.core.errors import NotFound
from aftercare.core.sql import Compiled
from aftercare.core.text import clean
from aftercare.files.models import StoredFile
from aftercare.orders.models import Product
from aftercare.shops.models import Shop

SLUG_MOST = 40
TOKEN_MOST = 100


_TOKEN = Compiled(
    lambda slug, token: VisitorToken.objects.select_related("visitor__shop").filter(
        token_hash=token, visitor__shop__slug=slug, visitor__shop__is_active=True
    ),
    slug="",
    token="",
)


_TALK = Compiled(
    lambda slug, token, pk: Conversation.objects.select_related("shop", "visitor", "agent").filter(
        pk=pk, visitor__tokens__token_hash=token, visitor__shop__slug=slug, visitor__shop__is_active=True
    ),
    slug="",
    token="",
    pk=0,
)


def access_open_shop(slug: str) -> Shop:
    """The shop of that short name. Raises NotFound when there is none, or it is closed."""
    shop = Shop.objects.filter(slug=slug[:SLUG_MOST], is_active=True).first()
    if shop is None:
        raise NotFound(slug)
    return shop


def access_visitor(slug: str, token: str) -> Visitor:
    """Whose token it is at that shop. Raises NotFound for everybody else's, and when the shop is closed."""
    found = _TOKEN.first(slug=slug[:SLUG_MOST], token=token_hash(token)) if _fits(token) else None
    if found is None:
        raise NotFound("nobody")
    return found.visitor


def access_talk(slug: str, token: str, pk: int) -> Conversation:
    """The conversation of whose token it is at that shop. Raises NotFound for everybody else's, and when the shop is
    closed."""
    found = _TALK.first(slug=slug[:SLUG_MOST], token=token_hash(token), pk=pk) if _fits(token) else None
    if found is None:
        raise NotFound(str(pk))
    return found


def _fits(token: str) -> bool:
    return token.isascii() and 0 < len(token) <= TOKEN_MOST


def access_picture(slug: str, visitor_id: int, token: str) -> StoredFile:
    """A picture of the visitor's own conversations or of the shop's products (visitor 0: of these only). Raises
    NotFound."""
    shop = access_open_shop(slug)
    file = StoredFile.objects.filter(token=token, shop=shop).first()
    if file is not None and (_is_in_own_talk(file, visitor_id) or _is_of_a_product(file)):
        return file
    raise NotFound(token)


def _is_in_own_talk(file: StoredFile, visitor_id: int) -> bool:
    seen = Message.objects.filter(file=file, conversation__visitor_id=visitor_id, conversation__shop=file.shop_id)
    return bool(visitor_id) and seen.exclude(kind__in=INNER).exists()


def _is_of_a_product(file: StoredFile) -> bool:
    return Product.objects.filter(picture=file, shop_id=file.shop_id, is_active=True).exists()


def text_in(told: Any, name: str, most: int) -> str:
    """A text that a browser sent, without what no database keeps: hidden characters and halves of characters (F11)."""
    value = told.get(name) if isinstance(told, dict) else None
    return clean(value.encode(errors="ignore").decode())[:most] if isinstance(value, str) else ""
