"""Aggregators push: look whether each push is genuine, keep all that are by one statement, answer each in its
aggregator's own form (O5; F10, X10).

What is acknowledged is stored; it is applied by `apply_inbox`. A push that comes again tells nothing new: its events
are known.
"""

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from aftercare.core.crypto import decrypt, encrypt
from aftercare.core.database import Prepared
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.parcels.addresses import may_be_token
from aftercare.parcels.models import CourierLink
from aftercare.parcels.providers import Forged, Provider, Secrets, Unreadable, provider_of
from aftercare.parcels.reports import as_json

SUCCESS: Final = "成功"  # as both aggregators' papers write it
NOT_GENUINE: Final = _("The signature is wrong.")
NOT_READ: Final = _("This push cannot be read.")
# A thousand pushes a second come here: two kept statements for all that came together. Marks of a link are kept to the
# minute, and nobody waits for them.
_LINKS: Final = Prepared("""
    SELECT link.token, link.id, link.shop_id, link.provider, link.account, link.key, link.salt,
        COALESCE(link.heard_at > transaction_timestamp() - interval '1 minute', FALSE),
        COALESCE(link.refused_at > transaction_timestamp() - interval '1 minute', FALSE)
    FROM parcels_courierlink AS link JOIN shops_shop AS shop ON shop.id = link.shop_id
    WHERE link.token = ANY(%s::text[]) AND link.is_active AND shop.is_active
""")
_KEEP: Final = Prepared("""
    INSERT INTO parcels_inboxitem (shop_id, way, reports, error)
    SELECT told.shop_id, 'push', told.reports, '' FROM unnest(%s::bigint[], %s::text[]) AS told (shop_id, reports)
""")
_HEARD: Final = """
    UPDATE parcels_courierlink SET heard_at = %s
    WHERE id IN (SELECT id FROM parcels_courierlink WHERE id = ANY(%s) FOR NO KEY UPDATE SKIP LOCKED)
"""
_REFUSED: Final = _HEARD.replace("heard_at", "refused_at")
log = logging.getLogger("aftercare.parcels")


@dataclass(frozen=True)
class Push:
    """What came: the token of its address, the fields of its form."""

    token: str
    form: Mapping[str, str]


@dataclass(frozen=True)
class PushAnswer:
    """HTTP status and body for the aggregator; None: not a word."""

    status: int
    body: dict[str, Any] | None = None


@dataclass(frozen=True)
class _Link:
    """A link that listens. `sealed`: key and salt as they are stored."""

    pk: int
    shop_id: int
    provider: Provider
    account: str
    sealed: tuple[str, str]
    is_heard: bool
    is_refused: bool

    @cached_property
    def secrets(self) -> Secrets:
        key, salt = map(decrypt, self.sealed)
        return Secrets(self.account, key, salt)


@dataclass(frozen=True)
class _Seen:
    """A push that was looked at: the status that it earns, and what is to be kept of it, sealed ('': nothing)."""

    link: _Link | None
    status: int
    reports: str = ""


def take_pushes(pushes: Sequence[Push]) -> list[PushAnswer]:
    """Keep what genuine pushes tell; the answers in the order of the pushes. 200: committed. 404 to an address that is
    none, 401 to a forged push, 400 to one that cannot be read, 500 to one that cannot be stored: nothing of them is
    kept, and none spoils another's.

    Raises OperationalError or InterfaceError when the database is not to be had: whether anything was stored is then
    unknown, and all come again. Outside of a transaction only.
    """
    links = _links_of({push.token for push in pushes if may_be_token(push.token)})
    seen = [_look(push, links.get(push.token)) for push in pushes]
    _mark(seen)
    failed = _keep([one for one in seen if one.reports])
    at = _Clock()
    return [_answer(one, 500 if id(one) in failed else one.status, at) for one in seen]


def secrets_of(link: CourierLink) -> Secrets:
    """What signs for the shop."""
    return Secrets(link.account, link.key, link.salt)


def _links_of(tokens: set[str]) -> dict[str, _Link]:
    if not tokens:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, [sorted(tokens)])
        rows = cursor.fetchall()
    return {
        token: _Link(pk, shop_id, provider, account, (key, salt), is_heard, is_refused)
        for token, pk, shop_id, code, account, key, salt, is_heard, is_refused in rows
        if (provider := provider_of(code)) is not None
    }


def _look(push: Push, link: _Link | None) -> _Seen:
    if link is None:
        return _Seen(None, 404)
    try:
        reports = [report for report in link.provider.read_push(push.form, link.secrets) if report.events]
        return _Seen(link, 200, encrypt(as_json(reports)) if reports else "")
    except Forged:
        return _Seen(link, 401)
    except (Unreadable, UnicodeEncodeError):  # half of a letter (F11)
        return _Seen(link, 400)
    except (OperationalError, InterfaceError):
        raise
    except Exception as trouble:  # whatever it is, the others' pushes go on
        _complain("looked at", trouble)
        return _Seen(link, 500)


def _mark(seen: Sequence[_Seen]) -> None:
    """When a link was heard, and when it was lied to; whoever has the link in hand is not waited for."""
    known = [(one.link, one.status) for one in seen if one.link is not None]
    heard = {link.pk for link, status in known if status == 200 and not link.is_heard}
    refused = {link.pk for link, status in known if status == 401 and not link.is_refused}
    for statement, marked in ((_HEARD, heard), (_REFUSED, refused)):
        if marked:
            with connection.cursor() as cursor:
                cursor.execute(statement, [now(), sorted(marked)])


def _keep(seen: Sequence[_Seen]) -> set[int]:
    """Store them together, or, when that is refused, one by one; `id` of those that cannot be stored."""
    if not seen:
        return set()
    try:
        _store(seen)
        return set()
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError as trouble:
        if len(seen) > 1:
            return set().union(*(_keep([one]) for one in seen))
        _complain("stored", trouble)
        return {id(seen[0])}


def _store(seen: Sequence[_Seen]) -> None:
    """One statement: all of them, or none."""
    shops = [one.link.shop_id for one in seen if one.link is not None]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [shops, [one.reports for one in seen]])


def _answer(seen: _Seen, status: int, at_local: Callable[[], str]) -> PushAnswer:
    if seen.link is None or status == 500:
        return PushAnswer(status)
    sentence = {200: SUCCESS, 401: str(NOT_GENUINE)}.get(status, str(NOT_READ))
    link = seen.link
    return PushAnswer(
        status, link.provider.answer(link.secrets, is_taken=status == 200, sentence=sentence, at_local=at_local)
    )


class _Clock:
    """The time as the aggregators write it, asked for once for all who need it."""

    def __init__(self) -> None:
        self._at: datetime | None = None

    def __call__(self) -> str:
        self._at = self._at or now().astimezone(ZoneInfo(settings.TIME_ZONE))
        return f"{self._at:%Y-%m-%d %H:%M:%S}"


def _complain(what: str, trouble: Exception) -> None:
    """To the log, without the words of the error: the push may stand in them."""
    where = "".join(traceback.format_tb(trouble.__traceback__))
    log.error("a push cannot be %s: %s\n%s", what, type(trouble).__name__, where)
