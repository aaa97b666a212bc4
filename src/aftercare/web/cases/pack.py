"""The page on which an evidence pack is put together, and its download (B8)."""

from django.core.exceptions import BadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from aftercare.cases.actions.make_pack import Format, make_pack
from aftercare.core.errors import InvalidInput
from aftercare.files.terms import MediaType
from aftercare.web.cases.audience import PACKERS
from aftercare.web.cases.packform import PackContext, read_chosen
from aftercare.web.downloads import download
from aftercare.web.fragments import answer
from aftercare.web.policy import PageRequest, page, page_time

TYPES = {Format.PDF: MediaType.PDF.value, Format.ZIP: "application/zip"}


@page(roles=PACKERS, methods=("GET", "POST"))
def pack(request: PageRequest, number: str) -> HttpResponseBase:
    """GET: what can go in, and what the ticks weigh; htmx asks for the weight only. POST: the file."""
    at = page_time(request)
    if request.method == "GET":
        context = {"pack": PackContext(request.person, number, request.GET, at)}
        return answer(request, "cases/pack.html", "cases/_pack_weight.html", context)
    wanted = request.POST.get("format", "")
    if wanted not in Format.values:
        raise BadRequest("unknown format")
    try:
        made = make_pack(number=number, chosen=read_chosen(request.POST), form=Format(wanted), person=request.person)
    except InvalidInput:
        context = {"pack": PackContext(request.person, number, request.POST, at)}
        return render(request, "cases/pack.html", context, status=422)
    return download(made.name, made.file, TYPES[Format(wanted)])
