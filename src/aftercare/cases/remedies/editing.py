"""Changes to a rulebook, one at a time: each gives a new book. A rule that is not there raises NotFound."""

from dataclasses import replace

from aftercare.cases.remedies.rulebook import MOST_CODE, Rule, Rulebook
from aftercare.core.errors import NotFound


def with_rule(book: Rulebook, rule: Rule) -> Rulebook:
    """The rule takes the place of the one with its code."""
    place = _place(book, rule.code)
    return replace(book, rules=(*book.rules[:place], rule, *book.rules[place + 1 :]))


def without_rule(book: Rulebook, code: str) -> Rulebook:
    place = _place(book, code)
    return replace(book, rules=book.rules[:place] + book.rules[place + 1 :])


def moved_rule(book: Rulebook, code: str, steps: int) -> Rulebook:
    """So many places down, or up for a negative number; no further than the ends."""
    place = _place(book, code)
    rest = [*book.rules[:place], *book.rules[place + 1 :]]
    rest.insert(max(0, place + steps), book.rules[place])
    return replace(book, rules=tuple(rest))


def with_copy(book: Rulebook, code: str, label: str) -> tuple[Rulebook, str]:
    """A copy right behind its original, under a name of its own; also gives its code."""
    place = _place(book, code)
    copy = replace(book.rules[place], code=_free_code(book, code), label=label)
    return replace(book, rules=(*book.rules[: place + 1], copy, *book.rules[place + 1 :])), copy.code


def _free_code(book: Rulebook, code: str) -> str:
    taken = {rule.code for rule in book.rules}
    endings = (f"_{number}" for number in range(2, len(taken) + 3))
    return next(found for end in endings if (found := code[: MOST_CODE - len(end)] + end) not in taken)


def _place(book: Rulebook, code: str) -> int:
    found = next((place for place, rule in enumerate(book.rules) if rule.code == code), None)
    if found is None:
        raise NotFound(code)
    return found
