"""Steps with one unclaimed parcel (B4)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput
from aftercare.core.text import clean
from aftercare.unclaimed.access import DECIDERS, KEEPERS, READERS
from aftercare.unclaimed.actions.ask_end import ask_end
from aftercare.unclaimed.actions.carry_out import carry_out
from aftercare.unclaimed.actions.decide_end import decide_end
from aftercare.unclaimed.actions.link_parcel import link_parcel
from aftercare.unclaimed.actions.match_parcel import match_parcel
from aftercare.unclaimed.actions.rule_out import rule_out
from aftercare.unclaimed.actions.unlink_parcel import unlink_parcel
from aftercare.unclaimed.reading import normal
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_number, read_version
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only

KEEPING: frozenset[Role] = frozenset(KEEPERS)
DECIDING: frozenset[Role] = frozenset(DECIDERS)


def _back(request: PageRequest, number: str, text: str) -> HttpResponse:
    return go_with(request, reverse("unclaimed_parcel", args=[number]), text)


@page(roles=READERS, methods=("POST",))
def link(request: PageRequest, number: str) -> HttpResponse:
    """It belongs to this case."""
    case_number = normal(only(request.POST, "case").get("case", ""))
    if not case_number:
        raise InvalidInput({"case": _("Enter the number of the case.")})
    link_parcel(number=number, case_number=case_number, person=request.person)
    return _back(request, number, _("It belongs to %(case)s now, with its pictures.") % {"case": case_number})


@page(roles=READERS, methods=("POST",))
def unlink(request: PageRequest, number: str) -> HttpResponse:
    """It is not of its case after all."""
    posted = only(request.POST, "why", "version")
    unlink_parcel(
        number=number, why=posted.get("why", ""), person=request.person, expected_version=read_version(posted)
    )
    return _back(request, number, _("It lies on the shelf again; the case has a note."))


@page(roles=READERS, methods=("POST",))
def ruled_out(request: PageRequest, number: str) -> HttpResponse:
    """It does not belong to what was proposed."""
    proposal = read_number(only(request.POST, "proposal").get("proposal")) or 0
    rule_out(number=number, proposal_id=proposal, person=request.person)
    return _back(request, number, _("Ruled out."))


@page(roles=READERS, methods=("POST",))
def match(request: PageRequest, number: str) -> HttpResponse:
    """Look again whose it may be."""
    only(request.POST)
    match_parcel(number=number, person=request.person)
    return _back(request, number, _("Looked again."))


@page(roles=KEEPING, methods=("POST",))
def ask(request: PageRequest, number: str) -> HttpResponse:
    """Ask the supervisor that it leaves the shelf."""
    posted = only(request.POST, "end", "reason", "version")
    ask_end(
        number=number,
        end=posted.get("end", ""),
        reason=posted.get("reason", ""),
        person=request.person,
        expected_version=read_version(posted),
    )
    return _back(request, number, _("The supervisor decides now."))


@page(roles=DECIDING, methods=("POST",))
def decide(request: PageRequest, number: str) -> HttpResponse:
    """Approve it or turn it down."""
    posted = only(request.POST, "decision", "words", "version")
    if posted.get("decision") not in ("approve", "deny"):
        raise InvalidInput({"decision": _("Choose what you decide.")})
    grants = posted["decision"] == "approve"
    words = clean(posted.get("words", ""))
    decide_end(number=number, grants=grants, words=words, person=request.person, expected_version=read_version(posted))
    said = _("Approved. The warehouse carries it out.") if grants else _("Turned down. It stays on the shelf.")
    return _back(request, number, said)


@page(roles=KEEPING, methods=("POST",))
def carried_out(request: PageRequest, number: str) -> HttpResponse:
    """It has left the shelf."""
    posted = only(request.POST, "words", "version")
    words = posted.get("words", "")
    carry_out(number=number, words=words, person=request.person, expected_version=read_version(posted))
    return _back(request, number, _("Noted. It has left the shelf."))
