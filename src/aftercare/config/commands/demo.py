"""Fill an empty database with a demo company: three shops, a month of orders and returns, somebody for every role.

The password is made at random and the same for all of them; it is printed here and by `aftercare serve`.
"""

import argparse
import secrets

from django.db import transaction

from aftercare.accounts.actions.give_password import ALPHABET
from aftercare.accounts.models import Staff
from aftercare.config.demo.logins import keep_logins
from aftercare.config.demo.make import make_demo
from aftercare.config.environment import Unusable, environment
from aftercare.config.outcome import Outcome

PASSWORD_LENGTH = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with a database that is in use."""
    parser.add_argument("--if-empty", action="store_true", help="do nothing, and be content, when it is not empty")


def run(options: argparse.Namespace) -> Outcome:
    """Make the demo shop, whole or not at all."""
    if Staff.objects.exists():
        if options.if_empty:
            return Outcome(counts={"people": 0})
        raise Unusable("The database is not empty. The demo shop is made in an empty one only.")
    password = "demo-" + "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))
    with transaction.atomic():
        made = make_demo(password)
        keep_logins(environment.home, made.logins)
    lines = [f"{login.username:<12} {login.role} {login.name}" for login in made.logins]
    return Outcome([*lines, f"Password of all: {password}"], made.counts)
