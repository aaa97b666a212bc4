"""Corrections of the receiver, and notes for warehouse and courier (O2, O3)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.confirmation.access import WORKERS
from aftercare.confirmation.acting import Seen
from aftercare.confirmation.actions.correct_receiver import Change, correct_receiver
from aftercare.confirmation.actions.write_note import Wording, add_note, change_note, remove_note
from aftercare.confirmation.terms import Field, Reader
from aftercare.core.errors import InvalidInput
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_number, read_version
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only


@page(roles=WORKERS, methods=("POST",))
def correct(request: PageRequest, pk: int) -> HttpResponse:
    """Name, phone or address becomes what the buyer said."""
    posted = only(request.POST, "field", "value", "words", "version")
    field = posted.get("field", "")
    if field not in Field.values:
        raise InvalidInput({"field": _("Choose what is to be corrected.")})
    change = Change(Field(field), posted.get("value", ""), posted.get("words", ""))
    correct_receiver(seen=Seen(pk, read_version(posted)), change=change, person=request.person)
    return _back(request, pk, _("Corrected, and the order was checked again."))


@page(roles=WORKERS, methods=("POST",))
def note(request: PageRequest, pk: int) -> HttpResponse:
    """A new note."""
    posted = only(request.POST, "reader", "text")
    add_note(
        confirmation_id=pk, wording=_wording(posted.get("reader", ""), posted.get("text", "")), person=request.person
    )
    return _back(request, pk, _("The note is kept."))


@page(roles=WORKERS, methods=("POST",))
def note_change(request: PageRequest, pk: int) -> HttpResponse:
    """do=save: other words; do=remove: taken off. `check` is the page to come back to."""
    posted = only(request.POST, "reader", "text", "version", "do", "check")
    check, version = read_number(posted.get("check")), read_version(posted)
    if posted.get("do") == "remove":
        remove_note(note_id=pk, version=version, person=request.person)
        said = _("The note was taken off.")
    else:
        wording = _wording(posted.get("reader", ""), posted.get("text", ""))
        change_note(note_id=pk, version=version, wording=wording, person=request.person)
        said = _("The note is kept.")
    return _back(request, check, said)


def _wording(reader: str, text: str) -> Wording:
    if reader not in Reader.values:
        raise InvalidInput({"reader": _("Choose for whom the note is.")})
    return Wording(Reader(reader), text)


def _back(request: PageRequest, pk: int | None, said: object) -> HttpResponse:
    address = reverse("confirmation_order", args=[pk]) if pk else reverse("confirmation")
    return go_with(request, address, said)
