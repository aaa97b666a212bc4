"""The rules as the browser gets them: the same words, tables and patterns that the server checks by (S11)."""

from collections.abc import Callable, Collection
from typing import Any, Final

from aftercare.chat.replycheck import folding, numbers, persons, phrases, rules
from aftercare.chat.replycheck.rulebook import Rulebook
from aftercare.chat.replycheck.terms import BLOCKING, DECIDED_BY_THE_SERVER, NUMBERS, HitKind

_LIMITS: Final = {
    "gap": phrases.GAP_MOST,
    "hits": rules.MOST_HITS,
    "pair": rules.PAIR_REACH,
    "words": rules.MOST_WORDS,
    "repeated": rules.LEAST_REPEATED,
    "own": rules.LEAST_OWN,
    "near": rules.LEAST_NEAR,
    "together": rules.MOST_TOGETHER,
    "before": rules.MOST_BEFORE,
    "percent": rules.NEAR_PERCENT,
    "label": numbers.LABEL_REACH,
    "whose": persons.WHOSE_REACH,
    "behind": persons.BEHIND,
    "address": numbers.ADDRESS_REACH,
    "groups": numbers.MOST_GROUPS,
    "least": numbers.LOOKED_UP[0],
    "most": numbers.LOOKED_UP[-1],
    "mobile": persons.MOBILE_DIGITS,
}


def as_wire(book: Rulebook, ours: Collection[str], translate: Callable[[str], str]) -> dict[str, Any]:
    """JSON for `checkReply`: rules that are on, with `why` in the reader's language. `ours`: numbers of the shop."""
    active = [rule for rule in book.rules if rule.is_on]
    return {
        "version": book.version,
        "lookalikes": folding.LOOKALIKES,
        "hidden": folding.HIDDEN,
        "blanks": folding.BLANKS,
        "ends": folding.ENDS,
        "beyond": folding.BEYOND,
        "particles": rules.PARTICLES,
        "closing": rules.CLOSING,
        "together": sorted(kind.value for kind in rules.TOGETHER),
        "digits": numbers.CHINESE_DIGITS,
        "dividers": numbers.DIVIDERS,
        "commas": numbers.COMMAS,
        "times": numbers.TIMES,
        "country": persons.COUNTRY,
        "patterns": {kind.value: list(pair) for kind, pair in numbers.PATTERNS.items()},
        "chain": numbers.CHAIN,
        "address": numbers.ADDRESS,
        "numbers": [kind.value for kind in NUMBERS],
        "limits": _LIMITS,
        "blocking": sorted(kind.value for kind in BLOCKING),
        "undecided": sorted(kind.value for kind in DECIDED_BY_THE_SERVER),
        "kinds": {kind.value: str(kind.label) for kind in HitKind},
        "rules": [{**rule.as_json(), "why": translate(rule.why)} for rule in active],
        "ours": sorted(ours),
    }
