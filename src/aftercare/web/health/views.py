"""For machines that watch: does the process answer, and can it work."""

from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse

from aftercare.clock.queries import overdue_by_kind
from aftercare.core.time import now
from aftercare.web.policy import ANONYMOUS, PageRequest, page

LATE_SECONDS = 60  # the worker looks every five seconds


@page(roles=ANONYMOUS)
def healthz(request: PageRequest) -> HttpResponse:
    """The process answers. Asks nothing of anybody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@page(roles=ANONYMOUS)
def readyz(request: PageRequest) -> HttpResponse:
    """The database answers and the clocks are fired in time; 503 and which part is not well otherwise. No counts, no
    names: it is open to everybody."""
    parts = {"database": _database_answers()}
    parts["clock"] = parts["database"] and _clocks_are_fired()
    well = all(parts.values())
    return JsonResponse({"ready": well, **parts}, status=200 if well else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _clocks_are_fired() -> bool:
    at = now()
    return all((at - kind.oldest).total_seconds() < LATE_SECONDS for kind in overdue_by_kind(at))
