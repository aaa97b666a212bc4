"""Connections that stay: a dead one is noticed before it is used, without asking the server."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db(transaction=True)


def ask() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(pid)


def begin_request() -> None:
    """What Django does with a kept connection when a request begins."""
    connection.health_check_enabled, connection.health_check_done = True, False


def test_a_kept_connection_is_used_again_and_checked_without_a_statement() -> None:
    first = ask()
    begin_request()

    with CaptureQueriesContext(connection) as asked:
        assert ask() == first
    assert len(asked) == 1


def test_a_connection_whose_server_process_died_is_replaced_before_it_is_used() -> None:
    first = ask()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
    other.close()
    begin_request()

    assert ask() != first


def test_after_an_error_the_server_is_asked_whether_it_is_still_there() -> None:
    ask()
    connection.errors_occurred = True

    assert connection.is_usable()


def test_moments_are_read_in_utc() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT '2026-11-22 08:00:00+08'::timestamptz")
        (at,) = cursor.fetchone()

    assert at.isoformat() == "2026-11-22T00:00:00+00:00"
