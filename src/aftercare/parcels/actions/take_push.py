"""An aggregator pushes: look whether it is genuine, keep it, say so in the aggregator's own form (O5; F10, X10).

What is acknowledged is stored; it is applied by `apply_inbox`. A push that comes again tells nothing new: its events
are known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from aftercare.core.crypto import decrypt, encrypt
from aftercare.core.database import Prepared
from aftercare.core.errors import NotFound
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.parcels.models import CourierLink
from aftercare.parcels.providers import Forged, Secrets, Unreadable, provider_of
from aftercare.parcels.reports import as_json

SUCCESS: Final = "成功"  # as both aggregators' papers write it
NOT_GENUINE: Final = _("The signature is wrong.")
NOT_READ: Final = _("This push cannot be read.")
# A thousand pushes a second come here: two kept statements each. Marks of the link are kept to the minute.
_LINK: Final = Prepared("""
    SELECT link.id, link.shop_id, link.provider, link.account, link.key, link.salt,
        COALESCE(link.heard_at > transaction_timestamp() - interval '1 minute', FALSE),
        COALESCE(link.refused_at > transaction_timestamp() - interval '1 minute', FALSE)
    FROM parcels_courierlink AS link JOIN shops_shop AS shop ON shop.id = link.shop_id
    WHERE link.token = %s AND link.is_active AND shop.is_active
""")
_KEEP: Final = Prepared("INSERT INTO parcels_inboxitem (shop_id, way, reports, error) VALUES (%s, 'push', %s, '')")


@dataclass(frozen=True)
class PushAnswer:
    """HTTP status and body for the aggregator."""

    status: int
    body: dict[str, Any]


def take_push(*, token: str, form: Mapping[str, str]) -> PushAnswer:
    """Keep what a genuine push tells. Raises NotFound on an address that is none; a forged one is answered with 401 and
    an unreadable one with 400, and nothing of them is kept."""
    with connection.cursor() as cursor:
        cursor.execute(_LINK, [token])
        row = cursor.fetchone()
    provider = provider_of(row[2]) if row else None
    if row is None or provider is None:
        raise NotFound("push")
    pk, shop_id, _code, account, key, salt, is_heard, is_refused = row
    secrets = Secrets(account, decrypt(key), decrypt(salt))

    def answer(status: int, sentence: str) -> PushAnswer:
        body = provider.answer(secrets, is_taken=status == 200, sentence=sentence, at_local=_local_time)
        return PushAnswer(status, body)

    try:
        reports = [report for report in provider.read_push(form, secrets) if report.events]
    except Forged:
        if not is_refused:
            CourierLink.objects.filter(pk=pk).update(refused_at=now())
        return answer(401, str(NOT_GENUINE))
    except Unreadable:
        return answer(400, str(NOT_READ))
    if reports:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [shop_id, encrypt(as_json(reports))])
    if not is_heard:
        CourierLink.objects.filter(pk=pk).update(heard_at=now())
    return answer(200, SUCCESS)


def secrets_of(link: CourierLink) -> Secrets:
    """What signs for the shop."""
    return Secrets(link.account, link.key, link.salt)


def _local_time() -> str:
    """As the aggregators write a time."""
    return f"{now().astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M:%S}"
