"""Steps of a handover: build, edit, send, take over, refuse (P5)."""

from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.handover.access import GIVERS
from aftercare.handover.actions.build_draft import build_draft
from aftercare.handover.actions.edit_draft import OwnLine, Typed, drop_line, keep_typed, send
from aftercare.handover.actions.take_over import accept_all, accept_item, offer_again, refuse_item
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_number, read_version
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only

COLUMNS = ("order_no", "buyer", "description", "handling")
WORDS = ("description", "handling")


def _typed(request: PageRequest, *names: str) -> Typed:
    """The form of a draft, which may hold these fields beside: whatever is pressed in it, what was typed is kept."""
    places = [place for name in request.POST for word in WORDS if (place := read_number(name.removeprefix(f"{word}_")))]
    posted = only(request.POST, *names, *COLUMNS, *(f"{word}_{place}" for word in WORDS for place in places))
    words = {
        place: (posted.get(f"description_{place}", ""), posted.get(f"handling_{place}", ""))
        for place in places
        if f"description_{place}" in posted and f"handling_{place}" in posted
    }
    told = {name: posted.get(name, "").strip() for name in COLUMNS}
    return Typed(words, OwnLine(**told) if any(told.values()) else None)


def _back(request: PageRequest, pk: int, text: str) -> HttpResponse:
    return go_with(request, reverse("handover", args=[pk]), text)


@page(roles=GIVERS, methods=("POST",))
def build(request: PageRequest, slug: str) -> HttpResponse:
    """A draft of one's open work, or what is new in it."""
    typed = _typed(request, "version")
    draft = build_draft(slug=slug, person=request.person)
    keep_typed(handover_id=draft.pk, typed=typed, person=request.person)
    count = draft.items.count()
    said = ngettext("%(count)s line. Check it, then send it.", "%(count)s lines. Check them, then send them.", count)
    return _back(request, draft.pk, said % {"count": count})


@page(roles=GIVERS, methods=("POST",))
def keep(request: PageRequest, pk: int) -> HttpResponse:
    """Other words for its lines, and a line that no open work gives."""
    typed = _typed(request, "version", "do")
    if request.POST.get("do") == "add" and typed.line is None:
        typed = replace(typed, line=OwnLine(""))  # which says what it lacks
    keep_typed(handover_id=pk, typed=typed, person=request.person)
    return _back(request, pk, _("The line is added.") if typed.line else _("Saved."))


@page(roles=GIVERS, methods=("POST",))
def line_drop(request: PageRequest, pk: int, item: int) -> HttpResponse:
    """It is not handed over."""
    typed = _typed(request, "version")
    keep_typed(handover_id=pk, typed=typed, person=request.person)
    drop_line(handover_id=pk, item_id=item, person=request.person)
    return _back(request, pk, _("The line is dropped; the work stays yours."))


@page(roles=GIVERS, methods=("POST",))
def send_off(request: PageRequest, pk: int) -> HttpResponse:
    """The next shift sees it from now on."""
    typed = _typed(request, "version")
    send(handover_id=pk, seen_version=read_version(request.POST), typed=typed, person=request.person)
    return _back(request, pk, _("Handed over. Each line stays yours until somebody takes it."))


@page(roles=GIVERS, methods=("POST",))
def take(request: PageRequest, pk: int) -> HttpResponse:
    """Every open line."""
    only(request.POST)
    taken, why = accept_all(handover_id=pk, person=request.person)
    if why and not taken:
        raise Refused(Refusal("nothing_taken", why[0]))
    said = ngettext("%(count)s line is yours now.", "%(count)s lines are yours now.", taken) % {"count": taken}
    if why:
        left = ngettext(
            "%(count)s line could not be taken: %(why)s", "%(count)s lines could not be taken: %(why)s", len(why)
        )
        said = f"{said} {left % {'count': len(why), 'why': why[0]}}"
    return _back(request, pk, said)


@page(roles=GIVERS, methods=("POST",))
def settle(request: PageRequest, item: int) -> HttpResponse:
    """One line: taken over, refused with a reason, or offered again."""
    posted = only(request.POST, "do", "reason", "handling")
    step = posted.get("do", "")
    if step == "accept":
        row, said = accept_item(item_id=item, person=request.person), _("The line is yours now.")
    elif step == "refuse":
        row = refuse_item(item_id=item, reason=posted.get("reason", ""), person=request.person)
        said = _("Sent back. Your colleague sees why.")
    elif step == "offer":
        row = offer_again(item_id=item, handling=posted.get("handling", ""), person=request.person)
        said = _("Offered again.")
    else:
        raise InvalidInput({"do": _("Choose what you decide.")})
    return _back(request, row.handover_id, said)
