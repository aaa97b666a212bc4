"""Saying what the columns of a sheet mean; the list of what is remembered; changing and forgetting it (O1)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.intake.access import IMPORTERS, access_sheet, require_importer
from aftercare.intake.actions.change_sheet import change_sheet
from aftercare.intake.actions.forget_sheet import forget_sheet
from aftercare.intake.actions.name_columns import Naming, form_named, name_columns
from aftercare.intake.columns import columns_to_name
from aftercare.web.fragments import go, go_with, is_part
from aftercare.web.imports.naming import SheetsContext, form_of_file, form_of_sheet, read_naming
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page
from aftercare.web.shell.choices import choices

AUDIENCE = frozenset(IMPORTERS)


@dataclass(frozen=True)
class _Sent:
    """What was sent (None: nothing, the form is only looked at) and what is wrong with it."""

    naming: Naming | None = None
    wrong: InvalidInput | None = None

    @property
    def is_saved(self) -> bool:
        return self.naming is not None and self.wrong is None

    @property
    def status(self) -> int:
        return 422 if self.wrong else 200


def _sent(request: PageRequest, columns: int, save: Callable[[Naming], object]) -> _Sent:
    """Save the posted form of a sheet with so many columns; its remarks are kept for the page."""
    if request.method != "POST":
        return _Sent()
    naming = read_naming(request.POST, columns)
    try:
        save(naming)
    except InvalidInput as error:
        return _Sent(naming, error)
    return _Sent(naming)


@page(roles=AUDIENCE, methods=("GET", "POST"))
def columns(request: PageRequest, pk: int) -> HttpResponse:
    """The columns of a file that no report has, with the best guesses; sent, its preview goes on."""
    found = columns_to_name(request.person, pk)
    sent = _sent(request, len(found.header), lambda told: name_columns(person=request.person, batch_id=pk, naming=told))
    if sent.is_saved:
        text = _("Remembered: the next file with these columns is recognised by itself.")
        return go_with(request, reverse("import", args=[pk]), text)
    kind = sent.naming.kind if sent.naming else request.GET.get("kind", "")
    shown = {"form": form_of_file(found, kind, sent.naming, sent.wrong), "batch": found.batch}
    return render(request, "imports/columns.html", shown, status=sent.status)


@page(roles=AUDIENCE)
def sheets(request: PageRequest) -> HttpResponse:
    """The next rows of the list; the list itself stands on the page of files."""
    if not is_part(request):
        return go(request, reverse("imports"))
    before = read_number(request.GET.get("before"))
    context = SheetsContext(request.person, choices(request).shop_id, before)
    return render(request, "imports/_sheets.html", {"sheets": context})


@page(roles=AUDIENCE, methods=("GET", "POST"))
def sheet(request: PageRequest, pk: int) -> HttpResponse:
    """One remembered sheet: its name and what its columns mean."""
    found = access_sheet(request.person, pk)
    require_importer(request.person, found.shop_id)
    profile = form_named(found.kind)
    sent = _sent(
        request, len(found.columns), lambda told: change_sheet(person=request.person, sheet_id=pk, naming=told)
    )
    if sent.is_saved:
        return go_with(request, reverse("imports"), _("Saved. Files that were read before are not touched."))
    shown = {"form": form_of_sheet(found, profile, sent.naming, sent.wrong), "sheet": found}
    return render(request, "imports/columns.html", shown, status=sent.status)


@page(roles=AUDIENCE, methods=("POST",))
def forget(request: PageRequest, pk: int) -> HttpResponse:
    """The next file with that header waits for a person again."""
    forget_sheet(person=request.person, sheet_id=pk)
    return go_with(request, reverse("imports"), _("Forgotten. Files that were read before are not touched."))
