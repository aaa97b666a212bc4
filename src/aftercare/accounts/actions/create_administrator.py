"""Make an administrator of the company from the command line."""

from django.db import transaction

from aftercare.accounts.actions.add_staff import NewStaff, Profile, add_staff
from aftercare.accounts.terms import Department


@transaction.atomic
def create_administrator(*, username: str, name: str = "", password: str | None = None) -> NewStaff:
    """The account, with a random password unless one is given; a random one must be changed at the first login.

    Whoever can run commands on the machine may do this. Raises InvalidInput.
    """
    profile = Profile(username=username, name=name or username, department=Department.OPERATIONS.value)
    return add_staff(profile=profile, password=password, is_administrator=True, must_change_password=password is None)
