"""Somebody writes to the buyer of a case, beside what its steps say (B11)."""

from typing import Final

from django.db import transaction

from aftercare.cases.access import access_case
from aftercare.cases.actions.tell_buyer import tell_buyer
from aftercare.cases.models import BuyerMessage
from aftercare.cases.roles import OWNERS
from aftercare.cases.rules import ties_benefit_to_review
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person

TEMPLATE: Final = "written"
TEXT_MOST: Final = 500
CLOSED: Final = Refusal("case_closed", _("The case is closed."))
SAME_WORDS: Final = Refusal("same_words", _("These words wait on the case already: they were not sent yet."))
FOR_REVIEW: Final = Refusal(
    "promise_for_review",
    _("A benefit must not be offered for changing a review. Say what you do for the buyer, and no more."),
)


def checked_words(text: str) -> str:
    """Words to a buyer without hidden characters. Raises InvalidInput (`text`), and Refused when they offer a benefit
    for a review (C14)."""
    text = clean(text)
    if not text:
        raise InvalidInput({"text": _("This is needed.")})
    if len(text) > TEXT_MOST:
        raise InvalidInput({"text": _("At most %(most)s characters.") % {"most": TEXT_MOST}})
    if ties_benefit_to_review(text):
        raise Refused(FOR_REVIEW)
    return text


def write_buyer(*, number: str, text: str, person: Person) -> BuyerMessage:
    """The words wait on the case to be sent in the platform's chat, as all messages do. The same ones wait once: a form
    that was sent again, or a second run over many cases, writes to nobody a second time. Raises NotFound, Refused,
    InvalidInput (`text`)."""
    text = checked_words(text)
    with transaction.atomic():
        case = access_case(person, number, lock=True)
        if not person.has(case.shop_id, *OWNERS):
            raise Refused(Refusal("wrong_role", _("This step belongs to another role.")))
        if case.closed_at is not None:
            raise Refused(CLOSED)
        unsent = BuyerMessage.objects.filter(case=case, template=TEMPLATE, sent_at=None)
        if any(message.text == text for message in unsent):
            raise Refused(SAME_WORDS)
        at = now()
        message = tell_buyer(case=case, template=TEMPLATE, text=text, at=at)
        record(
            kind="case.written",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"message": message.pk, "template": TEMPLATE},
        )
    return message
