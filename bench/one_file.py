"""One order report taken in, by a process of its own: `python -m bench.one_file FILE SHOP`.

Prints the figures as one line of JSON. The data folder is that of the section that started it.
"""

import json
import re
import sys
import time
from pathlib import Path

from bench.place import set_up

PEAK = re.compile(r"VmHWM:\s+(\d+) kB")  # of this program; getrusage would count what the parent held at the fork


def main(path: Path, shop: str) -> None:
    set_up()
    from aftercare.intake.actions.import_file import import_file  # noqa: PLC0415 Django comes first
    from aftercare.shops.access import Person  # noqa: PLC0415 the same

    began, core = time.perf_counter(), time.process_time()
    report = import_file(path, shop, Person.system(), False)
    seconds, busy = time.perf_counter() - began, time.process_time() - core
    found = PEAK.search(Path("/proc/self/status").read_text())
    assert found is not None
    rows = report.counts["rows"]
    figures = {"rows/s": rows / seconds, "rows/s of a core": rows / busy, "peak MB": int(found[1]) / 1024}
    print(json.dumps({**figures, **report.counts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
