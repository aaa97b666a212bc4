"""Double check at packing: scan the slip, each piece, the slip again (O9)."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.dispatch.access import PACKERS, READERS
from aftercare.dispatch.actions.add_packing_photo import add_packing_photo
from aftercare.dispatch.actions.finish_packing import Closing, finish_packing, set_aside
from aftercare.dispatch.actions.scan_piece import check_by_eye, scan_piece
from aftercare.dispatch.actions.start_packing import start_packing
from aftercare.dispatch.packing import access_photo, own_packing
from aftercare.dispatch.packing_rules import normal
from aftercare.files.terms import Copy
from aftercare.web.dispatch.packing_view import (
    PackingContext,
    Said,
    finished_words,
    gone_words,
    photo_item,
    refusal_words,
    started_words,
    verdict_words,
)
from aftercare.web.files import answer_file, read_upload
from aftercare.web.fragments import answer, go
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids


@page(roles=PACKERS)
def packing(request: PageRequest) -> HttpResponse:
    """The scan field, and what lies on the person's table."""
    return _answer(request)


@page(roles=PACKERS, methods=("POST",))
def scan(request: PageRequest) -> HttpResponse:
    """code: a slip when the table is empty, else a piece; the slip again closes the box. line: checked by eye."""
    posted = only(request.POST, "code", "line")
    line = read_number(posted.get("line"))
    if line is not None:
        found = check_by_eye(line_id=line, person=request.person)
        return _answer(request, verdict_words(found.verdict, found.line, ""))
    try:
        return _answer(request, _scanned(request, posted.get("code", "")))
    except Refused as error:  # an answer to the packer, not an error of the page
        return _answer(request, refusal_words(error.refusal))


def _scanned(request: PageRequest, code: str) -> Said:
    here = own_packing(request.person)
    if not normal(code):
        raise InvalidInput({"code": _("Scan or type a code.")})
    if here is None:
        begun = start_packing(code=code, shop_ids=chosen_shop_ids(request), person=request.person)
        return started_words(begun.order.platform_no)
    if normal(code) == normal(here.order.platform_no):
        finish_packing(closing=Closing(), person=request.person)
        return finished_words(here.order.platform_no)
    found = scan_piece(code=code, person=request.person)
    return verdict_words(found.verdict, found.line, code)


@page(roles=PACKERS, methods=("POST",))
def finish(request: PageRequest) -> HttpResponse:
    """Close the box that the form shows (`packing`), with its weight and a link to the film when they are known."""
    posted = only(request.POST, "packing", "grams", "video")
    grams = posted.get("grams", "").strip()
    weight = read_number(grams)
    if grams and weight is None:
        raise InvalidInput({"grams": _("Enter a whole number of grams.")})
    here = own_packing(request.person)
    if here is None or posted.get("packing", str(here.pk)) != str(here.pk):
        return _answer(request, gone_words())
    done = finish_packing(closing=Closing(weight, posted.get("video", "")), person=request.person)
    return _answer(request, finished_words(done.order.platform_no))


@page(roles=PACKERS, methods=("POST",))
def aside(request: PageRequest) -> HttpResponse:
    """Take the order off the table."""
    only(request.POST)
    set_aside(person=request.person)
    return _answer(request, Said("", _("Set aside"), _("Scan the slip again to begin anew.")))


@page(roles=PACKERS, methods=("POST",))
def photos(request: PageRequest, pk: int) -> HttpResponse:
    """One picture or film of the open box."""
    photo = add_packing_photo(packing_id=pk, upload=read_upload(request), person=request.person)
    return render(request, "pieces/evidence_item.html", {"item": photo_item(pk, photo.file)})


@page(roles=READERS)
def photo(request: PageRequest, pk: int, token: str, copy: str) -> HttpResponseBase:
    """A copy of a picture, through the packing's own access."""
    found = access_photo(request.person, pk, token)
    if copy not in Copy.values:
        raise NotFound(copy)
    return answer_file(found.file, Copy(copy))


def _answer(request: PageRequest, said: Said | None = None) -> HttpResponse:
    context = PackingContext(request.person, chosen_shop_ids(request), page_time(request), said)
    if request.method == "POST" and not request.htmx:
        return go(request, request.path.rsplit("/packing/", 1)[0] + "/packing/")
    return answer(request, "dispatch/packing.html", "dispatch/_packing.html", {"view": context})
