"""The calendar page of one shop, and what can be changed on it (P3)."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.clock.access import visible_holidays, visible_promotions
from aftercare.clock.actions.plan_promotion import plan_promotion
from aftercare.clock.actions.remove_holiday import remove_holiday
from aftercare.clock.actions.remove_promotion import remove_promotion
from aftercare.clock.actions.set_holiday import set_holiday
from aftercare.clock.actions.set_working_hours import set_working_hours
from aftercare.core.errors import InvalidInput, NotFound
from aftercare.shops.access import access_shop_settings
from aftercare.shops.models import Shop
from aftercare.web.calendar.contexts import CalendarContext
from aftercare.web.calendar.forms import DAYS, DayForm, PromotionForm, WeekForm
from aftercare.web.fragments import go_with
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import attach, only

KEEPERS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
WEEK = ("works_holidays", *(f"day_{number}" for number in range(len(DAYS))))


@page(roles=KEEPERS)
def calendar(request: PageRequest, slug: str) -> HttpResponse:
    """Hours of the week, days of one year, promotions."""
    shop = access_shop_settings(request.person, slug)
    return _page(request, CalendarContext(request.person, shop, page_time(request), year=request.GET.get("year", "")))


@page(roles=KEEPERS, methods=("POST",))
def week(request: PageRequest, slug: str) -> HttpResponse:
    """The working hours of seven days."""
    shop = access_shop_settings(request.person, slug)
    form = WeekForm(only(request.POST, *WEEK))
    if form.is_valid():
        try:
            set_working_hours(
                person=request.person,
                shop_id=shop.pk,
                days=form.days(),
                works_holidays=form.cleaned_data["works_holidays"],
            )
        except InvalidInput as error:
            attach(form, error.problems)
        else:
            return go_with(request, _here(shop), _("Working hours saved. Clocks that run keep their time."))
    return _again(request, shop, "week_form", form)


@page(roles=KEEPERS, methods=("POST",))
def day(request: PageRequest, slug: str) -> HttpResponse:
    """A day off or a workday that is not as published, for this shop or for all."""
    shop = access_shop_settings(request.person, slug)
    form = DayForm(only(request.POST, "day", "is_workday", "name", "scope"))
    if form.is_valid():
        typed = form.cleaned_data
        try:
            set_holiday(
                person=request.person,
                shop_id=None if typed["scope"] == "company" else shop.pk,
                day=typed["day"],
                is_workday=typed["is_workday"] == "yes",
                name=typed["name"],
            )
        except InvalidInput as error:
            attach(form, error.problems)
        else:
            return go_with(request, f"{_here(shop)}?year={typed['day'].year}#days", _("The day is set."))
    return _again(request, shop, "day_form", form)


@page(roles=KEEPERS, methods=("POST",))
def day_remove(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """The day is as published again."""
    only(request.POST)
    shop = access_shop_settings(request.person, slug)
    row = visible_holidays(request.person).filter(pk=pk).first()
    if row is None or row.shop_id not in (None, shop.pk):
        raise NotFound(pk)
    remove_holiday(person=request.person, holiday_id=pk)
    return go_with(request, f"{_here(shop)}?year={row.date.year}#days", _("The day is as published again."))


@page(roles=KEEPERS, methods=("GET", "POST"))
def promotion(request: PageRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Plan a promotion, or change the one of that id."""
    shop = access_shop_settings(request.person, slug)
    if request.method == "GET":
        return _page(request, CalendarContext(request.person, shop, page_time(request), editing=pk))
    form = PromotionForm(only(request.POST, "name", "starts", "ends", "percent", "targets"))
    if form.is_valid():
        try:
            period = form.period(shop.timezone)
            plan_promotion(person=request.person, shop_id=shop.pk, period=period, promotion_id=pk)
        except InvalidInput as error:
            attach(form, error.problems)
        else:
            return go_with(request, f"{_here(shop)}#promotions", _("Promotion saved."))
    return _again(request, shop, "promotion_form", form, editing=pk)


@page(roles=KEEPERS, methods=("POST",))
def promotion_remove(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Take a promotion off the calendar."""
    only(request.POST)
    shop = access_shop_settings(request.person, slug)
    if not visible_promotions(request.person).filter(shop=shop, pk=pk).exists():
        raise NotFound(pk)
    remove_promotion(person=request.person, promotion_id=pk)
    return go_with(request, f"{_here(shop)}#promotions", _("Promotion removed."))


def _here(shop: Shop) -> str:
    return reverse("shop_calendar", args=[shop.slug])


def _page(request: PageRequest, context: CalendarContext, status: int = 200) -> HttpResponse:
    return render(request, "calendar/page.html", {"shown": context, "shop": context.shop}, status=status)


def _again(
    request: PageRequest, shop: Shop, name: str, form: forms.Form, *, editing: int | None = None
) -> HttpResponse:
    context = CalendarContext(request.person, shop, page_time(request), editing=editing)
    setattr(context, name, form)
    return _page(request, context, 422)
