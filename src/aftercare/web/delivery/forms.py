"""The form of the couriers' table: plain rows, each with its own remarks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.core.errors import InvalidInput
from aftercare.core.money import Money
from aftercare.core.text import clean
from aftercare.orders.delivery import table as limits
from aftercare.orders.delivery.places import read_areas
from aftercare.orders.delivery.sentences import kilograms, yuan
from aftercare.orders.delivery.table import CourierTable
from aftercare.orders.delivery.terms import GapKind, Payment
from aftercare.web.delivery.contexts import read_grams
from aftercare.web.numbers import read_number
from aftercare.web.posted import GUARD
from aftercare.web.shops.forms import HALF_WIDTH

TARIFF: Final = ("courier", "areas", "first", "next", "from", "to", "payment", "most")
GAP: Final = ("courier", "areas", "kind", "until")
HEAD: Final = ("default", "free_from", "bulky_from")
KINDS: Final = {"t": TARIFF, "g": GAP}
_NAME: Final = re.compile(rf"(?:t\d{{1,3}}-(?:{'|'.join(TARIFF)})|g\d{{1,3}}-(?:{'|'.join(GAP)}))")
_ACT: Final = re.compile(r"(add):([tg])|(drop):([tg])(\d{1,3})")
ELSEWHERE: Final = ("其他地区", "其他", "其余", "其余地区", "全国", "everywhere else", "elsewhere")
TOO_MANY = gettext_lazy("No more rows fit into this table.")
NOT_YUAN = gettext_lazy("Enter yuan, such as 6 or 6.50.")
NOT_DAYS = gettext_lazy("Enter days from and to, such as 2 and 3.")
NOT_KG = gettext_lazy("Enter a weight in kg, such as 20.")


@dataclass
class Row:
    """One row as typed: values and remarks by the name of the field."""

    prefix: str
    values: dict[str, str]
    problems: dict[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        chosen = ("payment", "kind")
        return not any(value for name, value in self.values.items() if name not in chosen)


class CourierForm:
    """All rows, what stands above them, and what is wrong. `seen` is the row of the table that was on screen."""

    def __init__(self, tariffs: list[Row], gaps: list[Row], head: dict[str, str], seen: int | None) -> None:
        self.tariffs, self.gaps, self.head, self.seen = tariffs, gaps, head, seen
        self.problems: dict[str, Any] = {}
        self.refusal = ""
        self.focus = ""
        self.payments = Payment.choices
        self.kinds = GapKind.choices

    @classmethod
    def stored(cls, table: CourierTable, seen: int | None) -> "CourierForm":
        """The table in force; an empty one begins with an empty row."""
        tariffs = [
            {
                "courier": row.courier,
                "areas": "、".join(place.words for place in row.places) or _("Everywhere else"),
                "first": yuan(row.first),
                "next": yuan(row.next),
                "from": str(row.days[0]),
                "to": str(row.days[1]),
                "payment": row.payment.value,
                "most": kilograms(row.most) if row.most else "",
            }
            for row in table.tariffs
        ]
        gaps = [
            {
                "courier": gap.courier,
                "areas": "、".join(place.words for place in gap.places),
                "kind": gap.kind.value,
                "until": gap.until.isoformat() if gap.until else "",
            }
            for gap in table.gaps
        ]
        head = {
            "default": table.default,
            "free_from": yuan(table.free_from) if table.free_from else "",
            "bulky_from": kilograms(table.bulky_from),
        }
        return cls(_rows("t", tariffs or [_empty("t")]), _rows("g", gaps), head, seen)

    @classmethod
    def posted(cls, posted: QueryDict) -> "CourierForm":
        """What was typed. Raises InvalidInput when it holds anything but the form's fields (B8)."""
        known = {*HEAD, "seen", "act", GUARD}
        unknown = [name for name in posted if name not in known and not _NAME.fullmatch(name)]
        if unknown:
            raise InvalidInput({name: _("This form has no such field.") for name in sorted(unknown)})
        head = {name: clean(posted.get(name, "")) for name in HEAD}
        rows = {kind: _rows(kind, list(_typed(posted, kind))) for kind in KINDS}
        return cls(rows["t"], rows["g"], head, read_number(posted.get("seen")))

    @property
    def names(self) -> list[str]:
        """Couriers that stand in the rows."""
        return list(dict.fromkeys(row.values["courier"] for row in self.tariffs if row.values["courier"]))

    @property
    def count(self) -> int:
        """How many fields need a look."""
        return len(self.problems) + sum(len(row.problems) for row in (*self.tariffs, *self.gaps))

    def act(self, act: str) -> None:
        """'add:t' or 'add:g' for one more row, 'drop:t3' for one less. Anything else is InvalidInput."""
        match = _ACT.fullmatch(act)
        if match is None:
            raise InvalidInput({"act": _("This form has no such field.")})
        kind = match[2] or match[4]
        rows = self.tariffs if kind == "t" else self.gaps
        if match[1]:
            most = limits.MOST_TARIFFS if kind == "t" else limits.MOST_GAPS
            if len(rows) >= most:
                self.refusal = str(TOO_MANY)
                return
            courier = rows[-1].values["courier"] if rows else ""
            rows.append(Row(f"{kind}{len(rows)}", {**_empty(kind), "courier": courier}))
            self.focus = f"{rows[-1].prefix}-areas" if courier else f"{rows[-1].prefix}-courier"
        else:
            kept = [row.values for row in rows if row.prefix != f"{kind}{match[5]}"]
            rows[:] = _rows(kind, kept)

    def value(self) -> Mapping[str, Any] | None:
        """The table as it is stored, or None with remarks at the rows."""
        tariffs = [(row, _Cells(row).tariff()) for row in self.tariffs if not row.is_empty]
        gaps = [(row, _Cells(row).gap()) for row in self.gaps if not row.is_empty]
        names = list(dict.fromkeys(value["courier"] for _row, value in tariffs))
        for row, value in gaps:
            if value["courier"] and value["courier"] not in names:
                row.problems.setdefault("courier", _("This courier has no row in the table above."))
        _refuse_twice(tariffs)
        cells = _Cells(Row("", self.head, self.problems))
        value = {
            "default": self.head["default"] or (names[0] if names else ""),
            "free_from": cells.fen("free_from", may_be_empty=True),
            "bulky_from": cells.grams("bulky_from") or limits.BULKY_FROM,
            "tariffs": [row for _form, row in tariffs],
            "gaps": [row for _form, row in gaps],
        }
        if value["default"] and value["default"] not in names:
            self.problems["default"] = _("Choose one of the couriers of the table.")
        if value["bulky_from"] < 1000:
            self.problems["bulky_from"] = NOT_KG
        if len(tariffs) > limits.MOST_TARIFFS or len(gaps) > limits.MOST_GAPS:
            self.refusal = str(TOO_MANY)
        return None if self.count or self.refusal else value


class _Cells:
    """Reads the cells of one row; what cannot be read is remarked there."""

    def __init__(self, row: Row) -> None:
        self.row = row

    def tariff(self) -> dict[str, Any]:
        most = self.grams("most")
        return {
            "courier": self.courier(),
            "places": self.places(with_districts=False),
            "first": self.fen("first"),
            "next": self.fen("next"),
            "days": self.days(),
            "payment": self.choice("payment", Payment.values),
            "most": most,
        }

    def gap(self) -> dict[str, Any]:
        places = self.places(with_districts=True)
        if not places:
            self.row.problems.setdefault("areas", _("Name the places that it does not serve."))
        return {
            "courier": self.courier(),
            "places": places,
            "kind": self.choice("kind", GapKind.values),
            "until": self.day("until"),
        }

    def courier(self) -> str:
        name = self.row.values["courier"]
        if not 1 <= len(name) <= limits.LONGEST_NAME:
            self.row.problems["courier"] = _("Name the courier, at most %(most)s characters.") % {
                "most": limits.LONGEST_NAME
            }
        return name

    def places(self, *, with_districts: bool) -> list[str]:
        text = self.row.values["areas"]
        if text.lower() in (*ELSEWHERE, _("Everywhere else").lower()):
            text = ""
        try:
            found = read_areas(text, with_districts=with_districts)
        except ValueError as error:
            self.row.problems["areas"] = self._unknown(str(error), with_districts=with_districts)
            return []
        if len(found) > limits.MOST_PLACES:
            self.row.problems["areas"] = _("At most %(most)s places in a row.") % {"most": limits.MOST_PLACES}
        return [place.key for place in found]

    def _unknown(self, piece: str, *, with_districts: bool) -> str:
        values = {"piece": piece[:30]}
        if with_districts:
            return _("“%(piece)s” is no place that is known. Write it with its province.") % values
        return _("“%(piece)s” is no province or city.") % values

    def fen(self, name: str, *, may_be_empty: bool = False) -> int | None:
        text = self.row.values[name].translate(HALF_WIDTH).lstrip("¥￥").replace(",", "")
        if may_be_empty and not text:
            return None
        try:
            fen = Money.from_yuan(text).fen
        except ValueError:
            fen = -1
        if not 0 <= fen <= (10**8 if may_be_empty else limits.MOST_FEE):
            self.row.problems[name] = NOT_YUAN
        return fen

    def grams(self, name: str) -> int | None:
        text = self.row.values[name]
        grams = read_grams(text)
        if text and not (grams and grams <= limits.MOST_GRAMS):
            self.row.problems[name] = NOT_KG
        return grams

    def days(self) -> list[int]:
        texts = [self.row.values[name].translate(HALF_WIDTH) for name in ("from", "to")]
        least, most = (read_number(text or texts[0], 3) for text in texts)
        if least is None or most is None or not least <= most <= limits.MOST_DAYS:
            self.row.problems["from"] = NOT_DAYS
            return [0, 0]
        return [least, most]

    def day(self, name: str) -> str | None:
        text = self.row.values[name]
        try:
            return date.fromisoformat(text).isoformat() if text else None
        except ValueError:
            self.row.problems[name] = _("Enter a day, such as 2026-11-22.")
            return None

    def choice(self, name: str, values: Sequence[str]) -> str:
        if self.row.values[name] not in values:
            self.row.problems[name] = _("Choose one of the list.")
        return self.row.values[name]


def _refuse_twice(tariffs: Sequence[tuple[Row, Mapping[str, Any]]]) -> None:
    """A courier names each place once, and "everywhere else" once."""
    claimed: set[tuple[str, str]] = set()
    for row, value in tariffs:
        if "areas" in row.problems:
            continue
        for key in value["places"] or [""]:
            if (value["courier"], key) in claimed:
                where = key.replace(" ", "") or _("Everywhere else")
                row.problems["areas"] = _("Another row of this courier names %(place)s.") % {"place": where}
            claimed.add((value["courier"], key))


def _typed(posted: QueryDict, kind: str) -> Iterator[dict[str, str]]:
    """The rows in the order of their numbers."""
    numbers = sorted({int(name[1:].partition("-")[0]) for name in posted if name[:1] == kind and _NAME.fullmatch(name)})
    for number in numbers:
        yield {name: clean(posted.get(f"{kind}{number}-{name}", "")) for name in KINDS[kind]}


def _rows(kind: str, values: Sequence[dict[str, str]]) -> list[Row]:
    return [Row(f"{kind}{number}", one) for number, one in enumerate(values)]


def _empty(kind: str) -> dict[str, str]:
    usual = {"payment": Payment.PREPAID.value, "kind": GapKind.OUT_OF_ZONE.value}
    return {name: usual.get(name, "") for name in KINDS[kind]}
