"""Strict reading of JSON that a shop may have written: a value of the wrong form raises ValueError and says where."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any, TypeVar

from aftercare.core.money import Money

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

MOST_FEN = 10**8  # a million yuan, as for the other amounts that a shop sets


@contextmanager
def inside(where: str) -> Iterator[None]:
    """Put the place before what is wrong with it."""
    try:
        yield
    except ValueError as problem:
        raise ValueError(f"{where}: {problem}") from problem


def read_object(value: Any, keys: tuple[str, ...]) -> Mapping[str, Any]:
    """An object with exactly these keys."""
    if not isinstance(value, dict):
        raise ValueError(f"an object is needed, not {value!r}")
    unknown, missing = sorted(set(map(str, value)) - set(keys)), [key for key in keys if key not in value]
    if unknown:
        raise ValueError(f"unknown: {', '.join(unknown)}")
    if missing:
        raise ValueError(f"missing: {', '.join(missing)}")
    return value


def read_list(value: Any, read: Callable[[Any], T], name: str, *, most: int, least: int = 0) -> tuple[T, ...]:
    """A list of at least and at most so many; a wrong one is named by its place, from 1."""
    if not isinstance(value, list):
        raise ValueError(f"a list is needed, not {value!r}")
    if not least <= len(value) <= most:
        raise ValueError(f"{least} to {most} are needed, not {len(value)}")
    found = []
    for number, each in enumerate(value, 1):
        with inside(f"{name} {number}"):
            found.append(read(each))
    return tuple(found)


def read_set(value: Any, read: Callable[[Any], T], name: str, *, most: int, least: int = 0) -> tuple[T, ...]:
    """A list without repetitions, in its order."""
    found = read_list(value, read, name, most=most, least=least)
    if len(set(found)) != len(found):
        raise ValueError("one of them stands there twice")
    return found


def read_choice(choices: type[E]) -> Callable[[Any], E]:
    """A reader of one word of a closed set."""

    def read(value: Any) -> E:
        if type(value) is not str or value not in {each.value for each in choices}:
            raise ValueError(f"no such choice: {value!r}")
        return choices(value)

    return read


def read_text(value: Any) -> str:
    """One to 500 characters, no blanks around them. Never empty: gettext answers an empty id with its header."""
    if not isinstance(value, str) or not value.strip() or value != value.strip() or len(value) > 500:
        raise ValueError(f"a text of 1 to 500 characters is needed, not {value!r}")
    return value


def read_money(value: Any) -> Money:
    """An amount of fen, zero or more."""
    amount = read_signed_money(value)
    if amount.fen < 0:
        raise ValueError(f"an amount of zero or more is needed, not {value!r}")
    return amount


def read_signed_money(value: Any) -> Money:
    """An amount of fen that may be a loss."""
    return Money(value)


def read_set_amount(value: Any) -> Money:
    """An amount that a shop sets: 1 fen to a million yuan."""
    if type(value) is not int or not 1 <= value <= MOST_FEN:
        raise ValueError(f"1 to {MOST_FEN} fen are needed, not {value!r}")
    return Money(value)


def read_count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"a number of zero or more is needed, not {value!r}")
    return value


def read_flag(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError(f"yes or no is needed, not {value!r}")
    return value


def plain(value: Any) -> Any:
    """The JSON form of what the readers above give."""
    if isinstance(value, Money):
        return value.fen
    if isinstance(value, Enum):
        return value.value
    return [plain(each) for each in value] if isinstance(value, tuple) else value
