"""Make an administrator of the company. Everything else about people and shops is done in the browser.

Without --password-stdin a password is made and printed; it must be changed at the first login.
"""

import argparse
import sys

from aftercare.accounts.actions.create_administrator import create_administrator
from aftercare.config.outcome import Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who."""
    parser.add_argument("username", metavar="LOGIN", help="login name")
    parser.add_argument("--name", default="", help="name that others see (the login name)")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def run(options: argparse.Namespace) -> Outcome:
    """Make the account."""
    given = sys.stdin.readline().rstrip("\r\n") if options.password_stdin else None
    made = create_administrator(username=options.username, name=options.name, password=given)
    lines, facts = [f"{made.staff.username} may log in."], {"username": made.staff.username}
    if given is None:
        lines.append(f"Password: {made.password}")
        facts["password"] = made.password
    return Outcome(lines, {"administrators": 1}, facts=facts)
