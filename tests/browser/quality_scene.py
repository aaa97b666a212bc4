"""A drawn week with scores, an appeal and a sample to score: for the pages of quality sampling."""

from datetime import timedelta

from tests.people import person
from tests.quality.scene import BROKEN, POOR, talked

from aftercare.chat.models import Message
from aftercare.config.demo.people import DemoPeople
from aftercare.core.time import now
from aftercare.quality.actions.answer_score import appeal
from aftercare.quality.actions.calibrate import ask_calibration
from aftercare.quality.actions.draw_week import draw_due
from aftercare.quality.actions.score_sample import comment_message, score_sample
from aftercare.quality.models import Sample

LONG = "您好，这边已经帮您登记了，瓶口缺一小块的情况我拍照给仓库核对，今天十八点前给您明确的方案；" * 4


def make_quality(people: DemoPeople) -> None:
    """Of the agent's samples one is scored and one appealed against; a colleague's is to be scored."""
    shop, staff = people.shops[0], people.staff
    agent, qa = person(staff["agent"]), person(staff["qa"])
    at = now() - timedelta(days=8)
    talks = talked(shop, [staff["agent"]], 25, at, rating=2, rated_at=at)
    talks += talked(shop, [staff["agent2"], staff["agent"]], 3, at, flagged_at=at)
    Message.objects.filter(conversation__in=talks, seq=2).update(text=LONG)
    draw_due()
    mine = list(Sample.objects.filter(agent=staff["agent"]).order_by("pk"))
    for sample, card in zip(mine[:3], (POOR, BROKEN, POOR), strict=True):
        comment_message(sample_id=sample.pk, seq=2, text=LONG[:280], person=qa)
        if sample is mine[2]:
            ask_calibration(sample_id=sample.pk, person=qa)
            score_sample(sample_id=sample.pk, card=BROKEN, note=LONG, person=person(staff["supervisor2"]))
        score_sample(sample_id=sample.pk, card=card, note=LONG, person=qa)
    appeal(sample_id=mine[0].pk, reason=LONG, person=agent)
