"""An aggregator pushes: look whether it is genuine, keep it, say so in the aggregator's own form (O5; F10, X10).

What is acknowledged is stored; it is applied by `apply_inbox`. A push that comes again tells nothing new: its events
are known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from aftercare.core.crypto import encrypt
from aftercare.core.database import Prepared
from aftercare.core.errors import NotFound
from aftercare.core.sql import Compiled
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.parcels.models import CourierLink
from aftercare.parcels.providers import Forged, Provider, Secrets, Unreadable, provider_of
from aftercare.parcels.reports import as_json
from aftercare.parcels.terms import Way

SUCCESS: Final = "成功"  # as both aggregators' papers write it
MINUTE: Final = timedelta(minutes=1)
NOT_GENUINE: Final = _("The signature is wrong.")
NOT_READ: Final = _("This push cannot be read.")
_LINK: Final = Compiled(
    lambda token: CourierLink.objects.select_related("shop").filter(
        token=token, is_active=True, shop__is_active=True
    ),
    token="",
)  # fmt: skip
_KEEP: Final = Prepared(
    "INSERT INTO parcels_inboxitem (shop_id, way, reports, come_at, error) VALUES (%s, %s, %s, %s, '')"
)


@dataclass(frozen=True)
class PushAnswer:
    """HTTP status and body for the aggregator."""

    status: int
    body: dict[str, Any]


def take_push(*, token: str, form: Mapping[str, str]) -> PushAnswer:
    """Keep what a genuine push tells. Raises NotFound on an address that is none; a forged one is answered with 401 and
    an unreadable one with 400, and nothing of them is kept."""
    link = _LINK.first(token=token)
    provider = provider_of(link.provider) if link else None
    if link is None or provider is None:
        raise NotFound("push")
    secrets = secrets_of(link)
    at = now()
    local = f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M:%S}"

    def answer(status: int, sentence: str) -> PushAnswer:
        return PushAnswer(status, _answer(provider, secrets, status, sentence, local))

    try:
        reports = [report for report in provider.read_push(form, secrets) if report.events]
    except Forged:
        if link.refused_at is None or link.refused_at < at - MINUTE:
            CourierLink.objects.filter(pk=link.pk).update(refused_at=at)
        return answer(401, str(NOT_GENUINE))
    except Unreadable:
        return answer(400, str(NOT_READ))
    if reports:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [link.shop_id, Way.PUSH.value, encrypt(as_json(reports)), at])
    if link.heard_at is None or link.heard_at < at - MINUTE:
        CourierLink.objects.filter(pk=link.pk).update(heard_at=at)
    return answer(200, SUCCESS)


def secrets_of(link: CourierLink) -> Secrets:
    """What signs for the shop."""
    return Secrets(link.account, link.key, link.salt)


def _answer(provider: Provider, secrets: Secrets, status: int, sentence: str, local: str) -> dict[str, Any]:
    return provider.answer(secrets, is_taken=status == 200, sentence=sentence, at_local=local)
