"""Write a new account. Who may ask for one is decided by the callers, who know shops."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from aftercare.accounts.actions.give_password import give_password
from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Department
from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _


@dataclass(frozen=True)
class Profile:
    """What is known of a person; `department` a value of Department."""

    username: str
    name: str
    department: str = Department.SERVICE.value
    email: str = ""


@dataclass(frozen=True)
class NewStaff:
    """An account, and the only copy of its password: it is stored hashed."""

    staff: Staff
    password: str


def add_staff(
    *,
    profile: Profile,
    password: str | None = None,
    is_administrator: bool = False,
    must_change_password: bool = True,
    actor_id: int | None = None,
) -> NewStaff:
    """Make the account with the given or a random password. Call it inside a transaction.

    Raises InvalidInput with a problem per field.
    """
    staff = Staff(is_administrator=is_administrator, must_change_password=must_change_password)
    fill_profile(staff, profile)
    password = give_password(staff=staff, password=password)
    staff.save(force_insert=True)
    data = {"username": staff.username, "name": staff.name, "is_administrator": is_administrator}
    record(kind="staff.created", subject=("staff", staff.pk), shop_id=None, actor_id=actor_id, at=now(), data=data)
    return NewStaff(staff, password)


def fill_profile(staff: Staff, profile: Profile) -> None:
    """Put the profile on the row, not saved. Raises InvalidInput with a problem per field."""
    staff.username, staff.name = clean(profile.username), " ".join(clean(profile.name).split())
    staff.department, staff.email = profile.department, clean(profile.email)
    problems: dict[str, str] = {}
    try:
        staff.clean_fields(exclude=["password"])
    except ValidationError as error:
        problems = {name: " ".join(messages) for name, messages in error.message_dict.items()}
    # Names that differ in case only are one name to whoever reads them.
    if Staff.objects.filter(username__iexact=staff.username).exclude(pk=staff.pk).exists():
        problems["username"] = str(_("This login name is taken."))
    if problems:
        raise InvalidInput(problems)
