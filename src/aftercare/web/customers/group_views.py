"""Groups of buyers, and notices to them (U3)."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput
from aftercare.core.time import now
from aftercare.regulars.access import READERS
from aftercare.regulars.actions.keep_groups import (
    KEEPERS,
    Draft,
    begin_notice,
    make_group,
    note_export,
    put_group_away,
    stop_notice,
)
from aftercare.regulars.grouping import SENDERS, access_notice, groups_page, newest_orders
from aftercare.regulars.models import NoticeRow
from aftercare.regulars.terms import RowState
from aftercare.web.customers.groups import GroupContext, NewGroupContext, NoticeContext, group_views
from aftercare.web.downloads import download
from aftercare.web.fragments import answer, go_with
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.workbooks import CONTENT_TYPE, Column, workbook

KEEPING: frozenset[Role] = frozenset(KEEPERS)
SENDING: frozenset[Role] = frozenset(SENDERS)


@page(roles=READERS)
def groups(request: PageRequest) -> HttpResponse:
    """Those in use."""
    rows = group_views(groups_page(request.person, chosen_shop_ids(request)))
    may_make = bool(request.person.all_roles & KEEPING)
    return render(request, "customers/groups.html", {"groups": rows, "may_make": may_make})


@page(roles=KEEPING, methods=("GET", "POST"))
def new_group(request: PageRequest) -> HttpResponse:
    """GET: the rule with its preview. POST: keep it."""
    asked = request.POST if request.method == "POST" else request.GET
    context = NewGroupContext(request.person, chosen_shop_ids(request), asked, page_time(request))
    if request.method == "POST":
        if context.rule is None:
            raise InvalidInput(context.problems or {"within": _("Say at least one condition: everybody is no group.")})
        name = context.values["name"]
        group = make_group(shop_id=context.shop_id, name=name, rule=context.rule, person=request.person)
        return go_with(request, reverse("customer_group", args=[group.pk]), _("The group is kept."))
    return answer(request, "customers/group_new.html", "customers/_preview.html", {"view": context})


@page(roles=READERS)
def group(request: PageRequest, pk: int) -> HttpResponse:
    """Who is in it now, and its notices."""
    return render(request, "customers/group.html", {"view": GroupContext(request.person, pk, page_time(request))})


@page(roles=KEEPING, methods=("POST",))
def put_away(request: PageRequest, pk: int) -> HttpResponse:
    """Not in use any more."""
    only(request.POST)
    put_group_away(group_id=pk, person=request.person)
    return go_with(request, reverse("customer_groups"), _("The group is put away."))


@page(roles=SENDING, methods=("POST",))
def send(request: PageRequest, pk: int) -> HttpResponse:
    """Begin a notice to the group."""
    posted = only(request.POST, "text", "key")
    draft = Draft(posted.get("text", ""), posted.get("key", ""))
    notice = begin_notice(group_id=pk, draft=draft, person=request.person)
    return go_with(request, reverse("customer_notice", args=[notice.pk]), _("It goes out now, within the limits."))


@page(roles=READERS)
def notice(request: PageRequest, pk: int) -> HttpResponse:
    """How far it is, and what became of whom."""
    context = NoticeContext(request.person, pk, request.GET, page_time(request))
    return answer(request, "customers/notice.html", "customers/_notice_rows.html", {"view": context})


@page(roles=SENDING, methods=("POST",))
def stop(request: PageRequest, pk: int) -> HttpResponse:
    """Nobody else is written to."""
    only(request.POST)
    stop_notice(notice_id=pk, person=request.person)
    return go_with(request, reverse("customer_notice", args=[pk]), _("Stopped. Who was written to stays on the list."))


@page(roles=SENDING, methods=("POST",))
def export(request: PageRequest, pk: int) -> HttpResponseBase:
    """Those to be written to on the platform: order number, masked nick, and the words. Recorded (E10)."""
    only(request.POST)
    found = access_notice(request.person, pk)
    rows = NoticeRow.objects.filter(notice=found, state=RowState.LISTED).select_related("customer")
    listed = list(rows.defer("customer__nick").order_by("pk"))
    note_export(notice_id=pk, rows=len(listed), person=request.person)
    numbers = newest_orders([row.customer_id for row in listed])
    lines = [(numbers.get(row.customer_id, ""), row.customer.nick_mask, found.text) for row in listed]
    at = timezone.localtime(now())
    mark = _("Taken by %(name)s at %(at)s") % {"name": request.person.name, "at": f"{at:%Y-%m-%d %H:%M}"}
    columns = [Column(_("Newest order"), 24), Column(_("Buyer"), 14), Column(_("Words"), 60)]
    return download(f"notice-{pk}.xlsx", workbook(columns, lines, mark), CONTENT_TYPE)
