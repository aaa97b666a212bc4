"""The people pages: list, new person, one person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput
from aftercare.shops.access import access_staff
from aftercare.shops.actions.create_staff import create_staff
from aftercare.shops.actions.deactivate_staff import deactivate_staff
from aftercare.shops.actions.reactivate_staff import reactivate_staff
from aftercare.shops.actions.reset_password import reset_password
from aftercare.shops.actions.set_administrator import set_administrator
from aftercare.shops.actions.set_roles import set_roles
from aftercare.shops.actions.update_staff import update_staff
from aftercare.web.fragments import answer, go_with
from aftercare.web.people.contexts import PeopleContext, PersonContext, matrix_of, open_shops
from aftercare.web.people.forms import ProfileForm, read_roles
from aftercare.web.policy import ADMINISTRATOR, PageRequest, page, page_time
from aftercare.web.posted import attach, only

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
PROFILE = ("name", "username", "department", "email")


@page(roles=ADMINISTRATORS)
def people(request: PageRequest) -> HttpResponse:
    """Everybody in the shops that one administers, by name (P2)."""
    context = PeopleContext(request.person, request.GET.dict(), page_time(request))
    return answer(request, "people/page.html", "people/_rows.html", {"people": context})


@page(roles=ADMINISTRATORS, methods=("GET", "POST"))
def create(request: PageRequest) -> HttpResponse:
    """A new account; its password is shown once, on the page that answers."""
    form = ProfileForm(request.POST or None)
    held: dict[int, frozenset[Role]] = {}
    if request.method == "POST":
        held = read_roles(only(request.POST, *PROFILE, "shop", "role"))
        if form.is_valid():
            try:
                made = create_staff(profile=form.profile(), roles=held, person=request.person)
            except InvalidInput as error:
                attach(form, error.problems)
            else:
                shown = PersonContext(request.person, made.staff.pk, password=made.password)
                return render(request, "people/person.html", {"shown": shown, "is_new": True})
    context = {"form": form, "matrix": matrix_of(open_shops(request.person), held)}
    return render(request, "people/new.html", context, status=422 if form.errors else 200)


@page(roles=ADMINISTRATORS)
def person(request: PageRequest, pk: int) -> HttpResponse:
    """One person: roles, details, account, what happened."""
    return render(request, "people/person.html", {"shown": PersonContext(request.person, pk)})


@page(roles=ADMINISTRATORS, methods=("POST",))
def update(request: PageRequest, pk: int) -> HttpResponse:
    """Change login name, name, department or e-mail."""
    access_staff(request.person, pk)
    form = ProfileForm(only(request.POST, *PROFILE))
    if form.is_valid():
        try:
            update_staff(staff_id=pk, profile=form.profile(), person=request.person)
        except InvalidInput as error:
            attach(form, error.problems)
        else:
            return go_with(request, reverse("person", args=[pk]), _("Saved."))
    shown = PersonContext(request.person, pk, form=form)
    return render(request, "people/person.html", {"shown": shown}, status=422)


@page(roles=ADMINISTRATORS, methods=("POST",))
def roles(request: PageRequest, pk: int) -> HttpResponse:
    """The whole matrix at once."""
    held = read_roles(only(request.POST, "shop", "role"))
    changed = set_roles(staff_id=pk, roles=held, person=request.person)
    text = ngettext("%(count)d role changed.", "%(count)d roles changed.", changed) % {"count": changed}
    return go_with(request, reverse("person", args=[pk]), text if changed else _("Nothing had changed."))


@page(roles=ADMINISTRATORS, methods=("POST",))
def close(request: PageRequest, pk: int) -> HttpResponse:
    """Log out everywhere, and no login any more (A16)."""
    only(request.POST)
    deactivate_staff(staff_id=pk, person=request.person)
    return go_with(request, reverse("person", args=[pk]), _("Account closed. All sessions have ended."))


@page(roles=ADMINISTRATORS, methods=("POST",))
def reopen(request: PageRequest, pk: int) -> HttpResponse:
    """Login is possible again."""
    only(request.POST)
    reactivate_staff(staff_id=pk, person=request.person)
    return go_with(request, reverse("person", args=[pk]), _("Account opened again."))


@page(roles=ADMINISTRATORS, methods=("POST",))
def password(request: PageRequest, pk: int) -> HttpResponse:
    """A new password, shown once on the page that answers; it is stored nowhere."""
    only(request.POST)
    new = reset_password(staff_id=pk, person=request.person)
    return render(request, "people/person.html", {"shown": PersonContext(request.person, pk, password=new)})


@page(roles=ADMINISTRATOR, methods=("POST",))
def administrator(request: PageRequest, pk: int) -> HttpResponse:
    """Name an administrator of the company, or dismiss one (POST is_administrator=yes or no)."""
    is_administrator = only(request.POST, "is_administrator").get("is_administrator") == "yes"
    set_administrator(staff_id=pk, is_administrator=is_administrator, person=request.person)
    return go_with(request, reverse("person", args=[pk]), _("Saved."))
