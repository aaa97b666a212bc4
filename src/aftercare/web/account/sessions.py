"""Where a person is logged in, and ending it."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from aftercare.accounts.actions.note_security_change import note_security_change
from aftercare.accounts.models import Staff

BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class SessionRow:
    """One place where the person is logged in."""

    pk: int
    device: str
    address: str
    since: datetime
    is_here: bool


def device(user_agent: str) -> str:
    """'Chrome · Windows', or '' when neither is known. Nothing of the sent text is shown itself (C11)."""
    found = [next((name for mark, name in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in found if name)


def sessions_of(staff: Staff, here: str | None) -> list[SessionRow]:
    """Living sessions, this one first, then the newest; `here` is the key of the running session."""
    rows = [
        SessionRow(row.pk, device(row.user_agent), row.ip, row.created_at, row.session_key == here)
        for row in UserSession.objects.purge_and_list(staff)
    ]
    return sorted(rows, key=lambda row: (not row.is_here, -row.since.timestamp()))


def end_sessions(*, staff: Staff, here: str | None, pk: int | None) -> int:
    """End one session of this person, or with `pk` None all but the running one. Returns how many ended."""
    mine = UserSession.objects.filter(user_id=staff.pk).exclude(session_key=here)
    chosen = mine if pk is None else mine.filter(pk=pk)
    with transaction.atomic():
        ended = list(chosen.select_for_update())
        for session in ended:
            session.end()
        if ended:
            note_security_change(staff=staff, change="sessions_ended")
    return len(ended)
