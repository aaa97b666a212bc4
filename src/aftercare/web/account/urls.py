"""The account routes. Of allauth only what is named here exists: no sign-up, no mail, no reset by link."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from django.urls import path

from aftercare.web.account import views
from aftercare.web.policy import ANONYMOUS, ANY_STAFF, page

BOTH = ("GET", "POST")
entering = page(roles=ANONYMOUS, methods=BOTH)
own = page(roles=ANY_STAFF, methods=BOTH)
reading = page(roles=ANY_STAFF)
first_steps = page(roles=ANY_STAFF, methods=BOTH, before_password_change=True)

urlpatterns = [
    path("", views.show, name="account"),
    path("security/", views.show, name="mfa_index"),  # allauth goes here after changes
    path("sessions/end/", views.end, name="sessions_end"),
    path("login/", entering(views.EnterView.as_view()), name="account_login"),
    path("login/code/", entering(factor.authenticate), name="mfa_authenticate"),
    path("logout/", page(roles=ANONYMOUS, methods=("POST",))(account.logout), name="account_logout"),
    path("closed/", page(roles=ANONYMOUS)(account.account_inactive), name="account_inactive"),
    path("password/", first_steps(views.NewPasswordView.as_view()), name="account_change_password"),
    path("again/", first_steps(account.reauthenticate), name="account_reauthenticate"),
    path("again/code/", first_steps(factor.reauthenticate), name="mfa_reauthenticate"),
    path("second-factor/on/", own(views.TurnOnView.as_view()), name="mfa_activate_totp"),
    path("second-factor/off/", own(views.TurnOffView.as_view()), name="mfa_deactivate_totp"),
    path("recovery-codes/", reading(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", own(views.NewCodesView.as_view()), name="mfa_generate_recovery_codes"),
    path("recovery-codes/file/", reading(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]
