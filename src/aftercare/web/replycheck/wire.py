"""The JSON by which browsers check an answer while it is written (S11)."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from aftercare.chat.checking import numbers_of_all, places_of
from aftercare.chat.replycheck.policy import book_of
from aftercare.chat.replycheck.wire import as_wire
from aftercare.shops.models import Shop


def wire_of(shop: Shop, at: datetime) -> tuple[str, str]:
    """The body, and its ETag: the number of the rules, and a hash of what else is in it."""
    book = book_of(shop, at)
    value = {**as_wire(book, frozenset(numbers_of_all(places_of(shop.pk))), gettext), "words": _words()}
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return body, f'"{book.version}-{hashlib.sha256(body.encode()).hexdigest()[:16]}"'


def _words() -> dict[str, Any]:
    """What the list below the reply box says."""
    return {
        "title": gettext("Reply check"),
        "use": gettext("Use: “%(better)s”"),
        "blocked": gettext("Cannot be sent"),
        "undecided": gettext("The server checks whose it is"),
        "clear": gettext("Nothing found."),
    }
