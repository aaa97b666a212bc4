"""Keeps a choice in a cookie and goes back to where it was made; opens the bell, counts."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from aftercare.web.numbers import read_number
from aftercare.web.policy import ANONYMOUS, ANY_STAFF, PageRequest, page
from aftercare.web.shell.choices import SHOP_COOKIE, THEME_COOKIE, THEMES, YEAR, chosen_shop_ids
from aftercare.web.shell.context import Shell
from aftercare.web.shell.frame import count_text
from aftercare.web.shell.notices import notices


@page(roles=ANONYMOUS, methods=("POST",))
def preferences(request: PageRequest) -> HttpResponse:
    """POST theme, language or shop; what is not known is passed over. The shop is checked again wherever it is read."""
    response = HttpResponseRedirect(_where_from(request))
    response.status_code = 303
    theme, language, shop = (request.POST.get(name) for name in ("theme", "language", "shop"))
    if theme in THEMES:
        _keep(response, THEME_COOKIE, theme)
    if language in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    if shop == "":
        response.delete_cookie(SHOP_COOKIE)
    elif shop and read_number(shop) is not None:
        _keep(response, SHOP_COOKIE, shop)
    return response


@page(roles=ANY_STAFF)
def show_notices(request: PageRequest) -> HttpResponse:
    """What the bell opens."""
    return render(request, "shell/notices.html", {"notices": notices(request.person, chosen_shop_ids(request))})


@page(roles=ANY_STAFF)
def show_counts(request: PageRequest) -> HttpResponse:
    """What stands beside the sections: asked for after a step that left the page where it is."""
    return JsonResponse({code: count_text(count) for code, count in Shell(request).counts.items()})


def _where_from(request: PageRequest) -> str:
    address = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return "/"
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
