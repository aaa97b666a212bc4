"""Small acts on the page of a case: notes, evidence, messages to the buyer, the owner."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from aftercare.cases.actions.add_evidence import add_evidence
from aftercare.cases.actions.add_note import add_note
from aftercare.cases.actions.assign_case import assign_case
from aftercare.cases.actions.send_message import send_message
from aftercare.cases.queries import evidence_file
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.files.terms import Copy
from aftercare.web import errors
from aftercare.web.caseline import address_of
from aftercare.web.cases.audience import OPENERS, READERS
from aftercare.web.cases.record import CaseContext, evidence_item
from aftercare.web.files import answer_file, read_upload
from aftercare.web.fragments import go, go_with, toast
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time

MOST_AT_ONCE = 200
TOO_MANY = errors.Problem(
    429, gettext_lazy("Too many files at once"), gettext_lazy("You have added very many files in the last minutes."),
    gettext_lazy("Wait a little, then add the rest. What was added is safe."), code="upload_quota",
)  # fmt: skip


@page(roles=READERS, methods=("POST",))
def note(request: PageRequest, number: str) -> HttpResponse:
    """Keep an internal note; answers with the timeline."""
    add_note(number=number, text=request.POST.get("text", ""), person=request.person)
    if not request.htmx:
        return go(request, address_of(number))
    context = {"case": CaseContext(request.person, number, page_time(request))}
    return toast(render(request, "cases/_timeline.html", context), _("Noted"))


@page(roles=READERS, methods=("POST",))
def evidence(request: PageRequest, number: str) -> HttpResponse:
    """Take one file; answers with its thumbnail (D3, D4, D9)."""
    try:
        added = add_evidence(number=number, upload=read_upload(request), person=request.person)
    except Refused as error:
        if error.refusal.code != TOO_MANY.code:
            raise
        return errors.answer(request, TOO_MANY)
    return render(request, "pieces/evidence_item.html", {"item": evidence_item(number, added.file)})


@page(roles=READERS)
def file(request: PageRequest, number: str, token: str, copy: str) -> HttpResponseBase:
    """One copy of a file, through the case's own access (B10)."""
    if copy not in Copy.values:
        raise NotFound(copy)
    return answer_file(evidence_file(request.person, number, token), Copy(copy))


@page(roles=OPENERS, methods=("POST",))
def message_sent(request: PageRequest, number: str, pk: int) -> HttpResponse:
    """The agent has sent the message in the platform's chat."""
    send_message(number=number, message_id=pk, person=request.person)
    if not request.htmx:
        return go(request, address_of(number))
    context = {"case": CaseContext(request.person, number, page_time(request))}
    return render(request, "cases/_message_list.html", context)


@page(roles=OPENERS, methods=("POST",))
def owner(request: PageRequest, number: str) -> HttpResponse:
    """Give the case to somebody, or take it."""
    assign_case(number=number, owner_id=_read_owner(request), person=request.person)
    return go_with(request, address_of(number), _("The owner has changed"))


@page(roles=OPENERS, methods=("POST",))
def assign(request: PageRequest) -> HttpResponse:
    """Give the selected cases to somebody; each is done or refused by itself, and the answer says which."""
    numbers, owner_id = request.POST.getlist("row"), _read_owner(request)
    if not 0 < len(numbers) <= MOST_AT_ONCE:
        raise InvalidInput({"row": _("Select at least one case.")})
    done, refused = 0, []
    for number in numbers:
        try:
            assign_case(number=number, owner_id=owner_id, person=request.person)
            done += 1
        except Refused as error:
            refused.append(f"{number}: {error.refusal}")
    text = ngettext("%(count)s case assigned", "%(count)s cases assigned", done) % {"count": done}
    return go_with(request, read_back(request.POST), " · ".join([text, *refused[:5]]))


def _read_owner(request: PageRequest) -> int:
    owner = read_number(request.POST.get("owner"))
    if owner is None:
        raise InvalidInput({"owner": _("Choose somebody who handles cases in this shop.")})
    return owner


def read_back(sent: QueryDict) -> str:
    """The board as it was; never another site's address."""
    board, back = reverse("cases"), sent.get("back", "")
    if back and not back.startswith(f"{board}?"):
        raise BadRequest("not the board")
    return back or board
