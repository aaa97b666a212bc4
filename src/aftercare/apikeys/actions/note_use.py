"""When a key was last used, so that people see which ones are needed."""

from datetime import timedelta
from typing import Final

from django.db.models import Q

from aftercare.apikeys.models import ApiKey
from aftercare.core.time import now

EACH: Final = timedelta(minutes=1)  # a row that every call wrote would hold the calls up


def note_use(key: ApiKey) -> None:
    """Write it down, at most once a minute."""
    at = now()
    if key.used_at is None or key.used_at < at - EACH:
        ApiKey.objects.filter(Q(used_at=None) | Q(used_at__lt=at - EACH), pk=key.pk).update(used_at=at)
