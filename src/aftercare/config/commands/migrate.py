"""Bring the database to the state that this version of Aftercare needs. Safe to run twice, or by two at once."""

import argparse

from aftercare.config.outcome import Outcome
from aftercare.config.schema import migrate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(options: argparse.Namespace) -> Outcome:
    """Migrate, and say how many steps that took."""
    steps = migrate()
    return Outcome([f"{steps} steps done." if steps else "The database is up to date."], {"steps": steps})
