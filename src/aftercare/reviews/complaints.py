"""What reviews complain of (R3): read when their words are new, kept with the review for lists and filters."""

from collections.abc import Sequence
from typing import Final

from aftercare.core.bulk import update_rows
from aftercare.disputes.actions.read_text import read_texts
from aftercare.reviews.models import Review
from aftercare.reviews.records import Row
from aftercare.reviews.terms import Direction, Result

KIND: Final = "review"  # of subjects of readings
SAYING: Final = frozenset({"result", "content", "append_text", "append_result"})


def words_of(content: str | None, addition: str | None) -> str:
    """The text that is read: the review with what was added to it."""
    return "\n".join(text for text in (content, addition) if text)


def words_of_review(review: Review) -> str:
    """Of a stored review; opens what is encrypted."""
    return words_of(review.content, review.append_text)


def complains(review: Review) -> bool:
    """Whether it is read at all: what content buyers write is no dispute."""
    said = {review.result, review.addition} - {""}
    return review.direction == Direction.GET and said != {Result.GOOD} and bool(words_of_review(review))


def read_complaints(shop_id: int, new: Sequence[Row], changed: Sequence[Row]) -> None:
    """Read what new and newly worded rows say; called when they are stored. A correction of the same words stays."""
    fresh = [*new, *(row for row in changed if SAYING & row.changes.keys())]
    texts = {row.pk: text for row in fresh if row.pk is not None and (text := _complaint(row))}
    if texts:
        readings = read_texts(shop_id=shop_id, kind=KIND, texts=texts)
        update_rows(Review, ("dispute_type",), [(pk, [one.settled.value]) for pk, one in readings.items()])


def _complaint(row: Row) -> str:
    facts, said = row.held.facts, row.matter
    is_content = {one for one in (said.result, said.addition) if one} == {Result.GOOD}
    return "" if said.direction is Direction.GIVE or is_content else words_of(facts.content, facts.append_text)
