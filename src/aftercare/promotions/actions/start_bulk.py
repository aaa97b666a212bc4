"""Begin one step for many cases (B11): they are named at once, with the version that each has now."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from aftercare.cases.access import visible_cases
from aftercare.cases.actions.assign_case import may_own
from aftercare.cases.actions.write_buyer import checked_words
from aftercare.cases.eligibility import RefusalReason
from aftercare.cases.flows.registry import newest_flow
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
from aftercare.shops.models import Shop

CLAUSE_MOST = 300
NOTHING = Refusal("nothing_there", _("No open case of this kind stands there any more."))
GOES_ON = Refusal("run_goes_on", _("%(name)s has begun such a run over these cases. It still goes on."))
STEPS = frozenset({BulkKind.AGREE, BulkKind.REFUSE})  # those that a flow must have in that state


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
    """The run with its rows; the worker does them. Sent twice while it goes on, it is one run. Raises NotFound, Refused
    (also when there is no such case, or while a colleague's run does the same to them), InvalidInput (`kind`, `most`,
    `refusal`, `clause`, `text`, `owner`)."""
    with transaction.atomic():
        shop = Shop.objects.select_for_update(no_key=True).get(pk=access_bulk_shop(person, slug).pk)
        words = _checked(wish, shop.pk)
        if (going := _going_on(wish, shop, words, person)) is not None:
            return going
        rows = visible_cases(person).filter(shop=shop, flow=wish.flow, state=wish.state, closed_at=None)
        cases = list(rows.order_by("next_due_at", "pk").values_list("pk", "version")[: wish.most])
        if not cases:
            raise Refused(NOTHING)
        if not _is_there(wish):
            raise InvalidInput({"kind": _("Cases that stand there have no such step.")})
        at = now()
        run = BulkRun.objects.create(
            shop=shop,
            kind=wish.kind,
            flow=wish.flow,
            state=wish.state,
            **_told(wish, words),
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


def _told(wish: Wish, words: str) -> dict[str, Any]:
    """What a run of that kind needs; what was typed for another kind is left out."""
    refuses = wish.kind is BulkKind.REFUSE
    return {
        "refusal": wish.refusal if refuses else "",
        "clause": clean(wish.clause) if refuses else "",
        "words": "" if wish.kind is BulkKind.ASSIGN else words,
        "owner_id": wish.owner_id if wish.kind is BulkKind.ASSIGN else None,
    }


def _going_on(wish: Wish, shop: Shop, words: str, person: Person) -> BulkRun | None:
    """The very same run of the person, begun by a press before this one. Raises Refused on another one of that kind
    over these cases."""
    runs = BulkRun.objects.filter(shop=shop, kind=wish.kind, flow=wish.flow, state=wish.state, ended_at=None)
    run = runs.select_related("made_by").first()
    if run is None:
        return None
    is_same = all(getattr(run, name) == value for name, value in _told(wish, words).items())
    if run.made_by_id != person.staff_id or not is_same:
        raise Refused(Refusal(GOES_ON.code, GOES_ON.sentence, {"name": run.made_by.name}))
    return run


def _is_there(wish: Wish) -> bool:
    """Whether the step exists where these cases stand; a refusal, with the reasons that are asked for here."""
    if wish.kind not in STEPS:
        return True
    move = newest_flow(wish.flow).move(wish.kind)
    fits = wish.kind is not BulkKind.REFUSE or (move is not None and "refusal" in move.needs)
    return move is not None and wish.state in move.source and fits


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
