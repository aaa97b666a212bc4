"""Simulated buyers: they write to a running server through the chat widget, wait for answers, read and rate.

For practice, demonstrations and load. Whoever answers them is you, in the workbench. Ctrl-C ends them early; a summary
comes in either case. Exit status 1: something went wrong, such as a message that was not acknowledged. A server lets 60
new buyers in from one address in an hour.
"""

import argparse
import asyncio
from pathlib import Path

from aftercare.config.outcome import Outcome
from aftercare.connectors.buyers.browser import Door
from aftercare.connectors.buyers.crowd import Plan, Report, play
from aftercare.connectors.buyers.sessions import read_sessions, shipped_sessions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where, how many, how fast, how long, and what they say."""
    parser.add_argument("--server", default="http://127.0.0.1:8000", metavar="URL", help="(http://127.0.0.1:8000)")
    parser.add_argument("--shop", required=True, metavar="SLUG", help="short name of the shop")
    parser.add_argument("--count", type=_whole, default=20, metavar="N", help="buyers at a time (20)")
    parser.add_argument(
        "--pace", type=_positive, default=1.0, metavar="X", help="1 as people type; 5 is five times as fast"
    )
    parser.add_argument("--minutes", type=_positive, default=5.0, metavar="N", help="how long (5)")
    parser.add_argument(
        "--sessions", type=Path, metavar="FILE.csv", help="what they say: columns session, sender (buyer, agent), text"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number is another day")


def run(options: argparse.Namespace) -> Outcome:
    """Play, and say how it went."""
    sessions = read_sessions(options.sessions) if options.sessions else shipped_sessions()
    plan = Plan(options.count, options.pace, options.minutes * 60, options.seed)
    report = asyncio.run(play(Door(options.server, options.shop), sessions, plan))
    return Outcome(lines_of(report), report.counts(), report.errors())


def lines_of(report: Report) -> list[str]:
    """The summary for a person."""
    counts = report.counts()
    lines = [
        f"{counts['sessions']} talks: {counts['sent']} messages sent, {counts['acknowledged']} acknowledged"
        f" ({counts['pictures']} pictures, {counts['cards']} cards).",
        f"{counts['answered']} times answered, {counts['gave_up']} buyers gave up, {counts['rated']} rated.",
    ]
    if counts["longest_wait_seconds"] is not None:
        median, longest = counts["median_wait_seconds"], counts["longest_wait_seconds"]
        lines.append(f"Wait for an answer: {median} s (median), {longest} s (longest).")
    return lines


def _whole(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 5000:
        raise argparse.ArgumentTypeError("between 1 and 5000")
    return number


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number <= 10_000:
        raise argparse.ArgumentTypeError("above 0")
    return number
