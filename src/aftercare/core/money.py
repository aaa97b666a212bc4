"""Money as whole fen in a type of its own (requirements C18)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

_YUAN = re.compile(r"^(-?)(\d{1,12})(?:\.(\d{1,2}))?$", re.ASCII)

MAX_FEN = 10**14  # one trillion yuan: far above any shop, far below a bigint


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount of Chinese yuan, held as a whole number of fen. Never a float."""

    fen: int = 0

    def __post_init__(self) -> None:
        if type(self.fen) is not int or abs(self.fen) > MAX_FEN:
            raise ValueError(f"not a whole amount of fen: {self.fen!r}")

    @classmethod
    def from_yuan(cls, text: str) -> Self:
        """Read plain yuan such as '12', '12.5' or '12.34'. Anything else raises ValueError."""
        match = _YUAN.match(text.strip())
        if not match:
            raise ValueError(f"not an amount in yuan: {text!r}")
        sign, whole, part = match.groups()
        fen = int(whole) * 100 + int((part or "").ljust(2, "0"))
        return cls(-fen if sign else fen)

    @property
    def yuan(self) -> str:
        """The amount as '-12.34', always with two digits."""
        return f"{'-' if self.fen < 0 else ''}{abs(self.fen) // 100}.{abs(self.fen) % 100:02d}"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen)

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __mul__(self, count: int) -> "Money":
        return Money(self.fen * count)

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        return self.yuan

    def deconstruct(self) -> tuple[str, tuple[int], dict[str, Any]]:
        """How a migration writes an amount down."""
        return "aftercare.core.money.Money", (self.fen,), {}

    def allocate(self, weights: Sequence[int]) -> list["Money"]:
        """Split by whole weights so that the parts sum to the fen (largest remainders first, ties in order).

        All weights zero means equal parts. Raises ValueError on no weights or a negative one.
        """
        if not weights or min(weights) < 0:
            raise ValueError("weights must be zero or more, at least one of them")
        used = list(weights) if sum(weights) else [1] * len(weights)
        total = sum(used)
        size, sign = abs(self.fen), -1 if self.fen < 0 else 1
        parts = [size * weight // total for weight in used]
        left = size - sum(parts)
        by_remainder = sorted(range(len(used)), key=lambda i: (-(size * used[i] % total), i))
        for index in by_remainder[:left]:
            parts[index] += 1
        return [Money(sign * part) for part in parts]


ZERO = Money(0)


class MoneyField(models.BigIntegerField):
    """A bigint column of fen that reads and writes `Money`."""

    description = "an amount in fen"

    # For the type checker: what may be assigned, read and looked up.
    _pyi_private_set_type: Money | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Money  # type: ignore[assignment]
    _pyi_lookup_exact_type: Money  # type: ignore[assignment]

    def from_db_value(self, value: int | None, *_args: object) -> Money | None:
        return None if value is None else Money(int(value))

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Money):
            return value
        if type(value) is int:
            return Money(value)
        raise ValidationError(_("Enter an amount in yuan with at most two decimals."))

    def get_prep_value(self, value: Any) -> int | None:
        if value is None:
            return None
        if isinstance(value, Money):
            return value.fen
        if value == 0 and type(value) is int:  # zero is zero in every unit; constraints are written with it
            return 0
        if hasattr(value, "resolve_expression"):
            return value
        raise TypeError(f"expected Money, got {value!r}")

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))

    def formfield(self, **_kwargs: Any) -> None:
        return None
