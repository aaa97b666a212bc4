"""A payment provider to practise with, on 127.0.0.1. The first line printed is its address; Ctrl-C stops it."""

import argparse

from aftercare.connectors.simulator import cli


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and where its record is kept."""
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--record", help="SQLite file of the provider's record; in memory without it")


def run(options: argparse.Namespace) -> None:
    """Serve until a signal."""
    cli.main(["--port", str(options.port), *(["--record", options.record] if options.record else [])])
