"""A piece goes into the box, or is stopped (O9)."""

from dataclasses import dataclass

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.dispatch.contents import Contents, contents_of
from aftercare.dispatch.models import Packing
from aftercare.dispatch.packing import own_packing
from aftercare.dispatch.packing_rules import Verdict, Wanted, judge, normal
from aftercare.shops.access import Person


@dataclass(frozen=True)
class Scan:
    """What a scan said. `line`: which line it was for, None when nothing here has that code."""

    packing: Packing
    contents: Contents
    verdict: Verdict
    line: Wanted | None


def scan_piece(*, code: str, person: Person) -> Scan:
    """Count one piece with that code, or stop it and count the mistake. Raises NotFound with nothing on the table."""
    with transaction.atomic():
        packing, contents = _on_table(person)
        verdict, line = judge(normal(code), contents.wanted, packing.scanned)
        if verdict is Verdict.RIGHT and line is not None:
            _count(packing, line, 1)
        else:
            packing.mistakes = min(packing.mistakes + 1, 30_000)
        _keep(packing)
    return Scan(packing, contents, verdict, line)


def check_by_eye(*, line_id: int, person: Person) -> Scan:
    """All pieces of a line that has no code to scan. Raises NotFound, and InvalidInput for a line with a code."""
    with transaction.atomic():
        packing, contents = _on_table(person)
        line = next((one for one in contents.wanted if one.line_id == line_id), None)
        if line is None:
            raise NotFound(str(line_id))
        if line.codes:
            raise InvalidInput({"line": _("This line has a code: scan each of its pieces.")})
        _count(packing, line, line.pieces - packing.scanned.get(str(line_id), 0))
        _keep(packing)
    return Scan(packing, contents, Verdict.RIGHT, line)


def _on_table(person: Person) -> tuple[Packing, Contents]:
    packing = own_packing(person, lock=True)
    if packing is None:
        raise NotFound("packing")
    return packing, contents_of(packing.shop, [packing.order], now())[packing.order_id]


def _count(packing: Packing, line: Wanted, pieces: int) -> None:
    key = str(line.line_id)
    packing.scanned = {**packing.scanned, key: packing.scanned.get(key, 0) + pieces}


def _keep(packing: Packing) -> None:
    packing.touched_at = now()
    packing.save(update_fields=["scanned", "mistakes", "touched_at"])
