"""Handovers: the list, one of them, its files (P5, P6)."""

from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from aftercare.core.errors import NotFound
from aftercare.handover.access import EXPORTERS, GIVERS, access_giving, access_handover
from aftercare.handover.actions.note_export import note_export
from aftercare.handover.models import HandoverItem
from aftercare.handover.queries import exported, printed
from aftercare.shops.models import Shop
from aftercare.web.downloads import download
from aftercare.web.fragments import answer
from aftercare.web.handover.contexts import HandoverContext, HandoversContext
from aftercare.web.handover.sheet import Sheet, excel_of, make_sheet, pdf_of
from aftercare.web.numbers import read_day
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.workbooks import CONTENT_TYPE

FORMS = ("xlsx", "pdf")


@page(roles=GIVERS)
def handovers(request: PageRequest) -> HttpResponse:
    """What is to be taken over, or all, the newest first."""
    context = HandoversContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return answer(request, "handover/page.html", "handover/_rows.html", {"view": context})


@page(roles=GIVERS)
def handover(request: PageRequest, pk: int) -> HttpResponse:
    """One handover."""
    found = access_handover(request.person, pk)
    return render(request, "handover/one.html", {"one": HandoverContext(request.person, found, page_time(request))})


@page(roles=EXPORTERS)
def sheet(request: PageRequest, pk: int, form: str) -> FileResponse:
    """One handover as a file."""
    found = access_handover(request.person, pk)
    return _file(request, found.shop, printed(request.person, found), form, f"{found.day:%Y%m%d}-{found.pk}")


@page(roles=EXPORTERS)
def day_sheet(request: PageRequest, slug: str, day: str, form: str) -> FileResponse:
    """All that was handed over in a shop on a day, as one file."""
    shop, asked = access_giving(request.person, slug), read_day(day)
    if asked is None:
        raise NotFound(day)
    return _file(request, shop, exported(request.person, shop, asked), form, f"{asked:%Y%m%d}")


def _file(request: PageRequest, shop: Shop, items: list[HandoverItem], form: str, name: str) -> FileResponse:
    if form not in FORMS:
        raise NotFound(form)
    at = page_time(request)
    zone = ZoneInfo(shop.timezone)
    made = make_sheet(shop.name, zone, items, mark_of(request.person.name, at, zone))
    file, kind = (excel_of(made), CONTENT_TYPE) if form == "xlsx" else (_paper(made), "application/pdf")
    day = items[0].handover.day if items else at.astimezone(zone).date()
    note_export(shop=shop, day=day, rows=len(items), form=form, person=request.person)
    return download(f"handover-{shop.slug}-{name}.{form}", file, kind)


def _paper(made: Sheet) -> BinaryIO:
    return pdf_of(made, get_language() or "zh-hans")


def mark_of(name: str, at: datetime, zone: ZoneInfo) -> str:
    """Who took it, and when; Chinese like the rest of the sheet."""
    return f"{name} 于 {at.astimezone(zone):%Y-%m-%d %H:%M} 从 Aftercare 导出"
