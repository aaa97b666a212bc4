"""What a page may hold: bounds of its texts and numbers. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.listings.terms import Part, Shot

LONGEST_PART: Final = 2_000
MOST_SHOTS: Final = 99


def tidied_parts(parts: Mapping[str, str]) -> dict[str, str]:
    """Known parts that say something, without hidden characters."""
    told = {part.value: clean(parts.get(part.value, "")) for part in Part}
    return {code: text for code, text in told.items() if text}


def tidied_shots(shots: Mapping[str, int]) -> dict[str, int]:
    """Known kinds of pictures of which there are some."""
    return {shot.value: shots[shot.value] for shot in Shot if shots.get(shot.value)}


def listing_problems(parts: Mapping[str, str], shots: Mapping[str, int]) -> dict[str, Any]:
    """What is wrong, by part or kind (kinds as `shot_<kind>`); nothing when it can be kept."""
    problems: dict[str, Any] = {}
    for code, text in parts.items():
        if len(text) > LONGEST_PART:
            problems[code] = _("At most %(most)s characters.") % {"most": LONGEST_PART}
    for code, count in shots.items():
        if not 0 <= count <= MOST_SHOTS:
            problems[f"shot_{code}"] = _("Enter a whole number from 0 to %(most)s.") % {"most": MOST_SHOTS}
    return problems
