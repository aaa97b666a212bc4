"""`python -m bench [SECTION …] [--quick] [--json FILE]`: each section in a process of its own, its tables on
standard output."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.report import Table

SECTIONS = {
    "load": ("bench.load", "requests per second with eight agents at once"),
    "scale": ("bench.scale", "the same pages at 1,000, 100,000 and 1,000,000 cases"),
    "customers": ("bench.customers", "lists of customers at 1,000 and 1,000,000; values written anew with a newer key"),
    "import": ("bench.import_orders", "order reports: rows per second and memory"),
    "deadlines": ("bench.deadlines", "clocks that fire: per second, and who waits meanwhile"),
    "chat": ("bench.chat", "sockets held, messages end to end, long conversations and queues"),
    "pushes": ("bench.pushes", "pushes of couriers: acknowledged, applied, exactly once in any order"),
    "refunds": ("bench.refund_cases", "records of refunds that become cases: per second of a core"),
    "classify": ("bench.classify", "dispute types: texts per second of a core"),
    "demo": ("bench.demo", "the demo shop: from a clone to the first page, and the memory of all of it"),
}  # name -> (module, what it measures)


SMALL = {"chat", "pushes", "refunds"}  # sections that know --quick


def run(section: str, *, quick: bool = False) -> list[Table]:
    """The section's tables; its words go to standard error."""
    command = [sys.executable, "-m", SECTIONS[section][0], *(["--quick"] if quick and section in SMALL else [])]
    here = Path(__file__).parents[1]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, cwd=here)
    if done.returncode:
        raise SystemExit(f"bench {section} failed; its words stand above")
    return [Table(**one) for one in json.loads(done.stdout.splitlines()[-1])]


def main() -> None:
    listed = "\n".join(f"  {name:<10} {text}" for name, (_module, text) in SECTIONS.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=f"sections, all by default:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("sections", nargs="*", metavar="SECTION")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument("--quick", action="store_true", help=f"small, to see that it runs: {', '.join(sorted(SMALL))}")
    options = parser.parse_args()
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    tables: dict[str, list[Any]] = {}
    for section in options.sections or SECTIONS:
        found = run(section, quick=options.quick)
        tables[section] = [table.as_json() for table in found]
        for table in found:
            print(table.as_text(), flush=True)
    if options.json:
        options.json.write_text(json.dumps(tables, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
