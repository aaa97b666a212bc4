"""The provider's own record, in SQLite: what it executed, by key, with a voucher each."""

import sqlite3
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS payment (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL, merchant TEXT NOT NULL, payee TEXT NOT NULL, purpose TEXT NOT NULL,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    state TEXT NOT NULL CHECK (state IN ('paid', 'refused')),
    reason TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS payment_key ON payment (key);
CREATE TABLE IF NOT EXISTS call (seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, what TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Demand:
    """What a client asks to be paid."""

    key: str
    merchant: str
    payee: str
    purpose: str
    amount_fen: int


class KeyReused(Exception):
    """The key is known with other content."""


class Record:
    """All payments. One lock around everything: two calls with one key at the same instant execute once."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(str(path or ":memory:"), check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)

    def execute(self, demand: Demand, *, keeps_keys: bool, refusal: str) -> dict[str, Any]:
        """Pay, or refuse when `refusal` says why. With keys, a known key answers what it answered the first time.

        Raises KeyReused when the key is known with other content.
        """
        with self._lock:
            self._db.execute("INSERT INTO call (key, what) VALUES (?, 'pay')", (demand.key,))
            known = self._rows("key = ?", (demand.key,)) if keeps_keys else []
            if known:
                if any(known[0][name] != value for name, value in asdict(demand).items()):
                    raise KeyReused
                return known[0]
            cursor = self._db.execute(
                "INSERT INTO payment (key, merchant, payee, purpose, amount_fen, state, reason, at)"
                " VALUES (:key, :merchant, :payee, :purpose, :amount_fen, :state, :reason, :at)",
                asdict(demand)
                | {
                    "state": "refused" if refusal else "paid",
                    "reason": refusal,
                    "at": datetime.now(UTC).isoformat(),
                },
            )
            return self._rows("seq = ?", (cursor.lastrowid,))[0]

    def find(self, key: str) -> dict[str, Any] | None:
        """What became of that key; the first payment if a provider without keys paid it twice."""
        with self._lock:
            self._db.execute("INSERT INTO call (key, what) VALUES (?, 'query')", (key,))
            rows = self._rows("key = ?", (key,))
        return rows[0] if rows else None

    def paid(self, *, merchant: str, since: str, after: int, limit: int) -> list[dict[str, Any]]:
        """Executed payments in order; an empty merchant means all; `after` is the last seq already seen."""
        with self._lock:
            return self._rows(
                "state = 'paid' AND seq > ? AND at >= ? AND (? = '' OR merchant = ?) ORDER BY seq LIMIT ?",
                (after, since, merchant, merchant, limit),
            )

    def calls(self) -> dict[str, int]:
        """How many calls of each kind came in."""
        with self._lock:
            return dict(self._db.execute("SELECT what, count(*) FROM call GROUP BY what").fetchall())

    def _rows(self, where: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
        rows = self._db.execute(f"SELECT * FROM payment WHERE {where}", values).fetchall()  # noqa: S608 - fixed texts
        return [dict(row) | {"voucher": f"SIM{row['seq']:010d}" if row["state"] == "paid" else ""} for row in rows]
