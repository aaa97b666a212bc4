"""A person's shifts as a calendar that phones and desktops subscribe to (P3)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from aftercare.core.errors import NotFound
from aftercare.shifts.models import Assignment
from aftercare.shifts.queries import book_of, feed_of
from aftercare.web.policy import ANONYMOUS, page, page_time

LINE = 75  # octets of a line, RFC 5545


@page(roles=ANONYMOUS)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever has this secret address; nothing but shops, shifts and times is in it."""
    at = page_time(request)
    found = feed_of(token, at)
    if found is None:
        raise NotFound("feed")
    _staff, rows = found
    response = HttpResponse(calendar(rows, at), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def calendar(rows: list[Assignment], at: datetime) -> str:
    """The shifts as iCalendar text."""
    books = {shop.pk: book_of(shop) for shop in {row.shop for row in rows}}
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Aftercare//Roster//ZH", "METHOD:PUBLISH"]
    lines.append("REFRESH-INTERVAL;VALUE=DURATION:PT1H")
    for row in rows:
        lines += _event(row, f"{books[row.shop_id].name_of(row.code, row.day)} · {row.shop.name}", at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in fold(line))


def _event(row: Assignment, title: str, at: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:shift-{row.pk}@aftercare",
        f"SEQUENCE:{row.version}",
        f"DTSTAMP:{_utc(at)}",
        f"DTSTART:{_utc(row.starts_at or at)}",
        f"DTEND:{_utc(row.ends_at or at)}",
        f"SUMMARY:{escape(title)}",
        "END:VEVENT",
    ]


def escape(text: str) -> str:
    """A text as a value: nothing in it ends the line or begins another one."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def fold(line: str) -> Iterator[str]:
    """Lines of at most 75 octets; those that go on begin with a blank. No character is cut in two."""
    room, part = LINE, ""
    for sign in line:
        if len((part + sign).encode()) > room:
            yield part
            part = " "
        part += sign
    yield part


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
