"""The import pages: upload, preview, dry run, start, progress, result, history."""

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput
from aftercare.intake.access import IMPORTERS, access_batch, why_not_import
from aftercare.intake.actions.cancel_import import cancel_import
from aftercare.intake.actions.preview_file import LOOKABLE, preview
from aftercare.intake.actions.receive_file import receive_file
from aftercare.intake.actions.start_import import start_import
from aftercare.intake.problems import FileRefused
from aftercare.intake.queries import import_view
from aftercare.intake.refusals_file import refusals_csv
from aftercare.web.downloads import csv_download
from aftercare.web.fragments import answer, go, go_with, is_part
from aftercare.web.imports.changes import ChangesContext
from aftercare.web.imports.contexts import BatchContext, ImportsContext
from aftercare.web.imports.undo import UndoContext
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shell.choices import choices

AUDIENCE = frozenset(IMPORTERS)


@page(roles=AUDIENCE, methods=("GET", "POST"))
def imports(request: PageRequest) -> HttpResponse:
    """The history; a POST takes in a file and goes on to its preview (O1)."""
    if request.method == "POST":
        return _receive(request)
    context = ImportsContext(request.person, choices(request).shop_id, request.GET.dict())
    return answer(request, "imports/page.html", "imports/_history.html", {"imports": context})


def _receive(request: PageRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise InvalidInput({"file": _("Choose a file.")})
    batch = receive_file(
        person=request.person, shop_slug=request.POST.get("shop", ""), name=file.name or "", chunks=file.chunks()
    )
    return go(request, reverse("import", args=[batch.pk]))


@page(roles=AUDIENCE)
def batch(request: PageRequest, pk: int) -> HttpResponse:
    """One import: its preview before it starts, its progress, its result."""
    found = access_batch(request.person, pk)
    looked = None
    if found.state in LOOKABLE and why_not_import(request.person, found.shop_id) is None:
        try:
            looked = preview(person=request.person, batch_id=pk)
        except FileRefused:
            looked = None  # the import keeps the reason, and the page says it
    context = BatchContext(import_view(request.person, pk), request.person, looked)
    told = {
        "record": context.with_refusals(request.person, None),
        "changes": ChangesContext(context.batch, request.person, page_time(request), request.GET.get("view", "")),
        "undo": UndoContext(context.batch, request.person, page_time(request)),
    }
    return render(request, "imports/record.html", told)


@page(roles=AUDIENCE)
def progress(request: PageRequest, pk: int) -> HttpResponse:
    """The part that asks for itself again while the worker is at it; at the end it asks for the whole page."""
    context = BatchContext(import_view(request.person, pk), request.person)
    if context.is_over:
        return go(request, context.address)
    return render(request, "imports/_progress.html", {"record": context})


@page(roles=AUDIENCE, methods=("POST",))
def start(request: PageRequest, pk: int) -> HttpResponse:
    """Let the worker import the rows, or try them out."""
    dry_run, columns = request.POST.get("dry_run") == "yes", request.POST.get("columns")
    start_import(person=request.person, batch_id=pk, dry_run=dry_run, columns=columns)
    return go(request, reverse("import", args=[pk]))


@page(roles=AUDIENCE, methods=("POST",))
def cancel(request: PageRequest, pk: int) -> HttpResponse:
    """Stop it; what is in stays in."""
    cancel_import(person=request.person, batch_id=pk)
    return go_with(request, reverse("imports"), _("Cancelled. Rows that are in stay in."))


@page(roles=AUDIENCE)
def refused(request: PageRequest, pk: int) -> HttpResponse:
    """Further refused rows for the table."""
    context = BatchContext(import_view(request.person, pk), request.person)
    after = read_number(request.GET.get("after"))
    if not is_part(request):
        return go(request, context.address)
    return render(request, "imports/_refused.html", {"record": context.with_refusals(request.person, after)})


@page(roles=AUDIENCE)
def refused_file(request: PageRequest, pk: int) -> FileResponse:
    """All refused rows as CSV."""
    found = access_batch(request.person, pk)
    return csv_download(f"refused-{found.pk}.csv", refusals_csv(found))
