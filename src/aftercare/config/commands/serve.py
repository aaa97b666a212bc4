"""Run Aftercare: the embedded PostgreSQL (unless DATABASE_URL is set), the web server and the worker.

It migrates first, prints the address, and runs until Ctrl-C or SIGTERM, which stop all of it.
"""

import argparse
import sys

from aftercare.config.commands.migrate import migrate
from aftercare.config.environment import environment, make_folder
from aftercare.config.serve import run_aside, serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether to begin with the demo shop."""
    parser.add_argument(
        "--bind", default="127.0.0.1", metavar="ADDRESS", help="listen there; 0.0.0.0 for other machines (127.0.0.1)"
    )
    parser.add_argument("--demo", action="store_true", help="fill the database with the demo shop when it is empty")


def run(options: argparse.Namespace) -> None:
    """Serve until a signal."""

    def prepare() -> None:
        make_folder(environment.home / "static", 0o700)  # WhiteNoise complains when it is absent
        migrate()
        if options.demo:
            run_aside("demo", "--if-empty")

    def announce(address: str) -> None:
        _say(f"\nAftercare runs at {address}")
        _say("Ctrl-C stops it.\n")

    _say(f"Data folder: {environment.home}")
    serve(environment, options.bind, prepare=prepare, announce=announce)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
