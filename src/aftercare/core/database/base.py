"""Django's PostgreSQL backend, for connections that live as long as a web thread.

Opening a connection costs PostgreSQL more than most of our pages do. A kept one must be looked at before it is used
again (the server may have died since), without a round trip each time.
"""

import select
from typing import Any, Self

from django.db.backends.postgresql import base
from psycopg import Connection, Cursor
from psycopg.types.datetime import TimestamptzLoader

from aftercare.core.database import Prepared


class OurCursor(base.ServerBindingCursor):
    """Values go beside the statement; only what is marked as prepared is kept prepared."""

    def execute(self, query: Any, params: Any = None, *, prepare: bool | None = None, **options: Any) -> Self:
        """As psycopg's, which would prepare what comes often: a plan for any value is a bad plan for some."""
        keep = isinstance(query, Prepared) if prepare is None else prepare
        super().execute(query, params, prepare=keep, **options)  # type: ignore[misc]
        return self


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection of one thread."""

    def get_connection_params(self) -> dict[str, Any]:
        """With our cursor."""
        return {**super().get_connection_params(), "cursor_factory": OurCursor}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """A connection that reads moments with psycopg's compiled loader: Django keeps the session in UTC."""
        connection: Connection[Any] = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", TimestamptzLoader)
        return connection

    def create_cursor(self, name: str | None = None) -> Cursor[Any]:
        """Without the look at the loader's zone that Django takes for each cursor."""
        connection = self.connection
        if name is None:
            return connection.cursor()
        return connection.cursor(name=name, scrollable=False, withhold=connection.autocommit)

    def is_usable(self) -> bool:
        """After an error the server is asked; else it is enough that the idle socket is open and silent."""
        if self.errors_occurred:
            return bool(super().is_usable())
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
