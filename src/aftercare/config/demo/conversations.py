"""The chat of the demo shop: two weeks of ended conversations, and those of this hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from aftercare.chat.actions.flag_conversation import flag_conversation, set_buyer_type
from aftercare.chat.actions.plan_reminders import plan_reminders
from aftercare.chat.actions.save_needs import save_needs
from aftercare.chat.actions.set_duty import Wish, set_duty
from aftercare.chat.needs.rules import Needs
from aftercare.chat.needs.terms import ForWhom, Occasion, Recipient
from aftercare.chat.signs.terms import BuyerType
from aftercare.chat.terms import DutyState, Kind, Topic
from aftercare.config.demo.chatting import Stage, Talk
from aftercare.config.demo.nowtalks import talk_now
from aftercare.config.demo.people import DemoPeople
from aftercare.config.demo.schedule import ZONE, is_late_shift
from aftercare.connectors.buyers.sessions import AGENT, BUYER, Session, filled, shipped_sessions
from aftercare.core.money import Money
from aftercare.core.time import travel
from aftercare.shops.access import person_of

SEED: Final = 20_241_128  # of its own: what is drawn here changes nothing elsewhere in the demo
DAYS: Final = 14
KNOWN: Final = 0.75  # of the buyers are logged in at the shop's site
LATE: Final = 0.09  # of the answers come too late
FAREWELLS: Final = (
    "感谢您的光临，祝您生活愉快～",
    "好的亲，有任何问题随时找我们，祝您生活愉快！",
    "不客气的，期待您再次光临～",
    "好的，那我先不打扰您啦，祝您一切顺利。",
)
PRAISE: Final = {
    5: ("回复很快，态度好", "很专业", "耐心解答，赞", "", ""),
    4: ("还可以", "", ""),
    3: ("等了有点久", "一般"),
    2: ("解决得太慢",),
    1: ("不满意",),
}
NOTES: Final = {
    "砍价三": "@赵文静 老客户，第三次来问价了，下次活动前可以通知一下。",
    "物流三天不动": "已建快递工单，明早十点前再看一次。",
    "破损": "这一批玻璃花瓶外箱偏薄，已经是本周第二个，给仓库反馈。",
    "投诉虚假宣传": "@郑浩 抽屉底板是三合板，页面写了全实木，麻烦改一下。",
}
BLOCKED: Final = {"差评沟通": "亲，您把差评改成五星好评，我给您返 5 元红包可以吗？"}
TYPES: Final = {
    "数据型买家": BuyerType.ANALYTIC,
    "数据型复购": BuyerType.ANALYTIC,
}
NEEDS: Final = {
    "送人礼物": Needs(
        ForWhom.GIFT, Recipient.GIRLFRIEND, Occasion.BIRTHDAY, Money(12_000), Money(15_000), wanted=("胡桃木首饰盒",)
    ),
    "搭配推荐": Needs(ForWhom.SELF, preferences=("北欧", "三联画"), wanted=("装饰画",)),
    "犹豫未付款": Needs(ForWhom.SELF, preferences=("原木",), wanted=("手工雕刻木质小鸟",)),
    "灯光瓦数": Needs(ForWhom.GIFT, Recipient.CHILD, budget_most=Money(15_000), wanted=("护眼台灯",)),
}


@dataclass(frozen=True)
class Span:
    """Seconds: at least, at most."""

    least: float
    most: float

    def draw(self, rng: Random) -> timedelta:
        return timedelta(seconds=rng.uniform(self.least, self.most))


GOES_ON: Final = Span(4, 26)  # the buyer's next line
REPLIES: Final = Span(8, 75)
ANSWERS: Final = Span(7, 27)
TOO_LATE: Final = Span(95, 260)


def make_conversations(people: DemoPeople, at: datetime) -> int:
    """Those of the last two weeks and of now; returns how many. Afterwards nobody is on duty: whoever logs in says
    themselves when they are."""
    stage = Stage(people, Random(SEED), at)  # noqa: S311 - invented data
    answering = [people.staff[name] for name in ("agent", "agent2", "presale")]
    with travel(-timedelta(days=DAYS, hours=2)):
        for one in answering:
            set_duty(wish=Wish(DutyState.ON), person=person_of(one))
    sessions = [filled(one, stage.rng) for one in shipped_sessions()]
    moments = sorted(_moments(stage, len(sessions)))
    for session, moment in zip(stage.rng.sample(sessions, len(sessions)), moments, strict=True):
        _play(stage, session, moment)
    for one in answering:
        set_duty(wish=Wish(DutyState.OFF), person=person_of(one))
    now_open = talk_now(stage)
    plan_reminders()
    return len(sessions) + now_open


def _moments(stage: Stage, count: int) -> list[datetime]:
    """In working hours, more of them lately, none in the last three hours."""
    found = []
    for _number in range(count):
        back = timedelta(days=DAYS * stage.rng.random() ** 1.4)
        local = (stage.at - back).astimezone(ZONE)
        hour = stage.rng.choices(range(9, 24), (5, 8, 9, 6, 6, 7, 7, 7, 6, 5, 7, 10, 12, 11, 6))[0]
        moment = local.replace(hour=hour, minute=stage.rng.randint(0, 49), second=stage.rng.randint(0, 59))
        is_past = moment < stage.at - timedelta(hours=3)
        found.append((moment if is_past else moment - timedelta(days=1)).astimezone(stage.at.tzinfo))
    return found


def _play(stage: Stage, session: Session, moment: datetime) -> None:
    """One talk from its first line to the rating."""
    talk = _begin(stage, session, moment)
    stage.is_there(talk.staff, moment)
    at, before = moment, BUYER
    for turn in session.turns:
        if turn.sender == BUYER:
            at += GOES_ON.draw(stage.rng) if before == BUYER else REPLIES.draw(stage.rng)
            stage.buyer_says(talk, turn, at)
        else:
            at = _answer(stage, talk, turn.text, at)
        before = turn.sender
    _beside(stage, session, talk, at)
    if not any(turn.sender == AGENT for turn in session.turns):  # nobody was quick enough: answered much later
        at = _answer(
            stage, talk, "不好意思让您久等了，您的问题我这边可以解答，方便时回复我就好。", at + timedelta(minutes=9)
        )
    elif before == BUYER:
        text = stage.rng.choice(FAREWELLS) if talk.visitor.language != "en" else "Thank you, and have a nice day!"
        at = _answer(stage, talk, text, at)
    stage.read(talk, at + timedelta(seconds=4))
    stage.end(talk, at + timedelta(seconds=stage.rng.randint(30, 400)), session.stars, _praise(stage, session.stars))


def _begin(stage: Stage, session: Session, moment: datetime) -> Talk:
    shops = stage.people.shops
    text = "".join(turn.text for turn in session.turns)
    code = next((turn.product for turn in session.turns if turn.product), "")
    shop = shops[2] if "灯" in text else shops[1] if code.startswith("MZ") else shops[stage.rng.choice((0, 0, 0, 0, 1))]
    topic = Topic(session.topic)
    names = ("presale",) if topic == Topic.PRESALE and shop != shops[1] else ("agent2",)
    if names == ("agent2",) and not is_late_shift(moment):
        names = ("agent",)
    is_known = topic == Topic.AFTERSALE or stage.rng.random() < KNOWN
    customer = stage.buyer(shop) if is_known else None
    language = "en" if text.isascii() else "zh-hans"
    with travel(moment - stage.at):
        visitor = stage.visitor(shop, customer, language=language)
    return Talk(shop, visitor, stage.people.staff[names[0]], topic, code)


def _answer(stage: Stage, talk: Talk, text: str, at: datetime) -> datetime:
    """The agent's line; now and then so late that the clock has run out."""
    if stage.rng.random() < LATE:
        late = at + TOO_LATE.draw(stage.rng)
        stage.breach(late - timedelta(seconds=2))
        at = late
    else:
        at += ANSWERS.draw(stage.rng)
    stage.agent_says(talk, text, at)
    return at


def _beside(stage: Stage, session: Session, talk: Talk, at: datetime) -> None:
    """What happens beside the talk: notes, what the reply check stopped, flags, types of buyers."""
    person, moment = person_of(talk.staff), at + timedelta(seconds=2)
    if note := NOTES.get(session.name):
        stage.agent_says(talk, note, moment, Kind.WHISPER)
    if tried := BLOCKED.get(session.name):
        stage.agent_tries(talk, tried, moment)
    with travel(moment - stage.at):
        if session.name == "辱骂":
            flag_conversation(conversation_id=talk.pk, on=True, person=person)
        if session.name in NEEDS:
            save_needs(conversation_id=talk.pk, needs=NEEDS[session.name], version=0, person=person)
        if session.name in TYPES:
            set_buyer_type(conversation_id=talk.pk, buyer_type=TYPES[session.name].value, person=person)


def _praise(stage: Stage, stars: int) -> str:
    words: Sequence[str] = PRAISE.get(stars, ("",))
    return stage.rng.choice(words)
