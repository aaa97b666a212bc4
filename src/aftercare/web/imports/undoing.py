"""Changes of an import, and taking it back: look first, then do, by the worker."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from aftercare.intake.access import IMPORTERS, access_batch
from aftercare.intake.actions.ask_undo import ask_undo
from aftercare.intake.actions.start_undo import start_undo
from aftercare.web.fragments import go, is_part
from aftercare.web.imports.changes import ChangesContext
from aftercare.web.imports.undo import UndoContext
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time

AUDIENCE = frozenset(IMPORTERS)


@page(roles=AUDIENCE)
def changes(request: PageRequest, pk: int) -> HttpResponse:
    """Further rows of one tab."""
    batch = access_batch(request.person, pk)
    if not is_part(request):
        return go(request, reverse("import", args=[pk]))
    chosen, after = request.GET.get("view", ""), read_number(request.GET.get("after"))
    context = ChangesContext(batch, request.person, page_time(request), chosen, after)
    return render(request, "imports/_change_rows.html", {"changes": context})


@page(roles=AUDIENCE, methods=("POST",))
def check(request: PageRequest, pk: int) -> HttpResponse:
    """Have the worker look what would go."""
    ask_undo(person=request.person, batch_id=pk)
    return go(request, reverse("import", args=[pk]))


@page(roles=AUDIENCE, methods=("POST",))
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Take it back."""
    start_undo(person=request.person, batch_id=pk, reason=request.POST.get("reason", ""))
    return go(request, reverse("import", args=[pk]))


@page(roles=AUDIENCE)
def progress(request: PageRequest, pk: int) -> HttpResponse:
    """The part that asks for itself again while the worker is at it; at the end it asks for the whole page."""
    context = UndoContext(access_batch(request.person, pk), request.person, page_time(request))
    if not (context.is_shown and context.is_at_work):
        return go(request, reverse("import", args=[pk]))
    return render(request, "imports/_undo_progress.html", {"undo": context})
