"""What to ask next (S5; C 需求分析): open questions, the ones first whose answer is missing. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aftercare.chat.needs.rules import Needs
from aftercare.chat.needs.terms import Field, ForWhom
from aftercare.core.words import _


@dataclass(frozen=True)
class Question:
    """An answer that is missing, and sentences to pick from."""

    about: Field | None
    label: Any
    sentences: tuple[Any, ...]


# fmt: off
QUESTIONS: Final[Mapping[Field, Question]] = {
    Field.FOR_WHOM: Question(Field.FOR_WHOM, _("For whom"), (
        _("Is it for yourself, or is it going to be a gift?"),
        _("Who is going to use it, if I may ask?"),
    )),
    Field.RECIPIENT: Question(Field.RECIPIENT, _("Recipient"), (
        _("Whom would you like to surprise with it? Tell me a little about them."),
        _("What does the person you give it to like to do?"),
    )),
    Field.OCCASION: Question(Field.OCCASION, _("Occasion"), (
        _("What is the occasion, and by when do you need it?"),
        _("When and where will it be used most?"),
    )),
    Field.BUDGET: Question(Field.BUDGET, _("Budget"), (
        _("Roughly how much would you like to spend? Then I only show you what fits."),
        _("In which price range have you been looking so far?"),
    )),
    Field.PREFERENCES: Question(Field.PREFERENCES, _("Preferences"), (
        _("Which features matter most to you?"),
        _("Which style or colour do you like best?"),
        _("What did you like, or not like, about the one you have used so far?"),
    )),
    Field.WANTED: Question(Field.WANTED, _("Products of interest"), (
        _("Which ones have you looked at already, and what do you think of them?"),
    )),
    Field.DOUBTS: Question(Field.DOUBTS, _("Doubts"), (
        _("What would you still like to know before you decide?"),
        _("What makes you hesitate? I am glad to look it up for you."),
    )),
}
# fmt: on
ORDER: Final = (
    Field.FOR_WHOM,
    Field.RECIPIENT,
    Field.OCCASION,
    Field.BUDGET,
    Field.PREFERENCES,
    Field.WANTED,
    Field.DOUBTS,
)


def open_questions(needs: Needs) -> tuple[Question, ...]:
    """The questions for all that is missing, the next one first. Who buys for themselves is not asked for whom else,
    and not for an occasion; a named recipient answers for whom it is."""
    done = set(needs.known())
    if needs.for_whom == ForWhom.SELF:
        done |= {Field.RECIPIENT, Field.OCCASION}
    if needs.recipient.strip():
        done.add(Field.FOR_WHOM)
    if Field.FOR_WHOM not in done:
        done.add(Field.RECIPIENT)  # comes after it
    return tuple(QUESTIONS[name] for name in ORDER if name not in done)
