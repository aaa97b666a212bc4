"""Rows of a courier's list as an import brings them: into a list beside the one in force, which they replace together
when the file is at its end (O6)."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress

from django.db.models import QuerySet

from aftercare.accounts.models import Staff
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.intake.problems import RowProblem
from aftercare.intake.rows import Outcome, ReadRow, Scope
from aftercare.intake.terms import Verdict
from aftercare.orders.actions.begin_coverage import add_coverage, begin_coverage, put_into_force
from aftercare.orders.delivery.companies import among, company
from aftercare.orders.delivery.coverage import around, day_of, in_force
from aftercare.orders.delivery.listed import CoverageRow
from aftercare.orders.delivery.models import CoverageGap, CoverageList
from aftercare.orders.delivery.queries import couriers_of
from aftercare.orders.delivery.terms import ListSource
from aftercare.shops.access import Person, person_of
from aftercare.shops.models import Shop

Known = dict[str, CoverageGap]  # by the place's key


def take_in_coverage(scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """What an import's rows say of each courier: added, updated or unchanged against its list in force. Unless it is a
    dry run they go into the list that `end_coverage` puts into force. Row O6."""
    shop = Shop.objects.get(pk=scope.shop_id)
    outcome, by_courier = Outcome(), defaultdict(list)
    couriers = couriers_of(shop, scope.at).table.couriers
    for row in rows:
        by_courier[among(row.facts.courier, couriers) or company(row.facts.courier)].append(row)
    for courier, found in by_courier.items():
        _take_in(scope, shop, courier, found, outcome)
    return outcome


def end_coverage(scope: Scope) -> None:
    """The file is at its end: every list that it brought counts now, each from its first day on."""
    for list_id in CoverageList.objects.filter(batch=scope.batch_id, put_at=None).values_list("pk", flat=True):
        # Nothing of it counts, or the right is gone meanwhile: the older list stays, and nothing is half.
        with suppress(InvalidInput, Refused, NotFound):
            put_into_force(list_id=list_id, person=_actor(scope))


def _take_in(scope: Scope, shop: Shop, courier: str, rows: Sequence[ReadRow], outcome: Outcome) -> None:
    places = around(row.facts.row.place for row in rows)
    today = in_force(day_of(shop, scope.at))
    current = _known(CoverageGap.objects.filter(today, places, list__shop=shop, list__courier=courier,
                                                list__source=ListSource.FILE))  # fmt: skip
    draft = CoverageList.objects.filter(batch=scope.batch_id, courier=courier, put_at=None).first()
    there = _known(CoverageGap.objects.filter(places, list=draft)) if draft else {}
    new: list[CoverageRow] = []
    seen: set[str] = set(there)
    for row in rows:
        line: CoverageRow = row.facts.row
        outcome.verdicts[row.line] = _verdict(line, seen, current)
        if line.place.key not in seen:
            seen.add(line.place.key)
            new.append(line)
    if scope.writes and new:
        code = _write(scope, draft, courier, new)
        if code:
            for row in rows:
                del outcome.verdicts[row.line]
                outcome.problems.append(RowProblem(row.line, "", "", code))


def _verdict(line: CoverageRow, seen: set[str], current: Known) -> Verdict:
    if line.place.key in seen:
        return Verdict.UNCHANGED
    before = current.get(line.place.key)
    if before is None:
        return Verdict.ADDED
    same = (before.kind, before.valid_until, before.note) == (line.kind.value, line.until, line.note)
    return Verdict.UNCHANGED if same else Verdict.UPDATED


def _write(scope: Scope, draft: CoverageList | None, courier: str, new: list[CoverageRow]) -> str:
    """'' when they are in, else the code of why none of them is."""
    person = _actor(scope)
    try:
        if draft is None:
            draft = begin_coverage(shop_id=scope.shop_id, courier=courier, batch_id=scope.batch_id, person=person)
        add_coverage(list_id=draft.pk, rows=new, person=person)
    except (Refused, NotFound):
        return "coverage.role"
    except InvalidInput as error:
        return "coverage.too_many" if "rows" in error.problems else "coverage.courier"
    return ""


def _actor(scope: Scope) -> Person:
    staff = Staff.objects.filter(pk=scope.actor_id).first() if scope.actor_id else None
    return person_of(staff) if staff else Person(staff_id=None, name="", roles={})


def _known(rows: QuerySet[CoverageGap]) -> Known:
    return {" ".join(part for part in (row.province, row.city, row.district) if part): row for row in rows}
