"""What every test stands on: one PostgreSQL per test run, and no network beyond this machine."""

import gc
import ipaddress
import os
import shutil
import socket
from collections.abc import Generator, Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from tests.realdata import NOT_HERE

from aftercare.config.engine import FLEETING
from aftercare.config.environment import environment
from aftercare.config.locks import alone
from aftercare.config.postgres import Server
from aftercare.config.quick_states import quick_states
from aftercare.core import crypto

SELDOM = (100_000, 50, 100)  # instead of (700, 10, 10)
HOMES = "aftercare-test-*"
TEMPLATE = "test_template"  # the migrated database of the run, which nobody works on
NAMED_ONCE = {"django_content_type", "auth_permission"}  # by the migrations, for good
# Tables of no managed model: Django leaves them. Their keys are checked at once, so what points to jobs goes first.
OUTBOX = ("procrastinate_periodic_defers", "procrastinate_events", "procrastinate_jobs")
# Most tables are empty after a test, and TRUNCATE of a hundred of them takes a second: only filled ones are emptied.
# Triggers go off as the tables' owner: the role of the product is no superuser, so no session_replication_role.
EMPTY = """
DO $$ DECLARE
    filled regclass[] := '{}'; guarded regclass[]; name regclass; found boolean;
BEGIN
    FOREACH name IN ARRAY ARRAY[%s]::regclass[] LOOP
        CONTINUE WHEN pg_relation_size(name) = 0;
        EXECUTE format('SELECT EXISTS (SELECT FROM %%s)', name) INTO found;
        IF found THEN filled := filled || name; END IF;
    END LOOP;
    SELECT coalesce(array_agg(DISTINCT tgrelid::regclass), '{}') INTO guarded
        FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ANY (filled::oid[]);
    FOR attempt IN 1..5 LOOP
        BEGIN  -- a thread of a server that a test has left may still hold a row
            FOREACH name IN ARRAY guarded LOOP EXECUTE format('ALTER TABLE %%s DISABLE TRIGGER USER', name); END LOOP;
            SET CONSTRAINTS ALL DEFERRED;
            FOREACH name IN ARRAY filled LOOP EXECUTE format('DELETE FROM %%s', name); END LOOP;
            SET CONSTRAINTS ALL IMMEDIATE;
            FOREACH name IN ARRAY guarded LOOP EXECUTE format('ALTER TABLE %%s ENABLE TRIGGER USER', name); END LOOP;
            RETURN;
        EXCEPTION WHEN deadlock_detected THEN
            IF attempt = 5 THEN RAISE; END IF;
        END;
    END LOOP;
END $$
"""
server = Server(environment, FLEETING)

# How long an example may take says nothing on a busy machine; budgets are measured in bench/.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make test` runs everything or says what it lacks."""
    parser.addoption("--no-skips", action="store_true", help="a skipped test is a failed one")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure when `--no-skips` is given, but for real data, which not every checkout has."""
    report = yield
    if report.skipped and NOT_HERE not in str(report.longrepr) and item.config.getoption("--no-skips"):
        report.outcome, report.longrepr = "failed", f"skipped, and --no-skips is given: {report.longrepr}"
    return report


def pytest_sessionstart(session: pytest.Session) -> None:
    """One server for all processes of the run; each gets a database of its own in it (pytest-django)."""
    if not hasattr(session.config, "workerinput"):
        sweep_killed_runs()
        server.enter()


def pytest_collection_finish() -> None:
    """What is here now stays to the end: looking through it for garbage took a third of the time of pages' tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove its folder."""
    if not hasattr(config, "workerinput"):
        server.leave()
        shutil.rmtree(environment.home, ignore_errors=True)


def sweep_killed_runs() -> None:
    """Remove what runs that were killed left behind; those that still run hold their lock."""
    for home in environment.home.parent.glob(HOMES):
        if home == environment.home or not (home / "run" / "postgres.use").exists():
            continue
        if Server(replace(environment, home=home), FLEETING).stop_if_unused():
            shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Each process of the run copies one migrated database: migrating takes longer than a thousand of the tests."""
    made = environment.home / "run" / "template.made"
    with alone(made.with_suffix(".lock")), django_db_blocker.unblock():
        if not made.exists():
            with connection.creation._nodb_cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {TEMPLATE}")
            usual, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], TEMPLATE
            with quick_states():
                call_command("migrate", verbosity=0)
            connection.close()
            connection.settings_dict["NAME"] = usual
            made.touch()
    connection.settings_dict["TEST"] |= {"TEMPLATE": TEMPLATE, "MIGRATE": False}


@pytest.fixture(autouse=True, scope="session")
def emptied_between_tests() -> Iterator[None]:
    """Tests that commit are followed by this; the triggers of journal and events refuse emptying to all others. Django
    would name all its models anew for people's rights, which takes three times as long as the emptying."""

    def sql_flush(_self: DatabaseOperations, _style: object, tables: list[str], **_options: bool) -> list[str]:
        return [EMPTY % ", ".join(f"'{table}'" for table in (*tables, *OUTBOX) if table not in NAMED_ONCE)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_settings: crypto.make_first_key())
        yield


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may reach beyond loopback; a name other than localhost is not even looked up."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
            refuse_distant(str(address[0]))
        connect(self, address)  # type: ignore[arg-type]

    def guarded_look_up(host: str | bytes | None, *arguments: object, **options: object) -> object:
        if host:
            refuse_distant(host.decode() if isinstance(host, bytes) else host)
        return look_up(host, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


def refuse_distant(host: str) -> None:
    """Fail the test that wants to talk to another machine."""
    try:
        near = host == "localhost" or ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        near = False
    if not near:
        raise AssertionError(f"a test reached for the network: {host}")


@pytest.fixture
def process_environment(transactional_db: None) -> Iterator[dict[str, str]]:
    """Environment variables for a process that a test starts: the test's own database and data folder."""
    parts = connection.settings_dict
    url = f"postgresql://{parts['USER']}@/{quote(parts['NAME'])}?host={quote(parts['HOST'], safe='/')}"
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    yield {**inherited, "DATABASE_URL": f"{url}&port={parts['PORT']}"}
