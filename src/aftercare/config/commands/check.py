"""Check the settings, the flows, the routes and the database, and say what is wrong. Changes nothing."""

import argparse

from django.core import checks
from django.db import DEFAULT_DB_ALIAS

from aftercare.config.outcome import Outcome
from aftercare.config.schema import models_without_migration, waiting_migrations


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(options: argparse.Namespace) -> Outcome:
    """Run all system checks, those of the database too."""
    found = [message for message in checks.run_checks(databases=[DEFAULT_DB_ALIAS]) if not message.is_silenced()]
    errors = [str(message) for message in found if message.is_serious()]
    warnings = [str(message) for message in found if not message.is_serious()]
    errors += [f"The models of {name} differ from its migrations." for name in models_without_migration()]
    waiting = waiting_migrations()
    if waiting:
        errors.append(f"The database lacks {waiting} migrations. Run: aftercare migrate")
    counts = {"errors": len(errors), "warnings": len(warnings), "migrations_waiting": waiting}
    return Outcome([*warnings, *([] if errors else ["All is well."])], counts, errors)
