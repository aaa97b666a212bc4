"""Back-up and restore: one folder with the database, the uploaded files, the keys and a manifest of all of them.

The database is read at one moment (an exported snapshot), whatever is written meanwhile. Uploaded files never change
once written, so copying them after that moment gives at least those the database knows. The folder appears under its
name only when it is whole.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from aftercare.config.engine import account_of_this_process, programs_for, run_program
from aftercare.config.environment import Environment, Unusable, make_folder

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
FOLDERS = ("files", "keys")
CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a back-up holds: SHA-256 by file name, rows by table, and which secret key belongs to it."""

    made_at: str
    version: str
    key_mark: str
    rows: dict[str, int]
    files: dict[str, str]

    def write(self, folder: Path) -> None:
        """Written with a digest of itself, so that a changed manifest is noticed as well."""
        body = {"format": FORMAT, **vars(self)}
        text = json.dumps({**body, "sha256": _digest_of(body)}, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def back_up(environment: Environment, folder: Path) -> Manifest:
    """Back up into `folder`, which must not exist or be empty. The database must be running (X10, X19)."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Unusable(f"{folder} is not empty. A back-up is written into a folder of its own.")
    draft = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.mkdir(mode=0o700)
    try:
        rows = _dump_database(environment, draft / DUMP)
        files = {DUMP: _digest_of_file(draft / DUMP), **_copy_folders(environment.home, draft)}
        made_at = datetime.now(UTC).isoformat(timespec="seconds")  # not the database's: nothing depends on it
        manifest = Manifest(made_at, version("aftercare"), key_mark(environment.secret_key), rows, files)
        manifest.write(draft)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return manifest


def read_back_up(folder: Path) -> Manifest:
    """The manifest, after every file of the back-up was compared with it; names each one that differs (X20)."""
    try:
        body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        digest = body.pop("sha256")
    except (OSError, ValueError, KeyError, AttributeError):
        raise Unusable(f"{folder} holds no readable back-up ({MANIFEST}).") from None
    if digest != _digest_of(body):
        raise Unusable(f"{folder / MANIFEST} was altered or is damaged. Nothing was restored.")
    if body.pop("format") != FORMAT:
        raise Unusable(f"{folder} was written by another version of Aftercare ({body['version']}).")
    manifest = Manifest(**body)
    damaged = [name for name, wanted in sorted(manifest.files.items()) if _digest_or_none(folder / name) != wanted]
    if damaged:
        raise Unusable(f"Damaged or missing in the back-up: {', '.join(damaged[:20])}. Nothing was restored.")
    return manifest


def check_key(environment: Environment, folder: Path) -> None:
    """The back-up's data can be read only with its own secret key: the one it carries, or the one that was given."""
    manifest = read_back_up(folder)
    carried = folder / "keys" / "secret.key"
    key = environment.given_secret_key or (carried.read_text("ascii").strip() if carried.exists() else "")
    if key_mark(key) != manifest.key_mark:
        raise Unusable("This back-up was made with another AFTERCARE_SECRET_KEY. Set that one, and restore again.")


def restore_folders(back_up_folder: Path, home: Path) -> None:
    """Copy uploaded files and keys into the data folder, readable by their owner only."""
    for name in FOLDERS:
        if (back_up_folder / name).exists():
            shutil.copytree(back_up_folder / name, home / name)
            (home / name).chmod(0o700)


def restore_database(environment: Environment, folder: Path, manifest: Manifest) -> None:
    """Fill the empty, running database in one transaction, and count its rows against the manifest."""
    url = environment.libpq_url
    with psycopg.connect(url) as connection:
        if list(_tables(connection)):
            raise Unusable("The database is not empty. A back-up is restored into an empty one only.")
    _run("pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", folder / DUMP)
    with psycopg.connect(url) as connection:
        found = _count_rows(connection)
    differing = sorted(name for name in {*found, *manifest.rows} if found.get(name) != manifest.rows.get(name))
    if differing:
        raise Unusable(f"Row counts differ after the restore in: {', '.join(differing)}. Do not use this database.")


def key_mark(secret_key: str) -> str:
    """Tells keys apart without telling anything about them."""
    return hashlib.sha256(b"aftercare/key-mark/" + secret_key.encode()).hexdigest()[:16]


def _dump_database(environment: Environment, target: Path) -> dict[str, int]:
    """Dump and count in one snapshot; rows by table."""
    url = environment.libpq_url
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert snapshot is not None
        _run("pg_dump", url, "--format=custom", f"--snapshot={snapshot[0]}", f"--file={target}", "--no-password")
        return _count_rows(connection)


def _run(program: str, url: str, *arguments: str | Path) -> None:
    """Run one of the wheel's programs on the database. A password goes through the environment: arguments are seen by
    everybody on the machine."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    bare = parts._replace(netloc=f"{parts.username}@{host}" if parts.username else host).geturl()
    secret = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    account = account_of_this_process()
    run_program([programs_for(account, Path()) / program, f"--dbname={bare}", *arguments], account, extra=secret)


def _count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    counts = {}
    for name in _tables(connection):
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
        assert row is not None
        counts[name] = row[0]
    return counts


def _tables(connection: psycopg.Connection[Any]) -> Iterator[str]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return (row[0] for row in connection.execute(query).fetchall())


def _copy_folders(home: Path, target: Path) -> dict[str, str]:
    """Copy uploaded files and keys; their digests by name. A file that is deleted meanwhile is not part of it."""
    digests = {}
    for path in sorted(path for name in FOLDERS for path in (home / name).rglob("*") if path.is_file()):
        name = path.relative_to(home)
        make_folder((target / name).parent, 0o700)
        try:
            digests[name.as_posix()] = _copy_file(path, target / name)
        except FileNotFoundError:
            continue
    return digests


def _copy_file(source: Path, target: Path) -> str:
    """Copy through one reading, so that the digest is of what was written."""
    digest = hashlib.sha256()
    with source.open("rb") as reading, target.open("xb") as writing:
        os.fchmod(writing.fileno(), 0o600)
        while chunk := reading.read(CHUNK):
            digest.update(chunk)
            writing.write(chunk)
        writing.flush()
        os.fsync(writing.fileno())
    return digest.hexdigest()


def _digest_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_or_none(path: Path) -> str | None:
    try:
        return _digest_of_file(path)
    except OSError:
        return None


def _digest_of(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
