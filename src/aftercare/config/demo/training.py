"""The newcomer course in the demo shop: one newcomer in the middle of it, one who has passed, one who failed once; old
hands hold certificates by hand, and a topic of the month is given to the team (K3)."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.accounts.models import Staff
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.models import Conversation
from aftercare.chat.writing import Words
from aftercare.config.demo.people import DemoPeople
from aftercare.core.time import travel
from aftercare.shops.access import person_of
from aftercare.shops.actions.set_policy import set_policy
from aftercare.training.actions.certify import grant_certificate
from aftercare.training.actions.learn import enrol, read_lesson
from aftercare.training.actions.load_ready import load_newcomer_course
from aftercare.training.actions.mark_attempt import mark_attempt
from aftercare.training.actions.pick_topic import pick_topic
from aftercare.training.actions.rehearse import advance_rehearsals, mark_rehearsal, start_rehearsal
from aftercare.training.actions.take_exam import answer_question, start_attempt, submit_attempt
from aftercare.training.models import Attempt, Course, Rehearsal, Script
from aftercare.training.policies import GATE
from aftercare.training.terms import AttemptState

LEARNING, PASSED, FAILED = "newcomer", "graduate", "retaker"
OLD_HANDS: Final = ("agent", "agent2", "presale")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SAID: Final = (
    "非常抱歉让您久等了。我已经查到订单，今天 18 点前给您准确的发货时间；"
    "等货可以享受九折，换一款或者退款也都可以，您看哪种方便？"
)
ANSWERS: Final = (
    "您好小满，我是客服，非常抱歉让您久等，我马上查您的订单。",
    "查到了，仓库今天打包。我不敢保证周五一定到，可以帮您换更快的快递，今晚 8 点前告诉您运单号。",
    "可以的，未发货的订单申请退款很快，一般当天到账。如果愿意等，我们给您优惠 10 元。",
    "好的，就按您说的，明天上午 10 点前我给您回复进度，谢谢您的理解。",
)
TOPIC: Final = (
    "破损件：先看包装再说责任",
    "## 为什么选这一题\n近一个月破损的售后单最多，一半没有留下外包装的照片。\n\n## 怎么做\n"
    "- 先道歉，再请买家拍外包装和商品。\n- 包装完好按质量问题处理，往返运费我们出。\n"
    "- 包装破了先向快递索赔，索赔不成也分担一部分。",
)


def teach(people: DemoPeople, at: datetime) -> Course:
    """Load the course, let the newcomers learn, and close the gate."""
    shop, trainer = people.shops[0], person_of(people.staff["trainer"])
    with travel(-6 * DAY):
        course = load_newcomer_course(slug=shop.slug, person=trainer)
        for name in OLD_HANDS:
            staff_id, reason = people.staff[name].pk, "培训上线前已在岗，主管确认可以接待"
            grant_certificate(shop_id=shop.pk, staff_id=staff_id, reason=reason, person=trainer)
    today = at.astimezone(ZoneInfo(shop.timezone)).date()
    for name, days in ((PASSED, 5), (FAILED, 4), (LEARNING, 1)):
        with travel(-days * DAY - HOUR):
            starts_on = today - days * DAY
            enrol(course_id=course.pk, staff_ids=[people.staff[name].pk], starts_on=starts_on, person=trainer)
    for name, most in ((PASSED, 99), (FAILED, 99), (LEARNING, 4)):
        _read(course, people.staff[name], most)
    with travel(-2 * DAY):
        _pass(_sit(course, people.staff[PASSED], knows=True), people.staff["trainer"])
    practised = _practise(course, people.staff[PASSED], 2 * DAY - HOUR)
    with travel(-DAY):
        remark = "语气自然，时间说得具体；第二句可以再短一点。"
        mark_rehearsal(rehearsal_id=practised.pk, mark=88, remark=remark, person=trainer)
        _sit(course, people.staff[FAILED], knows=False)
    _practise(course, people.staff[FAILED], 3 * HOUR)  # waits for the trainer
    with travel(-DAY / 2):
        title, text = TOPIC
        due_on = today + 10 * DAY
        pick_topic(slug=shop.slug, title=title, text=text, due_on=due_on, person=trainer)
    set_policy(shop_id=shop.pk, key=GATE, value=True, person=people.administrator, note="新人通过考试后再接待")
    return course


def _read(course: Course, staff: Staff, most: int) -> None:
    lessons = course.lessons.filter(is_used=True).order_by("day", "place")
    for lesson in lessons[:most]:
        with travel(-HOUR * (6 - lesson.day)):
            read_lesson(course_id=course.pk, lesson_id=lesson.pk, person=person_of(staff))


def _sit(course: Course, staff: Staff, *, knows: bool) -> Attempt:
    """A whole try: everything right, or every third."""
    person = person_of(staff)
    attempt = start_attempt(course_id=course.pk, person=person)
    for one in attempt.answers.order_by("place"):
        given = one.key if knows or one.place % 3 == 0 else []
        said = SAID if knows else ""
        answer_question(attempt_id=attempt.pk, place=one.place, given=given, said=said, person=person)
    return submit_attempt(attempt_id=attempt.pk, person=person)


def _pass(attempt: Attempt, trainer: Staff) -> None:
    """Marks for the answers in words, when there are any among the questions that were drawn."""
    if attempt.state == AttemptState.MARKING:
        marks = {one.place: (one.most - 1, "要点齐全") for one in attempt.answers.filter(kind="text")}
        mark_attempt(attempt_id=attempt.pk, marks=marks, person=person_of(trainer))


def _practise(course: Course, staff: Staff, ago: timedelta) -> Rehearsal:
    """A talk with the first scripted buyer, to its end."""
    script, person = Script.objects.filter(course=course).order_by("pk")[0], person_of(staff)
    with travel(-ago):
        row = start_rehearsal(script_id=script.pk, person=person)
    for number, text in enumerate(ANSWERS, 1):
        with travel(-ago + timedelta(minutes=number - 1, seconds=18)):
            talk = Conversation.with_simulated.get(pk=row.conversation_id)
            words = Words(f"demo-{row.pk}-{number}", text)
            write_as_agent(conversation_id=talk.pk, words=words, seen_seq=talk.last_seq, person=person)
        with travel(-ago + timedelta(minutes=number - 1, seconds=60)):
            advance_rehearsals()
    return row
