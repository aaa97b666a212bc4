"""Who may log in to the demo shop; kept in the data folder for `serve` to print, readable by its owner only."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

NOTE = "demo.json"


@dataclass(frozen=True)
class Login:
    """One person of the demo shop. `role` as people read it."""

    role: str
    username: str
    password: str
    name: str = ""


def keep_logins(home: Path, logins: list[Login]) -> None:
    """Write them down."""
    note = os.open(home / NOTE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(note, "w", encoding="utf-8") as file:
        json.dump([asdict(login) for login in logins], file, ensure_ascii=False, indent=1)


def kept_logins(home: Path) -> list[Login]:
    """Those written down; none when there is no demo shop."""
    note = home / NOTE
    if not note.exists():
        return []
    return [Login(**fields) for fields in json.loads(note.read_text(encoding="utf-8"))]
