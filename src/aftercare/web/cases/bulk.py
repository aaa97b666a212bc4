"""One step for many cases: choose it, look at each case once more, do it, see how each one went (B11)."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.cases.inputs import NOTE_MOST
from aftercare.core.errors import InvalidInput
from aftercare.core.money import ZERO
from aftercare.core.text import clean
from aftercare.web.cases.acting import read_back
from aftercare.web.cases.audience import READERS
from aftercare.web.cases.bulkrows import AT_A_TIME, MOST, Sealed, Selection, make_moves
from aftercare.web.fragments import answer, go
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only

FIELDS = ("row", "owner", "back", "step", "move", "note", "total", "done", "refused")
STEPS = ("choose", "check", "do")


@page(roles=READERS, methods=("GET", "POST"))
def steps(request: PageRequest) -> HttpResponse:
    """`choose` lists the steps that the selected cases offer, `check` what each case will do; both are pages of their
    own, to which one comes back. `do` (POST) takes the step for the first rows and goes on by itself with the
    others."""
    is_post = request.method == "POST"
    sent = only(request.POST if is_post else request.GET, *FIELDS)
    step, rows, code = sent.get("step", "choose"), sent.getlist("row"), sent.get("move", "")
    if step not in STEPS or (step != "choose" and not code) or (step == "do" and not is_post):
        raise BadRequest("unknown step")
    if not 0 < len(rows) <= MOST:
        raise InvalidInput({"row": _("Select between 1 and %(most)s cases.") % {"most": MOST}})
    context: dict[str, Any] = {"back": read_back(sent), "code": code}
    if step == "do":
        return _do(request, code, [Sealed.read(row) for row in rows], context)
    if is_post:
        return go(request, _address(sent))
    selection = Selection(request.person, rows, page_time(request))
    if step == "choose":
        return _answer(request, "choose", {**context, "selection": selection})
    return _check(request, selection, code, context)


def _address(sent: QueryDict) -> str:
    """The same choice or look as a page."""
    kept = QueryDict(mutable=True)
    for name in ("step", "move", "back", "row"):
        kept.setlist(name, sent.getlist(name))
    return f"{reverse('cases_steps')}?{kept.urlencode()}"


def _check(
    request: PageRequest, selection: Selection, code: str, context: dict[str, Any], problem: Any = ""
) -> HttpResponse:
    rows = selection.rows(code)
    possible = [row for row in rows if row.sealed is not None]
    notes = {row.sealed.note for row in possible if row.sealed is not None}
    checked = {
        "numbers": selection.numbers,
        "possible": possible,
        "impossible": [row for row in rows if row.sealed is None],
        "total": sum((row.amount for row in possible if row.amount is not None), ZERO),
        "labels": list(dict.fromkeys(str(row.label) for row in possible)),
        "is_grave": any(row.is_grave for row in possible),
        "needs_note": "needs" in notes,
        "takes_note": notes & {"needs", "takes"},
        "note": request.POST.get("note", ""),
        "note_most": NOTE_MOST,
        "problem": problem,
    }
    return _answer(request, "check", {**context, **checked}, 422 if problem else 200)


def _do(request: PageRequest, code: str, rows: list[Sealed], context: dict[str, Any]) -> HttpResponse:
    note = clean(request.POST.get("note", ""))
    problem = _("This is needed.") if not note and any(row.note == "needs" for row in rows) else ""
    if len(note) > NOTE_MOST:
        problem = _("At most %(most)s characters.") % {"most": NOTE_MOST}
    if problem:
        selection = Selection(request.person, [row.number for row in rows], page_time(request))
        return _check(request, selection, code, context, problem)
    page_time(request)
    done, refused = _count(request, "done"), _count(request, "refused")
    results = list(make_moves(request.person, code, rows[:AT_A_TIME], note))
    failed = sum(1 for result in results if result.refusal)
    told = {
        "results": results,
        "done": done + len(results) - failed,
        "refused": refused + failed,
        "finished": done + refused + len(results),
        "total": _count(request, "total") or len(rows),
        "goes_on": "total" in request.POST,
        "rest": [row.write() for row in rows[AT_A_TIME:]],
        "note": note,
    }
    return _answer(request, "run", {**context, **told})


def _answer(request: PageRequest, part: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = f"cases/_bulk_{part}.html"
    return answer(request, "cases/bulk.html", template, {**context, "part": template}, status=status)


def _count(request: PageRequest, name: str) -> int:
    """A number that only the page itself shows again."""
    count = read_number(request.POST.get(name, "0"), 3)
    if count is None:
        raise BadRequest("not a number")
    return count
