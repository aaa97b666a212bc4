"""Close the settlement sheet of a courier and month: from then on it never changes (O7)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.cases.periods import month_of
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.sql import insert
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.couriers.access import WRONG_ROLE
from aftercare.couriers.events import note
from aftercare.couriers.models import Settlement, SettlementLine
from aftercare.couriers.sheets import Draft, draft_of
from aftercare.shops.access import Person, visible_shops

MOST_REASON: Final = 500
RUNNING = Refusal("settlement.running", _("This month is not over yet. Close it when it is."))
CHANGED = Refusal(
    "settlement.changed",
    _("The figures have changed since you looked. Nothing was closed: check them and close again."),
)


@dataclass(frozen=True)
class Closing:
    """Which sheet; `mark` of the figures that were on screen; `reason` why it is closed once more, else ''."""

    courier: str
    month: date
    mark: str
    reason: str = ""


@transaction.atomic
def close_settlement(*, shop_id: int, closing: Closing, person: Person) -> Settlement:
    """The sheet as it was on screen, as the next version. A second version needs a reason; the first one stays.

    By a supervisor. Raises NotFound, Refused (`wrong_role`, `settlement.running`, `settlement.changed`), or
    InvalidInput (`courier`, `month`, `reason`).
    """
    shop = visible_shops(person).select_for_update(no_key=True).filter(pk=shop_id).first()  # one at a time in a shop
    if shop is None or shop_id not in person.shop_ids:
        raise NotFound(shop_id)
    if not person.has(shop_id, Role.SUPERVISOR):
        raise Refused(WRONG_ROLE)
    at = now()
    if not closing.courier:
        raise InvalidInput({"courier": _("Choose a courier.")})
    if closing.month.day != 1:
        raise InvalidInput({"month": _("Choose a month.")})
    if closing.month >= month_of(at, shop.timezone):
        raise Refused(RUNNING)
    draft = draft_of(person, shop, closing.courier, closing.month, at)
    if draft.mark != closing.mark:
        raise Refused(CHANGED)
    earlier = Settlement.objects.filter(shop=shop, courier=closing.courier, month=closing.month)
    version = earlier.count() + 1
    reason = clean(closing.reason)
    if version > 1 and not reason:
        raise InvalidInput({"reason": _("Say why the month is closed once more: it stands on the sheet.")})
    if len(reason) > MOST_REASON:
        raise InvalidInput({"reason": _("At most %(most)s characters.") % {"most": MOST_REASON}})
    made = _write(draft, version, reason, (person, at))
    told = {"courier": made.courier, "month": made.month.isoformat(), "version": version, "total": made.total.fen}
    note("settlement.closed", ("settlement", made.pk), shop.pk, (person, at), **told)
    return made


def _write(draft: Draft, version: int, reason: str, who: tuple[Person, datetime]) -> Settlement:
    person, at = who
    sums, figures = draft.totals, draft.figures
    made = Settlement(
        shop=draft.shop, courier=draft.courier, month=draft.month, version=version, sent=figures.sent,
        held=len(figures.held), rate=figures.judged.rate, level=figures.judged.level.value, rules=dict(draft.rules),
        deduction=sums.deduction, claimed=sums.claimed, paid=sums.paid, borne=draft.borne, total=sums.total,
        reason=reason, closed_by_id=person.staff_id, closed_at=at,
    )  # fmt: skip
    insert(made)
    lines = [
        SettlementLine(
            settlement=made, case_id=one.case_id, is_claim=False, number=one.number, order_no=one.order_no,
            tracking_no=one.tracking_no, day=date.fromisoformat(one.day), deduction=one.deduction,
        )
        for one in draft.pieces
    ] + [
        SettlementLine(
            settlement=made, case_id=one.case_id, is_claim=True, number=one.number, order_no=one.order_no,
            tracking_no=one.tracking_no, day=date.fromisoformat(one.day), claimed=one.claimed, paid=one.paid,
        )
        for one in draft.compensations
    ]  # fmt: skip
    SettlementLine.objects.bulk_create(lines, batch_size=1000)
    return made


@transaction.atomic
def note_settlement_export(*, sheet: Settlement, form: str, rows: int, person: Person) -> None:
    """Keep in the audit trail that the sheet was taken out as `form` (E10). The caller checked the right."""
    told = {"courier": sheet.courier, "month": sheet.month.isoformat(), "form": form, "rows": rows}
    note("settlement.exported", ("settlement", sheet.pk), sheet.shop_id, (person, now()), **told)
