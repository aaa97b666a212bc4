"""Account pages. Login, password and second factor are allauth's flows with our forms, templates and audit events."""

from dataclasses import dataclass
from typing import Any

from allauth.account import views as account
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from aftercare.accounts.actions.note_security_change import note_security_change
from aftercare.accounts.terms import Role
from aftercare.shops.models import Shop
from aftercare.web import fragments
from aftercare.web.account.forms import EnterForm, NewPasswordForm
from aftercare.web.account.sessions import SessionRow, end_sessions, sessions_of
from aftercare.web.errors import UNSAVED_FORM
from aftercare.web.numbers import read_number
from aftercare.web.policy import ANY_STAFF, UNSAVED, PageRequest, page

TOO_MANY = 429


class EnterView(account.LoginView):
    """Login; too many wrong attempts answer 429 with the same page (A9)."""

    form_class = EnterForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With `problem` when a form was sent after the session had ended: the page says so and keeps its drafts."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "problem": UNSAVED_FORM} if UNSAVED in self.request.GET else context

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if any(error.code == "too_many_login_attempts" for error in form.non_field_errors().as_data()):
            response.status_code = TOO_MANY
        return response


class NewPasswordView(account.PasswordChangeView):
    """A new password; the current one is asked for, and every other session ends (A10)."""

    form_class = NewPasswordForm


class TurnOnView(totp.ActivateTOTPView):
    """Second factor on."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        with transaction.atomic():
            note_security_change(staff=self.request.user, change="second_factor_on")
            response: HttpResponse = super().form_valid(form)
        return response


class TurnOffView(totp.DeactivateTOTPView):
    """Second factor off."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        with transaction.atomic():
            note_security_change(staff=self.request.user, change="second_factor_off")
            response: HttpResponse = super().form_valid(form)
        return response


class NewCodesView(codes.GenerateRecoveryCodesView):
    """New recovery codes; the old ones are worth nothing from then on."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        with transaction.atomic():
            note_security_change(staff=self.request.user, change="recovery_codes_made")
            response: HttpResponse = super().form_valid(form)
        return response


@dataclass(frozen=True)
class AccountContext:
    """What the account page prints."""

    roles: list[tuple[str, str]]  # shop name, role names
    has_second_factor: bool
    codes_left: int
    sessions: list[SessionRow]


@page(roles=ANY_STAFF)
def show(request: PageRequest) -> HttpResponse:
    """My account: roles, password, second factor, sessions, language and theme."""
    return render(request, "account/page.html", {"account": _context(request)})


@page(roles=ANY_STAFF, methods=("POST",))
def end(request: PageRequest) -> HttpResponse:
    """End one other session (POST session), or all others."""
    chosen = request.POST.get("session", "")
    pk = read_number(chosen)
    ended = 0
    if pk is not None or chosen == "all":
        ended = end_sessions(staff=request.user, here=request.session.session_key, pk=pk)
    text = ngettext("%(count)d session ended.", "%(count)d sessions ended.", ended) % {"count": ended}
    return fragments.go_with(
        request, reverse("account") + "#sessions", text if ended else gettext("It had ended already.")
    )


def _context(request: PageRequest) -> AccountContext:
    names = dict(Shop.objects.filter(pk__in=request.person.shop_ids).values_list("pk", "name"))
    roles = [
        (names[shop_id], "、".join(str(Role(role).label) for role in sorted(held)))
        for shop_id, held in sorted(request.person.roles.items())
        if shop_id in names
    ]
    factors: dict[Any, Authenticator] = {one.type: one for one in Authenticator.objects.filter(user=request.user)}
    codes_row = factors.get(Authenticator.Type.RECOVERY_CODES)
    return AccountContext(
        roles=roles,
        has_second_factor=Authenticator.Type.TOTP in factors,
        codes_left=len(codes_row.wrap().get_unused_codes()) if codes_row else 0,
        sessions=sessions_of(request.user, request.session.session_key),
    )
