"""A password that somebody else chose, for a first login or a forgotten one."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from aftercare.accounts.models import Staff
from aftercare.core.errors import InvalidInput

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read wrongly over the telephone
GROUPS, GROUP = 3, 4  # 59 bits


def give_password(*, staff: Staff, password: str | None = None) -> str:
    """Set the given password, or a random one such as 'k7mw-4xqp-9tnd', on the unsaved or locked row; not saved here.

    Returns the password. Raises InvalidInput (`password`) when the given one breaks the rules.
    """
    if password is None:
        password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    else:
        try:
            validate_password(password, staff)
        except ValidationError as error:
            raise InvalidInput({"password": " ".join(error.messages)}) from None
    staff.set_password(password)
    return password
