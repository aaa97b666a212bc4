"""What intake knows of review files: how a row is read, and what becomes of it (R1, E1–E10)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from aftercare.core.crypto import keyed_hash
from aftercare.core.money import Money
from aftercare.core.text import fold
from aftercare.core.words import _
from aftercare.intake.cells import CellReader
from aftercare.intake.families import Cells, Family, RowReader, Sum, register
from aftercare.intake.fields import Clock
from aftercare.intake.problems import RowProblem
from aftercare.intake.recognise import Shape
from aftercare.intake.rows import Outcome, ReadRow, Scope
from aftercare.intake.terms import Verdict
from aftercare.reviews.cells import result_of, result_of_stars, stars_in
from aftercare.reviews.facts import LENGTHS, PERSONAL, ReviewFacts
from aftercare.reviews.profiles import OWN_REVIEWS, PROFILES, SENTENCES
from aftercare.reviews.taking import Scope as File
from aftercare.reviews.taking import take_in
from aftercare.reviews.terms import Direction, Result, RowVerdict
from aftercare.reviews.told import CHANGES

AHEAD: Final = timedelta(days=1)  # clocks differ; a review of the day after tomorrow is a wrong date
_NEEDED: Final = frozenset({"reviewed_at"})
_NUMBERS: Final = ("review_no", "order_no", "line_no", "item_no")
_TEXTS: Final = ("title", "sku", "merchant_code", "content", "append_text", "reply_text")
_PLAIN: Final = (
    "price", "counts", "reviewed_at", "appended_at", "replied_at", "dsr_description", "dsr_service", "dsr_logistics",
)  # fmt: skip
_VERDICTS: Final = {
    RowVerdict.ADDED: Verdict.ADDED,
    RowVerdict.MOVED: Verdict.UPDATED,
    RowVerdict.UNCHANGED: Verdict.UNCHANGED,
    RowVerdict.OLDER: Verdict.OLDER,
}


def reader(shape: Shape, clock: Clock) -> RowReader:
    """Reads rows of a review file into `ReviewFacts`."""
    cells_of = CellReader(shape, clock, _NEEDED)

    def read(line: int, cells: Cells) -> ReadRow | RowProblem:
        told = cells_of.read(line, cells)
        if isinstance(told, RowProblem):
            return told
        key = key_of(told)
        if not key:
            return RowProblem(line, "", "", "reviews.no_key")
        if "raw_result" not in told and "stars" not in told:
            return cells_of.missing(line, "stars" if "stars" in shape.codes else "raw_result")
        facts = facts_of(told, key)
        unknown = (facts.raw_result or "",) if facts.result is Result.UNKNOWN else ()
        return ReadRow(line, facts, facts.key, facts.key, sums=_sums(facts), unknown=unknown)

    return read


def _sums(facts: ReviewFacts) -> dict[str, int]:
    return {code: int(facts.result == code) for code in (Result.GOOD, Result.NEUTRAL, Result.BAD)}


def _direction(told: dict[str, Any]) -> Direction:
    direction: Direction = told.get("role", Direction.GET)
    return direction


def _buyer(told: dict[str, Any]) -> str | None:
    """The buyer's nick, whoever wrote."""
    nick: str | None = told.get("buyer") or told.get("nick" if _direction(told) is Direction.GET else "rated_nick")
    return nick


def key_of(told: dict[str, Any]) -> str:
    """What names the review for ever: the bought line that it is about, for there is one review of each line and
    direction; else the platform's number of the review; else the order with its item; else buyer, time and words. ''
    when nothing of that is told."""
    direction = _direction(told).value
    if line := told.get("line_no"):
        return f"line:{direction}:{line}"
    if number := told.get("review_no"):
        return f"no:{number}"
    if order := told.get("order_no"):
        item = told.get("item_no") or told.get("title") or told.get("sku") or ""
        return f"order:{direction}:{order}:{keyed_hash(fold(item))}"
    if nick := _buyer(told):
        said = f"{fold(nick)}\n{told['reviewed_at'].isoformat()}\n{fold(told.get('content', ''))}"
        return f"said:{direction}:{keyed_hash(said)}"
    return ""


def facts_of(told: dict[str, Any], key: str) -> ReviewFacts:
    """What the cells of one row tell."""
    raw = told.get("raw_result", "")
    stars = told.get("stars") or stars_in(raw)
    result = result_of(raw) if raw else result_of_stars(told["stars"])
    if result is Result.UNKNOWN and stars:
        result = result_of_stars(stars)
    added = told.get("raw_append", "")
    addition = result_of(added) if added else None
    values: dict[str, Any] = {name: told.get(name) for name in (*_NUMBERS, *_PLAIN)}
    values |= {name: _cut(told.get(name), LENGTHS[name]) for name in _TEXTS}
    return ReviewFacts(
        key=key,
        direction=_direction(told),
        nick=_cut(_buyer(told), LENGTHS["nick"]),
        result=result,
        raw_result=_cut(raw, LENGTHS["raw_result"]),
        stars=stars,
        append_result=None if addition is Result.UNKNOWN else addition,
        **values,
    )


def _cut(text: str | None, length: int) -> str | None:
    """Words are cut to their column, so that the same file reads the same the second time."""
    return text[:length] or None if text else None


def apply(scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """Take in the rows of a file."""
    file = File(
        shop_id=scope.shop_id,
        batch_id=scope.batch_id,
        exported_at=scope.exported_at,
        at=scope.at,
        writes=scope.writes,
    )
    return take_rows(file, rows)


def take_rows(file: File, rows: Sequence[ReadRow]) -> Outcome:
    """Take the rows in; one of the future, or of another order than before, is refused."""
    outcome = Outcome()
    ahead = {row.line for row in rows if row.facts.reviewed_at > file.at + AHEAD}
    verdicts = take_in(file, [(row.line, row.facts) for row in rows if row.line not in ahead])
    for row in rows:
        verdict = verdicts.get(row.line)
        if row.line in ahead:
            outcome.problems.append(RowProblem(row.line, "", "", "reviews.future"))
        elif verdict is None:
            params = {"number": row.facts.review_no or row.facts.line_no or "", "order": row.facts.order_no}
            outcome.problems.append(RowProblem(row.line, "", "", "reviews.other_order", params))
        else:
            outcome.verdicts[row.line] = _VERDICTS[verdict]
    return outcome


def shown(facts: ReviewFacts, zone: ZoneInfo) -> dict[str, str]:
    """What a preview prints of a row; what people wrote not at all."""
    told = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    told |= {name: "***" for name in PERSONAL if told[name]}
    told |= {"raw_result": facts.result.label if facts.result else "", "role": facts.direction.label}
    told |= {"raw_append": facts.append_result.label if facts.append_result else ""}
    return {name: _text(value, zone) for name, value in told.items() if value not in (None, "")}


def _text(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, Money):
        return value.yuan
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    return str(value)


REVIEWS = Family(
    code="reviews",
    label=_("Reviews"),
    profiles=PROFILES,
    reader=reader,
    apply=apply,
    shown=shown,
    mappable=OWN_REVIEWS,
    sums=(
        Sum("good", _("Good reviews"), is_money=False),
        Sum("neutral", _("Neutral reviews"), is_money=False),
        Sum("bad", _("Bad reviews"), is_money=False),
    ),
    changes=CHANGES,
    no_undo=_(
        "Reviews open cases and are answered; that cannot be taken back as a whole. "
        "Please upload a file with what is right: it moves forward what differs."
    ),
    sentences=SENTENCES,
)


def define() -> None:
    """Called once, when the program starts."""
    register(REVIEWS)
