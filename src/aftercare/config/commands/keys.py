"""Data keys: which there are and how many values stand under each; make a new one, write older values anew, take an old
key away.

After `aftercare keys new` every process writes with the new key within a minute, and the worker writes all older values
anew in the background, a little every minute. `aftercare keys rewrite` does it at once. `aftercare keys remove N` takes
an old key away for good: only a day after the newer one was made, and only when nothing at all in the database stands
under it. Make a back-up first.
"""

import argparse

from aftercare.config.environment import Unusable
from aftercare.config.outcome import Outcome
from aftercare.core.models import CryptoKey
from aftercare.core.rekeying import make_key, remove_key, rewrite
from aftercare.core.sealed_places import count_values

STEPS = ("new", "rewrite", "remove")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do; without a word the keys are shown."""
    parser.add_argument("step", nargs="?", choices=STEPS, metavar="STEP", help="new, rewrite, or remove N")
    parser.add_argument("version", nargs="?", type=int, metavar="N", help="number of the key to remove")


def run(options: argparse.Namespace) -> Outcome:
    """Do it. Raises Refused when a key may not go, Unusable for a step with the wrong words."""
    if (options.step == "remove") != (options.version is not None):
        raise Unusable("Say which key: aftercare keys remove N. No other step takes a number.")
    if options.step == "new":
        version = make_key()
        return Outcome(
            [f"Data key {version} is made. Older values are written anew in the background."], {"key": version}
        )
    if options.step == "rewrite":
        return _rewritten()
    if options.step == "remove":
        remove_key(options.version)
        return Outcome([f"Data key {options.version} is gone."], {"removed": options.version})
    return _shown()


def _rewritten() -> Outcome:
    done = rewrite()
    lines = [f"{done.rows:,} rows were written anew."]
    if done.unreadable:
        lines.append(f"{done.unreadable:,} rows hold a value that no key opens; they stay as they are.")
    if done.left:
        lines.append("Some tables are looked at again by the worker, once every process has taken up the new key.")
    return Outcome(lines, {"rows": done.rows, "unreadable": done.unreadable, "tables_left": len(done.left)})


def _shown() -> Outcome:
    counted, keys = count_values(), list(CryptoKey.objects.order_by("version"))
    newest = keys[-1].version if keys else 0
    lines = [
        f"key {row.version}  made {row.created_at:%Y-%m-%d}  {counted.get(row.version, 0):>12,} values"
        + ("  new values are written with it" if row.version == newest else "")
        for row in keys
    ]
    known = {row.version for row in keys}
    lines += [
        f"key {version}  not here  {count:,} values cannot be read"
        for version, count in sorted(counted.items())
        if version not in known
    ]
    return Outcome(lines, {"newest": newest, "values": {str(row.version): counted.get(row.version, 0) for row in keys}})
