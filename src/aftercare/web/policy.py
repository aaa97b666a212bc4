"""Who may open a route. Every route declares it with `@page`; `web.checks` stops the start when one does not (B3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound
from aftercare.core.time import now
from aftercare.shops.access import Person, person_of
from aftercare.web import errors
from aftercare.web.account.recognition import memberships_of
from aftercare.web.shell.kept import note_change, read_mark


class Everybody(Enum):
    """Audiences that are not a set of roles."""

    ANONYMOUS = "anonymous"  # also without login
    ANY_STAFF = "any_staff"  # whoever is logged in
    ADMINISTRATOR = "administrator"  # administrators of the company


ANONYMOUS = Everybody.ANONYMOUS
ANY_STAFF = Everybody.ANY_STAFF
ADMINISTRATOR = Everybody.ADMINISTRATOR

UNSAVED: Final = "unsaved"  # in the address of the login: what was sent is not saved

Audience = frozenset[Role] | Everybody
View = Callable[..., HttpResponseBase]


class PageRequest(HttpRequest):
    """The request as a guarded view sees it."""

    person: Person
    user: Staff
    htmx: HtmxDetails


@dataclass(frozen=True)
class Policy:
    """What a route declares: its audience, its verbs, and whether it is open before the first password is changed."""

    audience: Audience
    methods: frozenset[str]
    before_password_change: bool = False
    substitutes: bool = False

    def admits(self, person: Person) -> bool:
        """Whether the page exists for this person at all; which rows they see is the package's own question."""
        if self.audience is ADMINISTRATOR:
            return person.is_administrator
        if isinstance(self.audience, frozenset):
            lent = person.lent_roles if self.substitutes else frozenset()
            return bool(self.audience & (held_roles(person) | lent))
        return True


def held_roles(person: Person) -> frozenset[Role]:
    """Roles in any shop; an administrator of the company counts as administrator of each shop, and as nothing else."""
    return person.all_roles | (frozenset({Role.ADMINISTRATOR}) if person.is_administrator else frozenset())


def page(
    *,
    roles: Audience,
    methods: tuple[str, ...] = ("GET",),
    before_password_change: bool = False,
    substitutes: bool = False,
) -> Callable[[View], View]:
    """Declare and enforce who may open a view; with `substitutes` also who stands in for such a person (C17).

    The view gets `request.person`. Nobody logged in: login page (or 401 with HX-Redirect). Not in the audience: 404,
    the page does not exist for them. Undeclared verb: 405. Answers to people who are logged in are never stored (A15).
    """
    verbs = frozenset(methods) | ({"HEAD"} if "GET" in methods else set())
    policy = Policy(roles, verbs, before_password_change, substitutes)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = _turn_away(request, policy) or view(request, *args, **kwargs)
            if request.user.is_authenticated:
                response["Cache-Control"] = "no-store"
                if request.method not in ("GET", "HEAD"):
                    note_change(response)
            return response

        guarded.policy = policy  # type: ignore[attr-defined]
        return guarded

    return decorate


def page_time(request: HttpRequest) -> datetime:
    """The one `now` of this page, asked of the database once."""
    at: datetime | None = getattr(request, "_page_time", None)
    if at is None:
        at = now()
        request._page_time = at  # type: ignore[attr-defined]
    return at


def _turn_away(request: HttpRequest, policy: Policy) -> HttpResponseBase | None:
    if request.method not in policy.methods:
        return errors.not_allowed(request, policy.methods)
    if not request.user.is_authenticated:
        return None if policy.audience is ANONYMOUS else _ask_for_login(request)
    read_mark(request, request.user.pk)
    request.person = person_of(request.user, memberships_of(request))  # type: ignore[attr-defined]
    if policy.audience is ANONYMOUS:
        return None
    if request.user.must_change_password and not policy.before_password_change:
        return _send(request, reverse("account_change_password"))
    if not policy.admits(request.person):  # type: ignore[attr-defined]
        raise NotFound(request.path)
    return None


def _ask_for_login(request: HttpRequest) -> HttpResponseBase:
    """To the login and back to the page where they were. What was posted cannot be repeated by a link: it is not
    remembered, and the login page says so."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    is_read = request.method in ("GET", "HEAD")
    if htmx:
        here = urlsplit(htmx.current_url_abs_path or "/").path
    else:
        here = request.get_full_path() if is_read else _page_before(request)
    address = redirect_to_login(here).url + ("" if is_read else f"&{UNSAVED}=yes")
    return HttpResponse(status=401, headers={"HX-Redirect": address}) if htmx else HttpResponseRedirect(address)


def _page_before(request: HttpRequest) -> str:
    """The page of ours whose form was sent, as the browser tells; else the start page."""
    before = urlsplit(request.headers.get("Referer", ""))
    return before.path if before.path and before.netloc == request.get_host() else "/"


def _send(request: HttpRequest, address: str) -> HttpResponseBase:
    if getattr(request, "htmx", None):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
