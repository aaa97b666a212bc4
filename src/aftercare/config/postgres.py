"""The embedded PostgreSQL: made, started and stopped by whoever needs it, one server per data folder.

Every process that uses it holds a shared lock in the data folder; the last one out stops the server. The kernel drops
the lock of a killed process, so there is no count to repair and no pid file to believe.
"""

import locale
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from aftercare.config.engine import (
    DURABLE,
    MAJOR,
    OPTIONS,
    Account,
    account_for,
    closed_folder,
    process_identity,
    program_environment,
    programs_for,
    run_program,
)
from aftercare.config.environment import EMBEDDED_NAME, POSTGRES_PORT, Environment, Unusable, make_folder, socket_folder
from aftercare.config.locks import FileLock, alone

START_SECONDS = 60  # includes crash recovery on a slow disk
STOP_SECONDS = 30
ATTEMPTS = 5
OLDEST_SERVER = 140000  # as libpq counts versions
LARGEST_LOG = 5_000_000  # bytes
OUTSIDE = Path("/var/lib/aftercare")  # database of a data folder that only root can enter


class Server:
    """The server of one data folder. `durability` is DURABLE, or FLEETING for a folder that is thrown away."""

    def __init__(self, environment: Environment, durability: dict[str, str] = DURABLE) -> None:
        self._home = environment.home
        # As `postgres`, for whom connections are kept free: a full server still answers.
        self._url = f"postgresql://postgres@/postgres?host={socket_folder(self._home)}&port={POSTGRES_PORT}"
        self._durability = durability
        self._run = environment.home / "run"
        self._use: FileLock | None = None
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def place(self) -> Path:
        """The folder of everything PostgreSQL has here; a link when only root can enter the data folder."""
        return self._home / "postgres"

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.place.resolve() / "data"

    @property
    def pid(self) -> int | None:
        """Process id of the running server, or None; a stale pid file is not believed."""
        try:
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split("\n", 1)[0]))
            ours = process.name() == "postgres" and Path(process.cwd()) == self.data
            return process.pid if ours and process.status() != psutil.STATUS_ZOMBIE else None
        except (OSError, ValueError, psutil.Error):
            return None

    def enter(self) -> None:
        """Use the server, starting it when it is not running. May be called again to revive one that was killed."""
        make_home(self._home)
        with alone(self._run / "postgres.lock"):
            if self._use is None:
                self._use = FileLock(self._run / "postgres.use")
                self._use.share()
            try:
                self._ensure_running()
            except BaseException:
                self._use.close()
                self._use = None
                raise

    def leave(self) -> None:
        """Stop using it, if we do; the last one out stops the server."""
        if self._use is not None:
            self._use.close()
            self._use = None
        self.stop_if_unused()

    def stop_if_unused(self) -> bool:
        """Stop the server unless somebody uses it; true when nobody does."""
        with alone(self._run / "postgres.lock"):
            lock = FileLock(self._run / "postgres.use")
            unused = lock.try_take()
            if unused:
                self._stop()
            lock.close()
            return unused

    def _ensure_running(self) -> None:
        if self.pid is not None and self._wait_until_ready(lambda: self.pid is not None):
            return
        if self.pid is not None:
            raise Unusable(f"PostgreSQL runs as process {self.pid} but does not answer. See {self.place}/server.log.")
        self._refuse_other_major()
        account = account_for(self.place)
        make_place(self.place, account)
        programs = programs_for(account, self.place.resolve())
        if not self.data.exists():
            self._create(programs, account)
        self._let_in(account)
        make_socket_folder(socket_folder(self._home), account)
        self._start(programs, account)

    def _refuse_other_major(self) -> None:
        marker = self.data / "PG_VERSION"
        found = marker.read_text().strip() if marker.exists() else MAJOR
        if found != MAJOR:
            raise Unusable(
                f"{self.data} was made by PostgreSQL {found}, and this Aftercare carries PostgreSQL {MAJOR}. "
                f"Make a back-up with the Aftercare that made it (aftercare backup DIR), set AFTERCARE_HOME to an "
                f"empty folder, and restore it there with this one (aftercare restore DIR)."
            )

    def _create(self, programs: Path, account: Account) -> None:
        """Made beside its place and renamed, so that a half-made database is never mistaken for one."""
        draft = self.data.with_name("data.new")
        shutil.rmtree(draft, ignore_errors=True)
        sync = [] if self._durability["fsync"] == "on" else ["--no-sync"]
        letters = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", _character_type()]
        command: list[str | Path] = [
            programs / "initdb",
            "-D",
            draft,
            "-U",
            "postgres",
            "--encoding=UTF8",
            "--data-checksums",
        ]
        run_program([*command, *letters, "--auth=peer", "--no-instructions", *sync], account)
        roles = f"CREATE ROLE {EMBEDDED_NAME} LOGIN CREATEDB;\nCREATE DATABASE {EMBEDDED_NAME} OWNER {EMBEDDED_NAME};\n"
        options = ["-c", "fsync=off"] if sync else []
        run_program([programs / "postgres", "--single", "-D", draft, *options, "postgres"], account, input_text=roles)
        draft.rename(self.data)

    def _let_in(self, account: Account) -> None:
        """Only the account of the server and root, by the kernel's word and only through the socket; no password."""
        people = {account.name, "root"}
        lines = [f'server "{person}" {role}\n' for person in sorted(people) for role in (EMBEDDED_NAME, "postgres")]
        for name, text in {"pg_hba.conf": "local all all peer map=server\n", "pg_ident.conf": "".join(lines)}.items():
            path = self.data / name
            if path.read_text() != text:
                path.write_text(text)

    def _start(self, programs: Path, account: Account) -> None:
        log = self.place / "server.log"
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.rename(log.with_suffix(".old.log"))
        options = {**OPTIONS, **self._durability, "unix_socket_directories": str(socket_folder(self._home))}
        command = [str(programs / "postgres"), "-D", str(self.data)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        for attempt in range(ATTEMPTS):
            if self.pid is None:
                self._forget_dead_server()
            with log.open("ab") as output:
                self._child = subprocess.Popen(  # noqa: S603 our own program and arguments
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd="/",
                    env=program_environment(),
                    start_new_session=True,  # Ctrl-C is ours; the server is stopped after all that use it
                    **process_identity(account),
                )
            if self._wait_until_ready(self._child_lives):
                return
            time.sleep(0.2 * (attempt + 1))  # processes of a killed server need a moment to notice it
        last = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        raise Unusable(f"PostgreSQL does not start. The last lines of {log}:\n{last}")

    def _forget_dead_server(self) -> None:
        """Remove the files that hold its number. PostgreSQL does not start while another process has that number after
        a crash, or while a parent has not taken notice of the death. Left-over processes it finds by their memory."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (socket_folder(self._home) / f".s.PGSQL.{POSTGRES_PORT}.lock").unlink(missing_ok=True)

    def _child_lives(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def _wait_until_ready(self, lives: Callable[[], bool]) -> bool:
        """True when it answers; false when it does not live any more or the time is over."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and lives():
            try:
                psycopg.connect(self._url, connect_timeout=10).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False

    def _stop(self) -> None:
        for number in (signal.SIGINT, signal.SIGQUIT):  # fast, then at once (recovers at the next start)
            pid = self.pid
            if pid is None:
                break
            os.kill(pid, number)
            end = time.monotonic() + STOP_SECONDS
            while self.pid == pid and time.monotonic() < end:
                time.sleep(0.01)
        if self._child is not None:
            self._child.wait(STOP_SECONDS)
            self._child = None
        shutil.rmtree(socket_folder(self._home), ignore_errors=True)


@contextmanager
def database_running(environment: Environment, durability: dict[str, str] = DURABLE) -> Iterator[Server | None]:
    """The database is there inside the block. With DATABASE_URL nothing is started, and None is given."""
    if environment.database_url:
        refuse_unfit_server(environment.database_url)
        yield None
        return
    server = Server(environment, durability)
    try:
        server.enter()
        yield server
    finally:
        server.leave()


def refuse_unfit_server(url: str) -> None:
    """Say in a sentence that the named server is not there, or too old."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = connection.info.server_version
    except psycopg.OperationalError as error:
        raise Unusable(f"The database that DATABASE_URL names does not answer: {error}") from None
    if found < OLDEST_SERVER:
        raise Unusable(f"DATABASE_URL names a PostgreSQL {found // 10000}; Aftercare needs 14 or newer.")


def make_home(home: Path) -> None:
    """Make the data folder. Only its owner may read it; as root, others may pass through it to the database."""
    make_folder(home, 0o700 if os.geteuid() else 0o711)


def make_place(place: Path, account: Account) -> None:
    """Make the server's folder, owned by its account: outside the data folder when the account cannot get there."""
    if place.exists():
        return
    if place.is_symlink():
        raise Unusable(f"{place} is a link to {place.readlink()}, which is gone. Restore it, or remove the link.")
    closed = closed_folder(place) if account.switch else None
    if closed is None:
        make_folder(place, 0o700)
        os.chown(place, account.uid, account.gid)
        return
    make_folder(OUTSIDE, 0o711)
    outside = Path(tempfile.mkdtemp(prefix="postgres-", dir=OUTSIDE))
    os.chown(outside, account.uid, account.gid)
    place.symlink_to(outside)


def make_socket_folder(folder: Path, account: Account) -> None:
    """Make the folder of the socket; one that somebody else made there before us is refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid not in {account.uid, os.geteuid()} or folder.is_symlink():
        raise Unusable(f"{folder} belongs to somebody else. Remove it, or set AFTERCARE_HOME to another folder.")
    os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def _character_type() -> str:
    """A UTF-8 character type of this machine, for the extensions that still ask the C library what a letter is."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return f"--lc-ctype={name}"
        return "--lc-ctype=C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
