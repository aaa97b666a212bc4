"""Looks into a file before anything is imported: what it is, which columns count, how the first rows read. Pure."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.core.money import Money
from aftercare.core.text import mask_name, mask_nick, mask_phone
from aftercare.orders.imports.facts import ItemFacts, OrderFacts
from aftercare.orders.imports.kinds import Kind, Shape, Use, recognise
from aftercare.orders.imports.problems import FileRefused, RowProblem
from aftercare.orders.imports.readers import Form, Survey, Table, open_table
from aftercare.orders.imports.rows import ReadRow, RowReader
from aftercare.orders.imports.values import bare

SHOWN_ROWS = 20
LOOKED_AT = 1000  # rows that are read to find problems early; the dry run reads all
_TRUE_DIGITS = 15  # what Excel keeps of a number
_ENOUGH = 5  # long numbers before "all end in zeros" means something


@dataclass(frozen=True)
class Inspection:
    """What a person sees before the import. `samples` are masked; `problems` come from the first `LOOKED_AT` rows."""

    shape: Shape
    form: Form
    survey: Survey
    samples: tuple[ReadRow, ...]
    problems: tuple[RowProblem, ...]
    zone: ZoneInfo

    @property
    def kind(self) -> Kind:
        return self.shape.kind

    @property
    def unknown_columns(self) -> list[str]:
        """Headers that mean nothing here; they are ignored (E9)."""
        return self.shape.headers(Use.UNKNOWN)

    def sample_table(self) -> list[dict[str, str]]:
        """The first rows as they were understood, field code to text, personal values masked."""
        return [shown(row.facts, self.zone) for row in self.samples]

    def to_json(self) -> dict[str, Any]:
        """What is kept with the batch."""
        return {"form": asdict(self.form), "columns": self.shape.to_json(), "merged": self.survey.is_merged}


def inspect(path: Path, zone: ZoneInfo) -> Inspection:
    """Recognise and look into a stored file. Raises FileRefused when it cannot be imported."""
    with open_table(path) as table:
        shape = recognise(table.header)
        survey = table.survey()
        if not survey.rows:
            raise FileRefused("file.no_rows")
        reader = RowReader(shape, zone, table.epoch)
        read = [reader.read(line, cells) for line, cells in islice(table.rows(reader.wanted), LOOKED_AT)]
        _refuse_rounded_numbers(shape, table)
        good = [row for row in read if isinstance(row, ReadRow)]
        bad = [row for row in read if isinstance(row, RowProblem)]
        return Inspection(shape, table.form, survey, tuple(good[:SHOWN_ROWS]), tuple(bad), zone)


def _refuse_rounded_numbers(shape: Shape, table: Table) -> None:
    """Excel writes a rounded 1930679858170647 into a CSV as 1930679858170640: one may be true, all cannot be."""
    index = next(column.index for column in shape.read if column.field and column.field.code == "platform_no")
    rows = islice(table.rows([index]), LOOKED_AT)
    numbers = {bare(cells[index]) for _line, cells in rows if not isinstance(cells, RowProblem)}
    tails = [number[_TRUE_DIGITS:] for number in numbers if number.isdigit() and len(number) > _TRUE_DIGITS]
    lengths = Counter(map(len, tails))
    # one lost digit is a zero by chance in one of ten numbers, so a file of 16-digit numbers needs more of them
    if len(tails) >= _ENOUGH * (3 if lengths.get(1) else 1) and not any(tail.strip("0") for tail in tails):
        raise FileRefused("file.ids_rounded")


def shown(facts: OrderFacts | ItemFacts, zone: ZoneInfo) -> dict[str, str]:
    """Field code to text, what was not told left out; personal values as masks, times on the shop's clock."""
    told = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    if isinstance(facts, OrderFacts):
        phone = facts.receiver_phone_mask or mask_phone(facts.receiver_phone or "")
        told |= {
            "status": facts.status.label if facts.status else None,
            "nick": mask_nick(facts.nick or ""),
            "receiver_name": facts.receiver_name_mask or mask_name(facts.receiver_name or ""),
            "mobile": phone,
            "phone": phone,
            "address": f"{facts.region or ''} ***".strip() if facts.receiver_address else facts.region,
            "buyer_message": "***" if facts.buyer_message else None,
            "seller_memo": "***" if facts.seller_memo else None,
        }
        told = {
            name: value for name, value in told.items() if not name.startswith("receiver_") or name == "receiver_name"
        }
    return {name: _text(value, zone) for name, value in told.items() if value not in (None, "")}


def _text(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, Money):
        return value.yuan
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    return str(value)
