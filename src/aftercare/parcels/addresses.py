"""Where aggregators push to: an address of each link of a shop. Pure; the door stands in `config.pushes`."""

import re
from typing import Final

_BEFORE: Final = "/parcels/push/"
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def push_path(token: str) -> str:
    """The path of the address with that token."""
    return f"{_BEFORE}{token}/"


def pushed_token(path: str) -> str | None:
    """What stands for the token in the path; None for a path of another kind."""
    if not path.startswith(_BEFORE):
        return None
    token, slash, rest = path.removeprefix(_BEFORE).partition("/")
    return token if token and slash and not rest else None


def may_be_token(token: str) -> bool:
    """Whether it has the form of one: anything else need not be looked up."""
    return _TOKEN.fullmatch(token) is not None
