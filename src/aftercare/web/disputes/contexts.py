"""The dispute type of a case: all that its part prints."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from aftercare.cases.flows.registry import flow_of
from aftercare.cases.models import Case, Note
from aftercare.cases.playbooks.spec import Playbook
from aftercare.cases.playbooks.table import playbook_of_dispute
from aftercare.core.crypto import keyed_hash
from aftercare.disputes.access import CORRECTORS, reading_of
from aftercare.disputes.classify import classify
from aftercare.disputes.terms import DisputeType, MainType, Polarity
from aftercare.reviews.complaints import KIND as OF_REVIEW
from aftercare.reviews.complaints import complains, words_of_review
from aftercare.reviews.queries import review_behind
from aftercare.shops.access import Person
from aftercare.web.cases.playbook import REVIEWED
from aftercare.web.pieces.marks import Tone

KIND = "case"  # of subjects
TONES = {Polarity.GOOD: Tone.DONE, Polarity.NEUTRAL: Tone.OTHERS, Polarity.BAD: Tone.SOON}


def buyers_words(case: Case) -> str:
    """The text that is read: of the review where the case is about one, else what the buyer applied with."""
    if is_of_review(case):
        note = Note.objects.filter(case_id=case.pk, name=REVIEWED).order_by("-pk").first()
        return note.text if note else ""
    return case.description


class DisputeContext:
    """What is kept of the same text, else what it is read as at this moment: looking writes nothing. `subject`: kind
    and number of whose text it is; `address`: where a correction goes."""

    def __init__(self, person: Person, subject: tuple[str, int], text: str, *, address: str, may_correct: bool) -> None:
        self.text, self.address = text, address
        self.is_of_review = subject[0] == OF_REVIEW
        kept = reading_of(person, subject)
        self.kept = kept if kept and kept.text_hash == keyed_hash(text) else None
        self._read = classify(text)
        self.may_correct = bool(text) and may_correct

    @property
    def type(self) -> DisputeType:
        return self.kept.settled if self.kept else self._read.type

    @property
    def family(self) -> Any:
        return MainType(self.type.main).label

    @property
    def is_corrected(self) -> bool:
        return self.kept is not None and bool(self.kept.corrected_to)

    @property
    def words(self) -> Sequence[str]:
        """The buyer's words that counted."""
        return self.kept.words if self.kept else self._read.reasons

    @property
    def polarity(self) -> Any:
        return self._polarity.label

    @property
    def tone(self) -> Tone:
        return TONES[self._polarity]

    @property
    def _polarity(self) -> Polarity:
        return Polarity(self.kept.polarity) if self.kept else self._read.polarity

    @property
    def playbook(self) -> Playbook:
        return playbook_of_dispute(self.type)

    @property
    def choices(self) -> list[tuple[Any, list[DisputeType]]]:
        """All types under their main types."""
        return [(main.label, [one for one in DisputeType if one.main == main.value]) for main in MainType]


def is_of_review(case: Case) -> bool:
    """Whether it is a case of its kind, imported review or not."""
    return REVIEWED in flow_of(case.flow, case.flow_version).opening


def dispute_of_case(person: Person, case: Case) -> DisputeContext:
    """Of what the buyer wrote in the review, else applied with. A review that was imported has one reading, here and on
    its own page."""
    address = reverse("case_dispute", args=[case.number])
    may = person.has(case.shop_id, *CORRECTORS)
    review = review_behind(case) if is_of_review(case) else None
    if review is not None and complains(review):
        text = words_of_review(review)
        return DisputeContext(person, (OF_REVIEW, review.pk), text, address=address, may_correct=may)
    return DisputeContext(person, (KIND, case.pk), buyers_words(case), address=address, may_correct=may)
