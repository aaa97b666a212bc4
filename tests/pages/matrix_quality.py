"""A drawn week for the authorization matrix: arguments of every route that takes some."""

from tests.people import People, make_staff, person
from tests.quality.scene import POOR, Quality

from aftercare.accounts.terms import Role
from aftercare.quality.actions.score_sample import score_sample
from aftercare.quality.models import Sample

# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "quality_comment": {"text": "语气"},
    "quality_score": {"script": "30", "solving": "40", "emotion": "30"},
    "quality_calibrate": {"do": "ask"},
    "quality_appeal": {"reason": "不公平"},
    "quality_decide": {"do": "upheld", "answer": "看过了"},
}
# Not there although the page is theirs: agents see their own scores only.
MAY_BE_ABSENT = ("quality_sample", "quality_accept", "quality_appeal")


def quality_things(people: People) -> dict[str, dict[str, object]]:
    """One sample to score and one that was scored."""
    quality = Quality(people)
    quality.talks(people.owner, 1)
    quality.talks(people.teammate, 1)
    drawing = quality.draw()
    scored, to_score = (Sample.objects.get(drawing=drawing, agent=one) for one in (people.owner, people.teammate))
    reviewer = make_staff("", Role.QA, shop=people.shop)
    score_sample(sample_id=scored.pk, card=POOR, note="", person=person(reviewer))
    one, other = {"pk": scored.pk}, {"pk": to_score.pk}
    return {
        **dict.fromkeys(("quality_sample", "quality_accept", "quality_appeal", "quality_decide"), one),
        **dict.fromkeys(("quality_score", "quality_calibrate"), other),
        "quality_comment": {"pk": to_score.pk, "seq": 2},
        "quality_drawing": {"pk": drawing.pk},
    }
