"""Write one page per flow (chart, states, moves), from the tables that the product runs by."""

import argparse
from pathlib import Path

from django.utils.translation import override

from aftercare.accounts.terms import Role
from aftercare.cases.flows.chart import chart_page
from aftercare.cases.flows.registry import all_flows
from aftercare.config.outcome import Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, or only a check."""
    parser.add_argument("folder", type=Path, help="folder of the pages, such as docs/flows")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is not up to date")


def run(options: argparse.Namespace) -> Outcome:
    """Write or compare."""
    with override("en"):
        pages = {f"{flow.code}.md": chart_page(flow, lambda role: str(Role(role).label)) for flow in all_flows()}
    stale = [name for name, text in pages.items() if _read(options.folder / name) != text]
    if options.check:
        errors = [f"{options.folder / name} is not what the flow table says. Run: make flows" for name in stale]
        return Outcome([], {"pages": len(pages), "stale": len(stale)}, errors)
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (options.folder / name).write_text(pages[name], encoding="utf-8")
    return Outcome([f"{len(stale)} of {len(pages)} pages written."], {"pages": len(pages), "stale": len(stale)}, [])


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
