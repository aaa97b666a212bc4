"""Quality sampling of the demo company (K2): its last weeks are drawn; the older ones are scored and settled, of the
last one some are, with an appeal that waits, one that was decided, and two calibrations."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

from aftercare.accounts.models import Staff
from aftercare.chat.models import Message
from aftercare.chat.terms import Side
from aftercare.config.demo.people import DemoPeople
from aftercare.config.demo.schedule import ZONE
from aftercare.core.time import travel
from aftercare.quality.actions.answer_score import accept_score, appeal
from aftercare.quality.actions.calibrate import ask_calibration
from aftercare.quality.actions.decide_appeal import decide_appeal
from aftercare.quality.actions.draw_week import draw_due
from aftercare.quality.actions.score_sample import comment_message, score_sample
from aftercare.quality.models import Sample
from aftercare.quality.rules import Card
from aftercare.quality.terms import DEDUCTIONS, MOST_POINTS, Criterion, Critical, Layer, Ruling
from aftercare.shifts.rules import monday_of
from aftercare.shops.access import Person, person_of

SEED: Final = 20_250_303
OPENS: Final = timedelta(hours=4)  # on Monday the lots are cast
STEPS: Final = 40  # between the drawing and now
WORDS: Final = {
    Layer.PLAIN: ("整体不错，结束语再暖一点。", "流程完整，继续保持。", "先称呼买家再回答，会更亲切。"),
    Layer.RATED_LOW: ("买家给了低分：先道歉，再说方案和时间。",),
    Layer.SLOW: ("让买家等得有点久，先回一句“我在查”。",),
    Layer.MUST: ("这句话被回复检查拦下了，改评价不能给好处。",),
}
COMMENTS: Final = ("这里可以先安抚一句。", "给个明确的时间会更好。", "这句很好，留作范例。", "称呼漏了。")
APPEALS: Final = (
    "买家一开始没说订单号，我查了三家店才找到，慢不是我的原因。",
    "当时系统里还没有物流信息，我说了会跟进，第二天也跟进了。",
)


def sample_quality(people: DemoPeople, at: datetime) -> int:
    """Draw, score, answer; returns how many were drawn."""
    today = at.astimezone(ZONE)
    monday = datetime.combine(monday_of(today.date()), datetime.min.time(), ZONE) + OPENS
    drawn_at = min(monday, at - timedelta(minutes=STEPS))
    with travel(drawn_at - at):
        draw_due()
    clock = _moments(drawn_at - at)
    rng = Random(SEED)  # noqa: S311 - invented data
    rows = list(Sample.objects.select_related("layer", "drawing", "agent").order_by("drawing__week", "pk"))
    newest = rows[-1].drawing.week if rows else None
    old = [row for row in rows if row.drawing.week != newest]
    new = [row for row in rows if row.drawing.week == newest]
    with travel(next(clock)):
        for row in old:
            _score(row, people, rng)
            accept_score(sample_id=row.pk, person=person_of(row.agent))
    _last_week(new, people, rng, clock)
    return len(rows)


def _moments(since: timedelta) -> Iterator[timedelta]:
    """Moments one after the other from the drawing to now, as distances from now."""
    for number in range(1, STEPS):
        yield since * (STEPS - number) / STEPS
    while True:
        yield timedelta()


def _last_week(rows: list[Sample], people: DemoPeople, rng: Random, clock: Iterator[timedelta]) -> None:
    """The first ones are calibrated, then scored and answered in each way; a third is left to score."""
    qa, boss = people.staff["qa"], people.staff["supervisor"]
    for number, row in enumerate(rows[: len(rows) * 2 // 3]):
        with travel(next(clock)):
            if number < 2:
                ask_calibration(sample_id=row.pk, person=person_of(qa))
            _score(row, people, rng, strict=number in (2, 3))
            if number == 0:
                score_sample(sample_id=row.pk, card=_card(row, rng), note="", person=person_of(boss))
        with travel(next(clock)):
            if number in (2, 3):
                appeal(sample_id=row.pk, reason=APPEALS[number - 2], person=person_of(row.agent))
            elif number > 5:
                accept_score(sample_id=row.pk, person=person_of(row.agent))
        if number == 3:
            with travel(next(clock)):
                _change(row, person_of(boss))


def _change(row: Sample, boss: Person) -> None:
    """The supervisor gives back what was taken off for solving."""
    row.refresh_from_db()
    points = {**MOST_POINTS, Criterion.SCRIPT: 26}
    card = Card(points, (DEDUCTIONS[Criterion.SCRIPT][0],))
    words = "核对了跟进记录，确实第二天就回了，这一项补回来。"
    decide_appeal(sample_id=row.pk, ruling=Ruling.CHANGED, answer=words, card=card, person=boss)


def _score(row: Sample, people: DemoPeople, rng: Random, *, strict: bool = False) -> None:
    """The reviewer comments on one answer and fills the card in."""
    qa: Staff = people.staff["qa"]
    answers = Message.objects.filter(conversation_id=row.conversation_id, side=Side.AGENT, staff_id=row.agent_id)
    seqs = list(answers.filter(auto="", seq__lte=row.until_seq).order_by("seq").values_list("seq", flat=True))
    comment_message(sample_id=row.pk, seq=rng.choice(seqs), text=rng.choice(COMMENTS), person=person_of(qa))
    note = rng.choice(WORDS[Layer(row.layer.layer)])
    score_sample(sample_id=row.pk, card=_card(row, rng, strict=strict), note=note, person=person_of(qa))


def _card(row: Sample, rng: Random, *, strict: bool = False) -> Card:
    """Good ones mostly; worse where the buyer was not content."""
    layer = Layer(row.layer.layer)
    points, reasons = dict(MOST_POINTS), []
    for criterion in Criterion:
        if strict or rng.random() < (0.35 if layer is Layer.PLAIN else 0.7):
            points[criterion] -= rng.randint(2, 8 if layer is Layer.PLAIN else 14)
            reasons.append(rng.choices(DEDUCTIONS[criterion], (5, 3, 2, 2, 1))[0])
    criticals = (Critical.REVIEW_REWARD,) if layer is Layer.MUST and rng.random() < 0.5 else ()
    return Card(points, tuple(reasons), criticals)
