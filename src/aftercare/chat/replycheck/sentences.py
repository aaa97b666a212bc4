"""What is said of a rule that cannot be used, beside its field."""

from typing import Any, Final

from aftercare.chat.replycheck.phrases import LEAST_LETTERS, MOST_GAPS, MOST_PHRASE
from aftercare.chat.replycheck.rulebook import MOST_PHRASES, MOST_TEXT, WrongRule
from aftercare.core.words import _

_NUMBERS: Final = {
    "letters": LEAST_LETTERS,
    "gaps": MOST_GAPS,
    "phrase": MOST_PHRASE,
    "phrases": MOST_PHRASES,
    "text": MOST_TEXT,
}
_SENTENCES: Final = {
    "long": _("A phrase has at most %(phrase)s characters: %(what)s"),
    "short": _("A phrase has at least %(letters)s letters: %(what)s"),
    "gaps": _("At most %(gaps)s * in a phrase: %(what)s"),
    "edge": _("Words are needed on both sides of *: %(what)s"),
    "twice": _("This stands there twice: %(what)s"),
    "many": _("At most %(phrases)s phrases in a list."),
    "cost": _("There are too many phrases in all, those with * counting most. Drop some first."),
    "none": _("Enter at least one phrase."),
    "text": _("Enter 1 to %(text)s characters."),
    "blocks": _("What must not be sent cannot be switched off or removed."),
    "form": _("This cannot be read."),
}


def sentence_of(wrong: WrongRule) -> Any:
    """What is wrong, and with which phrase."""
    return _SENTENCES[wrong.why] % {**_NUMBERS, "what": wrong.what}
