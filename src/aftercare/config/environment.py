"""The program's settings, read from the environment; strict, so that a typing error stops the start with a sentence.

This file is the one list of them: `docs/settings.md` is compared with `VARIABLES` by a test. Reading has no side
effect; only `Environment.secret_key` makes a file, the first time it is asked for.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from aftercare.config.networks import parse_networks
from aftercare.core.errors import AftercareError


class Unusable(AftercareError):
    """The settings, a file or the machine cannot be used; the sentence is for the person at the terminal (status 2)."""


@dataclass(frozen=True)
class Variable:
    """One setting: its name, its default as people read it, and what it means."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable(
        "AFTERCARE_HOME", "./var", "Data folder: database, uploaded files, keys. One folder is one running Aftercare."
    ),
    Variable(
        "DATABASE_URL",
        "the embedded PostgreSQL",
        "`postgresql://user:password@host:port/name` of a PostgreSQL 14 or newer; nothing is started then.",
    ),
    Variable(
        "REDIS_URL",
        "none",
        "`redis://host:port/0` of a Redis or Valkey that tells chat screens what is new; without it PostgreSQL does.",
    ),
    Variable("AFTERCARE_PORT", "8000", "Port of the web server, 1 to 65535."),
    Variable(
        "AFTERCARE_WEB_PROCESSES",
        "2",
        "Processes that answer pages, 1 to 64, each with up to 12 database connections (the embedded server has 60).",
    ),
    Variable(
        "AFTERCARE_SECRET_KEY",
        "made and kept in the data folder",
        "Signs sessions and links; at least 32 characters. Give the same one to every machine of one installation.",
    ),
    Variable(
        "AFTERCARE_ALLOWED_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "Names under which browsers may reach it, with commas between; a leading dot allows all below that domain.",
    ),
    Variable(
        "AFTERCARE_TRUSTED_PROXIES",
        "127.0.0.1,::1",
        "Addresses or networks (10.0.0.0/8) of proxies in front, with commas between: only they may say in "
        "`X-Forwarded-For` and `X-Forwarded-Proto` whom a request comes from. `none`: nobody may.",
    ),
    Variable(
        "AFTERCARE_HTTPS", "no", "`yes` when browsers reach it over https: cookies are then never sent without it."
    ),
    Variable(
        "AFTERCARE_SIMULATOR_URL",
        "http://127.0.0.1:8009",
        "Address of the payout simulator, a stand-in for a payment provider in the demo shop and in tests.",
    ),
    Variable("AFTERCARE_DEBUG", "no", "`yes` shows technical error pages. Never on a machine that others can reach."),
)
LEAST_SECRET = 32
LEAST_PORT, MOST_PORT = 1, 65535
MOST_PROCESSES = 64
POSTGRES_PORT = 5432
DEFAULT_HOSTS = "localhost,127.0.0.1,[::1]"
DEFAULT_PROXIES = "127.0.0.1,::1"
DEFAULT_SIMULATOR = "http://127.0.0.1:8009"
EMBEDDED_NAME = "aftercare"  # role and database of the embedded server
_HOST_NAME = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\]")
_YES, _NO = frozenset({"1", "yes", "true", "on"}), frozenset({"0", "no", "false", "off"})


@dataclass(frozen=True)
class Environment:
    """All settings, checked. `database_url` is None for the embedded PostgreSQL, `redis_url` for no Redis."""

    home: Path
    database_url: str | None
    redis_url: str | None
    port: int
    web_processes: int
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    debug: bool
    https: bool
    simulator_url: str
    given_secret_key: str | None = field(repr=False)

    @property
    def keys(self) -> Path:
        """Folder of everything secret; backed up, never served."""
        return self.home / "keys"

    @property
    def files(self) -> Path:
        """Folder of uploaded files (evidence, imports); backed up."""
        return self.home / "files"

    @property
    def secret_key(self) -> str:
        """The given key, or the one kept in the data folder (made when absent)."""
        return self.given_secret_key or kept_secret(self.keys / "secret.key")

    @property
    def libpq_url(self) -> str:
        """Where the database is, as psycopg and pg_dump read it; it may hold a password."""
        socket = f"host={socket_folder(self.home)}&port={POSTGRES_PORT}"
        return self.database_url or f"postgresql://{EMBEDDED_NAME}@/{EMBEDDED_NAME}?{socket}"

    def database(self) -> dict[str, Any]:
        """Where the database is, as Django's `DATABASES["default"]` reads it."""
        return django_database(self.libpq_url)


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """Read and check all settings; raises Unusable with the name of the setting and what it should look like."""
    environ = os.environ if environ is None else environ
    _refuse_unknown(environ)
    return Environment(
        home=read_path(environ, "AFTERCARE_HOME", "var"),
        database_url=read_url(environ, "DATABASE_URL", ("postgresql", "postgres")),
        redis_url=read_url(environ, "REDIS_URL", ("redis", "rediss", "unix")),
        port=read_int(environ, "AFTERCARE_PORT", 8000, least=LEAST_PORT, most=MOST_PORT),
        web_processes=read_int(environ, "AFTERCARE_WEB_PROCESSES", 2, least=1, most=MOST_PROCESSES),
        allowed_hosts=read_hosts(environ, "AFTERCARE_ALLOWED_HOSTS", DEFAULT_HOSTS),
        trusted_proxies=read_networks(environ, "AFTERCARE_TRUSTED_PROXIES", DEFAULT_PROXIES),
        debug=read_bool(environ, "AFTERCARE_DEBUG", False),
        https=read_bool(environ, "AFTERCARE_HTTPS", False),
        simulator_url=read_url(environ, "AFTERCARE_SIMULATOR_URL", ("http", "https")) or DEFAULT_SIMULATOR,
        given_secret_key=read_secret(environ, "AFTERCARE_SECRET_KEY"),
    )


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {variable.name for variable in VARIABLES}
    for name in sorted(environ):
        if name.startswith("AFTERCARE_") and name not in known:
            listed = ", ".join(sorted(known))
            raise Unusable(f"{name} is not a setting of Aftercare. The settings are: {listed}.")


def read_bool(environ: Mapping[str, str], name: str, default: bool) -> bool:
    """Yes or no; anything else is refused, because "flase" must not mean yes."""
    value = environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in _YES | _NO:
        raise Unusable(f"{name} must be yes or no, not {environ[name]!r}.")
    return value in _YES


def read_int(environ: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    value = environ.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
        raise Unusable(f"{name} must be a whole number from {least} to {most}, not {environ[name]!r}.")
    return int(value)


def read_path(environ: Mapping[str, str], name: str, default: str) -> Path:
    """A folder, made absolute; it need not exist yet, but what stands there must be a folder."""
    path = Path(environ.get(name, "").strip() or default).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise Unusable(f"{name} must be a folder, but {path} is a file.")
    return path


def read_url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    """An address with one of the schemes, or None. The value is never repeated in the error: it may hold a password."""
    value = environ.get(name, "").strip()
    if not value:
        return None
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise Unusable(f"{name} is not a readable address (is the port a number?).") from None
    if parts.scheme not in schemes:
        raise Unusable(f"{name} must begin with {' or '.join(scheme + '://' for scheme in schemes)}.")
    if parts.scheme in ("postgresql", "postgres") and not parts.path.strip("/"):
        raise Unusable(f"{name} must end with the name of the database, as in postgresql://host/aftercare.")
    return value


def read_hosts(environ: Mapping[str, str], name: str, default: str) -> tuple[str, ...]:
    """Host names with commas between. `*` is refused: it would let any site's name stand in our links."""
    hosts = tuple(host.strip() for host in (environ.get(name, "").strip() or default).split(","))
    for host in hosts:
        if not _HOST_NAME.fullmatch(host):
            raise Unusable(f"{name} must be host names with commas between, without ports; {host!r} is none.")
    return hosts


def read_networks(environ: Mapping[str, str], name: str, default: str) -> tuple[str, ...]:
    """Networks of proxies with commas between; `none` for none."""
    try:
        return parse_networks(environ.get(name, "").strip() or default)
    except ValueError as error:
        raise Unusable(f"{name} must be addresses or networks such as 10.0.0.0/8, not {error.args[0]!r}.") from None


def read_secret(environ: Mapping[str, str], name: str) -> str | None:
    """A secret of at least 32 characters, or None. Never repeated in the error."""
    value = environ.get(name, "").strip()
    if value and len(value) < LEAST_SECRET:
        raise Unusable(f"{name} must have at least {LEAST_SECRET} characters. Leave it out, and one is made.")
    return value or None


def kept_secret(path: Path) -> str:
    """The secret in the file, which only its owner may read; made at random when absent.

    Two processes that start at once agree on one: a link is made whole or not at all, and the loser reads the winner's.
    """
    if not path.exists():
        make_folder(path.parent, 0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48) + "\n", encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    if path.stat().st_mode & 0o077:
        raise Unusable(f"{path} can be read by other people of this machine. Run: chmod 600 {path}")
    value = path.read_text(encoding="ascii").strip()
    if len(value) < LEAST_SECRET:
        raise Unusable(f"{path} is damaged: it holds fewer than {LEAST_SECRET} characters. Restore it from a back-up.")
    return value


def make_folder(path: Path, mode: int) -> None:
    """Make a folder with exactly these rights, and the folders above it; one that exists is left as it is."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(exist_ok=True)
        path.chmod(mode)


def socket_folder(home: Path) -> Path:
    """Where the embedded server of this data folder has its socket.

    `/tmp` whatever TMPDIR says, because every process must come to the same answer, and short, because a socket's
    path may have about 100 characters only.
    """
    return Path("/tmp") / f"aftercare-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"  # noqa: S108 owner checked


def django_database(url: str) -> dict[str, Any]:
    """Turn a PostgreSQL address into Django's settings; what stands after `?` goes to libpq (`sslmode=require`)."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "aftercare.core.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": options.pop("port", "") or str(parts.port or POSTGRES_PORT),
        # 0: every statement may be prepared; `core.database` says which ones are.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 0, **options},
    }


environment: Environment


def __getattr__(name: str) -> Environment:
    """`environment`, the settings of this process, read when it is first imported: not before, so that the program can
    report an odd value as a sentence."""
    if name != "environment":
        raise AttributeError(name)
    found = globals()[name] = read_environment()
    return found
