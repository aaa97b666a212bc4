"""What may stand in a reply: checked in one place for the form, the import and the demo."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from aftercare.core.errors import InvalidInput
from aftercare.core.text import clean, fold
from aftercare.core.words import _
from aftercare.knowledge.faq import understand
from aftercare.knowledge.rules import (
    LONGEST_GROUP,
    LONGEST_QUESTION,
    LONGEST_SHORTCUT,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_QUESTIONS,
    tidy,
    unknown_names,
    variables_in,
)
from aftercare.knowledge.terms import ALWAYS_KNOWN

_SHORTCUT: Final = re.compile("[a-z0-9\u4e00-\u9fff._-]*")
MOST = {"title": LONGEST_TITLE, "text": LONGEST_TEXT, "shortcut": LONGEST_SHORTCUT, "group": LONGEST_GROUP}
TOO_LONG = _("At most %(most)s characters.")
NEEDED = _("This is needed.")


@dataclass(frozen=True)
class ReplyFacts:
    """A reply as somebody typed it. `questions` are the phrasings it answers by itself when `is_faq`."""

    title: str
    text: str
    shortcut: str = ""
    group: str = ""
    is_faq: bool = False
    questions: tuple[str, ...] = ()


def checked(facts: ReplyFacts, *, is_shared: bool) -> ReplyFacts:
    """The facts as they are kept. Raises InvalidInput with a sentence for each field that cannot stay so."""
    questions = tuple(dict.fromkeys(" ".join(clean(one).split()) for one in facts.questions if clean(one)))
    kept = replace(
        facts,
        title=" ".join(clean(facts.title).split()),
        text=tidy(facts.text),
        shortcut=fold(facts.shortcut).lstrip("/"),
        group=" ".join(clean(facts.group).split()),
        questions=questions,
    )
    problems: dict[str, Any] = {
        name: TOO_LONG % {"most": most} for name, most in MOST.items() if len(getattr(kept, name)) > most
    }
    problems |= {name: NEEDED for name in ("title", "text") if not getattr(kept, name)}
    if not _SHORTCUT.fullmatch(kept.shortcut):
        problems["shortcut"] = _("Letters, digits and Chinese characters, without spaces.")
    problems |= _text_problems(kept) | _question_problems(kept, is_shared)
    if problems:
        raise InvalidInput(problems)
    return kept


def _text_problems(facts: ReplyFacts) -> dict[str, Any]:
    unknown = unknown_names(facts.text)
    if unknown:
        sentence = _("There is no variable %(name)s. Choose one from the list, or take the braces away.")
        return {"text": sentence % {"name": f"{{{unknown[0]}}}"}}
    if facts.is_faq and set(variables_in(facts.text)) - ALWAYS_KNOWN:
        sentence = _("Nobody fills an automatic answer in: only the shop and today's date may stand open in it.")
        return {"text": sentence}
    return {}


def _question_problems(facts: ReplyFacts, is_shared: bool) -> dict[str, Any]:
    if len(facts.questions) > MOST_QUESTIONS:
        return {"questions": _("At most %(most)s questions.") % {"most": MOST_QUESTIONS}}
    if any(len(question) > LONGEST_QUESTION for question in facts.questions):
        sentence = _("A question has at most %(most)s characters; longer ones are not answered automatically.")
        return {"questions": sentence % {"most": LONGEST_QUESTION}}
    if not facts.is_faq:
        return {}
    if not is_shared:
        return {"is_faq": _("Only the shop's own replies answer automatically.")}
    if not facts.questions:
        return {"questions": _("Write at least one question as buyers put it.")}
    empty = [one for one in facts.questions if not (understand(one).words or understand(one).numbers)]
    if empty:
        sentence = _("“%(question)s” says too little to be recognised. Write the whole question.")
        return {"questions": sentence % {"question": empty[0]}}
    return {}
