"""Train the model of dispute types anew from the written examples, and with --corrections from what agents put right.

Needs the extra `train` (pip install 'aftercare[train]'); a running shop does not. Without --package the model is
written into the data folder, where the running shop takes it at once; with --package into the program itself, for
developers. The same examples give the same bytes.
"""

import argparse
from importlib.util import find_spec
from pathlib import Path

from aftercare.config.environment import Unusable, read_environment
from aftercare.config.outcome import Outcome
from aftercare.config.postgres import database_running
from aftercare.config.schema import refuse_unmigrated
from aftercare.disputes.classify import OWN_NAME, SHIPPED
from aftercare.disputes.learning import correction_examples
from aftercare.disputes.model import from_bytes
from aftercare.disputes.training.expand import Example

EXTRA = all(find_spec(name) for name in ("sklearn", "snownlp"))
if EXTRA:
    from aftercare.disputes.training.fit import train


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """From what, and where to."""
    parser.add_argument("--corrections", action="store_true", help="learn from the agents' corrections as well")
    parser.add_argument("--package", action="store_true", help="write the model that ships with the program")


def run(options: argparse.Namespace) -> Outcome:
    """Train and write. Raises Unusable without the extra, or for corrections in the shipped model."""
    if not EXTRA:
        raise Unusable("Training needs more packages: pip install 'aftercare[train]'.")
    if options.package and options.corrections:
        raise Unusable("What agents corrected belongs to their shop: leave out --package or --corrections.")
    data = train(_corrections() if options.corrections else ())
    place = SHIPPED if options.package else read_environment().home / OWN_NAME
    _write(place, data)
    model = from_bytes(data)
    counts = {"corrections": model.corrections, "pieces": len(model.types) + len(model.polarity), "bytes": len(data)}
    line = f"model {model.version}: {len(data)} bytes, {model.corrections} corrections learned, written to {place}"
    return Outcome([line], counts, facts={"version": model.version, "file": str(place)})


def _corrections() -> tuple[Example, ...]:
    with database_running(read_environment()):
        refuse_unmigrated()
        return correction_examples()


def _write(place: Path, data: bytes) -> None:
    """Whole or not at all: a running shop may read it this moment."""
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.new")
    fresh.write_bytes(data)
    fresh.replace(place)
