"""Begin one step for many cases (B11): they are named at once, with the version that each has now."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from aftercare.cases.access import visible_cases
from aftercare.cases.actions.assign_case import may_own
from aftercare.cases.actions.write_buyer import checked_words
from aftercare.cases.eligibility import RefusalReason
from aftercare.cases.inputs import NOTE_MOST
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.outbox import enqueue
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.promotions.access import access_bulk_shop
from aftercare.promotions.models import BulkRow, BulkRun
from aftercare.promotions.terms import JOB, MOST_ROWS, BulkKind
from aftercare.shops.access import Person

CLAUSE_MOST = 300
NOTHING = Refusal("nothing_there", _("No open case of this kind stands there any more."))


@dataclass(frozen=True)
class Wish:
    """What to do with the cases of that kind and state, those that run out first; at most `most` of them. `refusal`
    and `clause` of a refusal, `words` its note or the message, `owner_id` of an assignment."""

    kind: BulkKind
    flow: str
    state: str
    most: int = MOST_ROWS
    refusal: str = ""
    clause: str = ""
    words: str = ""
    owner_id: int | None = None


def start_bulk(*, slug: str, wish: Wish, person: Person) -> BulkRun:
    """The run with its rows; the worker does them. Raises NotFound, Refused (also when there is no such case),
    InvalidInput (`most`, `refusal`, `clause`, `text`, `owner`)."""
    with transaction.atomic():
        shop = access_bulk_shop(person, slug)
        words = _checked(wish, shop.pk)
        rows = visible_cases(person).filter(shop=shop, flow=wish.flow, state=wish.state, closed_at=None)
        cases = list(rows.order_by("next_due_at", "pk").values_list("pk", "version")[: wish.most])
        if not cases:
            raise Refused(NOTHING)
        at = now()
        run = BulkRun.objects.create(
            shop=shop,
            kind=wish.kind,
            flow=wish.flow,
            state=wish.state,
            refusal=wish.refusal if wish.kind is BulkKind.REFUSE else "",
            clause=clean(wish.clause) if wish.kind is BulkKind.REFUSE else "",
            words=words,
            owner_id=wish.owner_id if wish.kind is BulkKind.ASSIGN else None,
            language=get_language() or "zh-hans",
            made_by_id=person.staff_id or 0,
            made_at=at,
        )
        BulkRow.objects.bulk_create(BulkRow(run=run, case_id=pk, version=version) for pk, version in cases)
        record(
            kind="bulk.started",
            subject=("bulk", run.pk),
            shop_id=shop.pk,
            actor_id=person.staff_id,
            at=at,
            data={"kind": run.kind, "flow": run.flow, "state": run.state, "cases": len(cases)},
        )
        enqueue(JOB, run_id=run.pk)
    return run


def _checked(wish: Wish, shop_id: int) -> str:
    problems: dict[str, Any] = {}
    if not 1 <= wish.most <= MOST_ROWS:
        problems["most"] = _("Enter a number from 1 to %(most)s.") % {"most": MOST_ROWS}
    words = clean(wish.words)
    if wish.kind is BulkKind.MESSAGE:
        words = checked_words(wish.words)
    elif len(words) > NOTE_MOST:
        problems["text"] = _("At most %(most)s characters.") % {"most": NOTE_MOST}
    if wish.kind is BulkKind.REFUSE:
        if wish.refusal not in RefusalReason.values:
            problems["refusal"] = _("Choose one of the list.")
        if not 1 <= len(clean(wish.clause)) <= CLAUSE_MOST:
            problems["clause"] = _("Write what is told to the buyers, at most %(most)s characters.") % {
                "most": CLAUSE_MOST
            }
        if not words:
            problems["text"] = _("This is needed.")
    if wish.kind is BulkKind.ASSIGN and not may_own(shop_id, wish.owner_id or 0):
        problems["owner"] = _("Choose somebody who handles cases in this shop.")
    if problems:
        raise InvalidInput(problems)
    return words
