"""Log a staff member out everywhere."""

from allauth.usersessions.models import UserSession

from aftercare.accounts.models import Staff


def end_sessions(*, staff: Staff) -> int:
    """End every session of the person at once (A16); returns how many. Call it in the transaction of the change.

    A session that is not listed here dies as well: each request refuses a closed account and an old password's session.
    """
    sessions = list(UserSession.objects.select_for_update().filter(user_id=staff.pk))
    for session in sessions:
        session.end()
    return len(sessions)
