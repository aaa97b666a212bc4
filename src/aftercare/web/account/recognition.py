"""Who sends this request: session, staff member and roles in one statement, because every page begins with it.

Django's own session, authentication and our `person_of` decide as ever; they only find what they ask for already read.
"""

from contextvars import ContextVar
from typing import Any, NamedTuple

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends import db
from django.db import connection
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from aftercare.accounts.models import Staff
from aftercare.core.database import Prepared
from aftercare.shops.access import MEMBERSHIPS, Held

_FIELDS = [field.attname for field in Staff._meta.concrete_fields]
_COLUMNS = ", ".join(f"staff.{field.column}" for field in Staff._meta.concrete_fields)
# allauth notes whose session it is. That is a hint only: what the signed session says is compared with it.
FIND = Prepared(f"""
    SELECT session.session_data, {MEMBERSHIPS.format(staff="staff.id")}, {_COLUMNS}
    FROM django_session AS session
    LEFT JOIN usersessions_usersession AS login ON login.session_key = session.session_key
    LEFT JOIN accounts_staff AS staff ON staff.id = login.user_id
    WHERE session.session_key = %s AND session.expire_date > transaction_timestamp()
""")  # noqa: S608 - columns of a model


class Known(NamedTuple):
    """What was read along with a session: the staff member and each membership that counts, the lent ones too."""

    staff: Staff
    memberships: list[Held]


_known: ContextVar[Known | None] = ContextVar("aftercare_known", default=None)


class SessionStore(db.SessionStore):
    """Django's sessions in the database; reading one also reads who it belongs to."""

    known: Known | None = None

    def load(self) -> dict[str, Any]:
        """The session's data, {} when there is none or it is over."""
        with connection.cursor() as cursor:
            cursor.execute(FIND, [self.session_key])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        data, memberships, *staff = row
        if staff[0] is not None:
            self.known = Known(Staff.from_db(connection.alias, _FIELDS, staff), list(memberships or ()))
        return self.decode(data)

    def flush(self) -> None:
        """End the session."""
        self.known = None
        super().flush()


class Backend(AuthenticationBackend):
    """allauth's, which takes the staff member that was read with the session."""

    def get_user(self, user_id: Any) -> Any:
        """The staff member of that id who may log in, or None."""
        known = _known.get()
        if known is None or str(known.staff.pk) != str(user_id):
            return super().get_user(user_id)
        return known.staff if self.user_can_authenticate(known.staff) else None


class RecognitionMiddleware(AuthenticationMiddleware):
    """Django's, with what was read along at hand. `request.user` is asked for by nearly every page, and read once."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: recognise_user(request))  # type: ignore[assignment]


def recognise_user(request: Any) -> Any:
    """The staff member behind the request's session, or nobody (AnonymousUser)."""
    if not hasattr(request, "_cached_user"):
        SESSION_KEY in request.session  # noqa: B015 - reads it
        token = _known.set(request.session.known)
        try:
            request._cached_user = get_user(request)
        finally:
            _known.reset(token)
    return request._cached_user


def memberships_of(request: Any) -> list[Held] | None:
    """The memberships of the person who sends the request, if they were read along with the session."""
    known: Known | None = request.session.known
    return known.memberships if known is not None and known.staff.pk == request.user.pk else None
