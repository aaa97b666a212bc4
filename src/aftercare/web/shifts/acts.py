"""Write the roster: one cell, a week, a rotation, swaps (P3)."""

from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.core.errors import InvalidInput
from aftercare.shifts.access import PLANNERS, READERS, access_planned_cell, access_roster
from aftercare.shifts.actions.fill_roster import Rotation, copy_week, rotate
from aftercare.shifts.actions.set_cell import set_cell
from aftercare.shifts.actions.swap_shifts import Offer, answer_swap, ask_swap, decide_swap, withdraw_swap
from aftercare.shifts.queries import book_of
from aftercare.shifts.writing import Wish
from aftercare.shops.models import Shop
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_day, read_number, read_version
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shifts.contexts import CellWriter
from aftercare.web.shifts.swapping import SwapContext

REST, LEAVE = "rest", "leave"
MARKS_OF_REST = frozenset({"休", "-", "—", "rest", "off"})


@page(roles=PLANNERS, methods=("POST",))
def cell(request: PageRequest, slug: str, staff: int, day: str) -> HttpResponse:
    """Put what the brush holds into one cell; the answer is the cell as it is now."""
    shop = access_roster(request.person, slug)
    asked = _day(day)
    colleague = access_planned_cell(shop, staff)
    posted = only(request.POST, "brush", "absence", "note", "version")
    wish = _wish(posted.get("brush", ""), posted.get("absence", ""), posted.get("note", ""))
    row = set_cell(
        shop_id=shop.pk, cell=(staff, asked), wish=wish, seen_version=read_version(posted), person=request.person
    )
    today = page_time(request).astimezone(ZoneInfo(shop.timezone)).date()
    writer = CellWriter(request.person, shop, book_of(shop), today)
    return render(request, "shifts/_cell.html", {"cell": writer.cell(colleague, asked, row)})


def _wish(brush: str, absence: str, note: str) -> Wish:
    if brush == LEAVE:
        if not absence:
            raise InvalidInput({"absence": _("Choose what kind of leave it is.")})
        return Wish(absence=absence, note=note)
    if not brush:
        raise InvalidInput({"brush": _("Choose a shift above first, then press the day.")})
    return Wish(code="" if brush == REST else brush)


@page(roles=PLANNERS, methods=("POST",))
def copy(request: PageRequest, slug: str) -> HttpResponse:
    """The week before into this one; what stands there stays."""
    shop = access_roster(request.person, slug)
    week = _day(only(request.POST, "week").get("week", ""))
    return _filled(request, shop, week, copy_week(shop_id=shop.pk, into=week, person=request.person))


@page(roles=PLANNERS, methods=("POST",))
def rotation(request: PageRequest, slug: str) -> HttpResponse:
    """Fill days by a cycle that repeats."""
    shop = access_roster(request.person, slug)
    posted = only(request.POST, "staff", "cycle", "first", "weeks", "shift_by", "overwrite")
    first = _day(posted.get("first", ""))
    plan = Rotation(
        staff_ids=tuple(number for text in posted.getlist("staff") if (number := read_number(text)) is not None),
        cycle=_cycle(posted.get("cycle", ""), shop, first),
        first=first,
        count=7 * (read_number(posted.get("weeks")) or 0),
        shift_by=read_number(posted.get("shift_by"), 2) or 0,
        overwrite=posted.get("overwrite") == "yes",
    )
    return _filled(request, shop, first, rotate(shop_id=shop.pk, plan=plan, person=request.person))


def _cycle(text: str, shop: Shop, day: date) -> tuple[str, ...]:
    """Names of shifts with blanks or commas between, 休 for a day of rest, as codes."""
    book, codes = book_of(shop), []
    for word in text.replace("，", " ").replace(",", " ").replace("、", " ").split():
        found = book.named(word, day)
        if found is None and word not in MARKS_OF_REST and word != _("Rest"):
            raise InvalidInput({"cycle": _("There is no shift called %(name)s.") % {"name": word[:20]}})
        codes.append(found.code if found else "")
    return tuple(codes)


@page(roles=READERS, methods=("GET", "POST"))
def swap(request: PageRequest, slug: str) -> HttpResponse:
    """Ask a colleague to take a shift of mine."""
    shop = access_roster(request.person, slug)
    if request.method == "GET":
        day = read_day(request.GET.get("day")) or page_time(request).date()
        return render(request, "shifts/swap.html", {"swap": SwapContext(request.person, shop, day, page_time(request))})
    posted = only(request.POST, "day", "with", "reason")
    day = _day(posted.get("day", ""))
    colleague, _dot, other = posted.get("with", "").partition(".")
    offer = Offer(day, read_number(colleague) or 0, read_day(other), posted.get("reason", ""))
    ask_swap(shop_id=shop.pk, offer=offer, person=request.person)
    return go_with(request, _week(shop, day), _("Your colleague is asked now."))


@page(roles=READERS, methods=("POST",))
def swap_answer(request: PageRequest, pk: int) -> HttpResponse:
    """The colleague's answer, the supervisor's word, or the end of it."""
    step = only(request.POST, "do").get("do", "")
    if step in ("agree", "decline"):
        row = answer_swap(swap_id=pk, agrees=step == "agree", person=request.person)
    elif step in ("approve", "deny"):
        row = decide_swap(swap_id=pk, grants=step == "approve", person=request.person)
    elif step == "withdraw":
        row = withdraw_swap(swap_id=pk, person=request.person)
    else:
        raise InvalidInput({"do": _("Choose what you decide.")})
    return go_with(request, _week(row.shop, row.day), _("Noted: %(state)s.") % {"state": row.get_state_display()})


def _day(text: str) -> date:
    day = read_day(text)
    if day is None:
        raise InvalidInput({"day": _("Choose a day.")})
    return day


def _week(shop: Shop, day: date) -> str:
    return f"{reverse('shifts')}?shop={shop.slug}&week={day.isoformat()}"


def _filled(request: PageRequest, shop: Shop, day: date, count: int) -> HttpResponse:
    said = ngettext("%(count)s day filled in.", "%(count)s days filled in.", count) % {"count": count}
    return go_with(request, _week(shop, day), said if count else _("Nothing to fill in: all days are set already."))
