"""The dispute type of a text and how it sounds, with the words that counted (R3).

`classify(text)` is all that others need. It uses the model that agents' corrections were learned into when the shop has
one (`aftercare train-disputes`), else the one that ships with the program.
"""

import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from aftercare.disputes import rules
from aftercare.disputes.model import TYPES, BadModel, Model, from_bytes
from aftercare.disputes.plain import plain
from aftercare.disputes.terms import DisputeType, Polarity

SHIPPED = Path(__file__).parent / "model.json.z"
OWN_NAME = "dispute-model.json.z"
REASONS_MOST = 4
CONTENT = 0.35  # from this tone on, a text that no rule speaks for complains of nothing
TELLING, SO_SO, SHORT = 0.15, 0.8, 12  # tones nearer to zero are neither good nor bad when the words say so
NAMED = 0.9  # weight of rules from which on a text is not unclear
BRIEF, DOUBT = 8, 0.2  # a text longer than that complains of something unless much speaks against it
DAMPS, MOST_DAMPED = 0.1, 3.0  # what rules name takes from the tone, per weight, and up to which weight
_NEITHER = (
    "一般",
    "还行",
    "凑合",
    "马马虎虎",
    "中规中矩",
    "过得去",
    "将就",
    "还没用",
    "还没拆",
    "普普通通",
    "不好不坏",
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Classified:
    """`reasons`: the words of the text that counted, the heaviest first. `scores` of the types, the best first."""

    type: DisputeType
    polarity: Polarity
    reasons: tuple[str, ...]
    scores: tuple[tuple[DisputeType, float], ...] = ()
    model: str = ""  # its version


@dataclass
class _Place:
    """Where a shop's own model may lie, set when the program starts."""

    folder: Path | None = None


_place = _Place()


def look_in(folder: Path | None) -> None:
    """The data folder in which a shop's own model is looked for; None: only the shipped one."""
    _place.folder = folder


def classify(text: str, model: Model | None = None) -> Classified:
    """What the text complains of. Never fails: a text that says nothing is `unclear`."""
    model = model or current_model()
    told = plain(text)
    by_type, tone = model.scores(told)
    hits = sorted(rules.hits(told), key=lambda hit: -hit.rule.weight)
    totals = dict(zip(TYPES, by_type, strict=True))
    for hit in hits:
        totals[hit.rule.type] += hit.rule.weight
    named = sum(hit.rule.weight for hit in hits)
    if named >= NAMED:
        totals[DisputeType.UNCLEAR] -= named
    elif len(told) > BRIEF:
        totals[DisputeType.UNCLEAR] -= DOUBT
    tone -= DAMPS * min(named, MOST_DAMPED)
    polarity = _polarity(told, tone, is_plain=not hits and len(told) <= SHORT)
    ranked = sorted(totals.items(), key=lambda pair: -pair[1])
    kind = ranked[0][0]
    if not told or rules.is_venting(told) or (not hits and tone > CONTENT):
        kind = DisputeType.UNCLEAR
    return Classified(kind, polarity, _reasons(told, kind, hits, model), tuple(ranked), model.version)


def current_model() -> Model:
    """The shop's own model where it has a sound one, else the shipped one; read again when the file changes."""
    folder = _place.folder
    if folder is not None:
        own = folder / OWN_NAME
        try:
            changed = own.stat()
        except OSError:
            pass
        else:
            found = _own(own, changed.st_mtime_ns, changed.st_size)
            if found is not None:
                return found
    return shipped_model()


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model in the package."""
    return from_bytes(SHIPPED.read_bytes())


@lru_cache(maxsize=2)
def _own(path: Path, _changed: int, _size: int) -> Model | None:
    try:
        return from_bytes(path.read_bytes())
    except (OSError, BadModel) as trouble:
        log.warning("the shop's own model of dispute types is not used: %s", trouble)
        return None


def _polarity(told: str, tone: float, *, is_plain: bool) -> Polarity:
    """`is_plain`: a short text that no rule speaks for; of such a one the word "so-so" says all."""
    least = SO_SO if is_plain else TELLING
    if not told or (abs(tone) < least and any(word in told for word in _NEITHER)):
        return Polarity.NEUTRAL
    return Polarity.GOOD if tone > 0 else Polarity.BAD


def _reasons(told: str, kind: DisputeType, hits: list[rules.Hit], model: Model) -> tuple[str, ...]:
    """The words of the type's rules, else the heaviest pieces that the model knows for it."""
    said = dict.fromkeys(hit.words for hit in hits if hit.rule.type is kind)
    named = [one for one in said if not any(one != other and one in other for other in said)]
    if not named:
        for piece in model.pieces_for(told, kind):
            if not any(piece in one or one in piece for one in named):
                named.append(piece)
            if len(named) == REASONS_MOST:
                break
    return tuple(named[:REASONS_MOST])
