"""Run Aftercare: the embedded PostgreSQL (unless DATABASE_URL is set), the web server and the worker.

It migrates first, prints the address, and runs until Ctrl-C or SIGTERM, which stop all of it.
"""

import argparse
import sys
from urllib.parse import urlsplit

from aftercare.config.demo import SLUG
from aftercare.config.demo.logins import kept_logins
from aftercare.config.environment import environment, make_folder
from aftercare.config.household import Program
from aftercare.config.schema import migrate
from aftercare.config.serve import run_aside, serve
from aftercare.config.webserver import is_free


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether to begin with the demo shop."""
    parser.add_argument(
        "--bind", default="127.0.0.1", metavar="ADDRESS", help="listen there; 0.0.0.0 for other machines (127.0.0.1)"
    )
    parser.add_argument(
        "--demo", action="store_true", help="make the demo shop if the database is empty; run its payment provider"
    )


def run(options: argparse.Namespace) -> None:
    """Serve until a signal."""

    def prepare() -> None:
        make_folder(environment.home / "static", 0o700)  # WhiteNoise complains when it is absent
        migrate()
        if options.demo:
            run_aside("demo", "--if-empty")

    def announce(address: str) -> None:
        _say(f"\nAftercare runs at {address}")
        for login in kept_logins(environment.home):
            _say(f"  {login.username:<12} {login.password}   {login.role} {login.name}")
        if options.demo:
            _say(f"  {address}/storefront/{SLUG}/   a shop page with the chat widget")
        _say("Ctrl-C stops it.\n")

    _say(f"Data folder: {environment.home}")
    beside = [simulator_child()] if options.demo and is_free(*simulator_address()) else []
    serve(environment, options.bind, beside=beside, prepare=prepare, announce=announce)


def simulator_child() -> Program:
    """The provider that pays in the demo shop; its own record lies in the data folder."""
    _host, port = simulator_address()
    options = ["--port", str(port), "--record", str(environment.home / "simulator.sqlite")]
    return Program("simulator", *options, module="aftercare.connectors.simulator")  # without Django: a third of memory


def simulator_address() -> tuple[str, int]:
    """Host and port at which the program looks for it."""
    parts = urlsplit(environment.simulator_url)
    return parts.hostname or "", parts.port or 80


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
