"""What the people of the demo shop do with a case, each through the product's own action."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from random import Random
from typing import Any

from django.utils.translation import override

from aftercare.cases.actions.add_evidence import add_evidence
from aftercare.cases.actions.add_note import add_note
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.actions.send_message import send_message
from aftercare.cases.eligibility import CLAUSES, RefusalReason
from aftercare.cases.models import BuyerMessage, Case, CaseLine
from aftercare.cases.rules import MIS_SENT
from aftercare.cases.terms import Disposition, Reason
from aftercare.config.demo import phrases, words
from aftercare.config.demo.buyers import parcel
from aftercare.config.demo.pictures import Flaw, Subject, picture
from aftercare.core.money import ZERO, Money
from aftercare.files.actions.store_file import Upload
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.mark_refused import mark_refused
from aftercare.money.models import Payout
from aftercare.shops.access import Person

SUBJECTS = {"MZ": Subject.WOOD, "QH": Subject.VASE, "DX": Subject.LAMP}
POOL = 2  # different pictures of each kind


@dataclass
class Story:
    """One case to be: what the buyer asks for, and by then what became of it."""

    shop_id: int
    order_id: int
    codes: str  # merchant code of the first line
    reason: Reason
    lines: Mapping[int, tuple[int, Money]]
    freight: Money
    rng: Random
    flow: str = "return"
    paid: Money = ZERO  # for the pieces that it is about
    opening: Mapping[str, Any] = field(default_factory=dict)  # inputs of the application
    rest: Mapping[int, tuple[int, Money]] = field(default_factory=dict)  # lines of a second application
    number: str = ""
    case_id: int = 0
    other: str = ""  # number of a second case about the same order
    is_cut: bool = False  # a step was refused: what was to follow is left out
    shelf: dict[tuple[Subject, Flaw, int], bytes] = field(default_factory=dict)  # shared by all stories

    def move(self, person: Person, code: str, inputs: Mapping[str, Any] | None = None) -> None:
        move_case(number=self.number, move_code=code, person=person, inputs=inputs)

    def held(self) -> list[CaseLine]:
        return list(CaseLine.objects.filter(case_id=self.case_id).select_related("order_line").order_by("id"))


Act = Callable[[Story, Person, datetime], None]
Value = Callable[[Story, datetime], str]  # an input that depends on the story
ON_THE_PLATFORM = ("return", "exchange", "refund_only", "rights")  # the buyer applies there, and it has a number


def apply(story: Story, person: Person, at: datetime) -> None:
    """The agent enters the buyer's application."""
    opened = enter(story, person, at, story.lines)
    story.number, story.case_id = opened.number, opened.pk


def enter(story: Story, person: Person, at: datetime, lines: Mapping[int, tuple[int, Money]]) -> Case:
    """Open a case about these lines of the story's order."""
    said = words.ASKED[story.reason] if story.flow == "return" else phrases.ASKED[story.flow][story.reason]
    application = Application(
        flow=story.flow,
        order_id=story.order_id,
        reason=story.reason,
        lines=lines,
        freight=story.freight,
        description=story.rng.choice(said),
        platform_case_no=f"{story.rng.randrange(10**17, 10**18)}" if story.flow in ON_THE_PLATFORM else "",
        key=f"demo-{story.order_id}-{story.rng.randrange(10**9)}",
        inputs=given(story, at, story.opening),
    )
    return open_case(application=application, person=person)


def moving(code: str, says: tuple[str, ...] = (), **inputs: str | Value) -> Act:
    """A move with these inputs and one of these notes."""

    def act(story: Story, person: Person, at: datetime) -> None:
        note = {"note": story.rng.choice(says)} if says else {}
        story.move(person, code, {**given(story, at, inputs), **note})

    return act


def given(story: Story, at: datetime, inputs: Mapping[str, str | Value]) -> dict[str, str]:
    """The inputs as they are entered."""
    return {name: value(story, at) if callable(value) else value for name, value in inputs.items()}


def one_of(*texts: str) -> Value:
    """Any of these."""
    return lambda story, _at: story.rng.choice(texts)


def by_reason(texts: phrases.ByReason) -> Value:
    """Any of those that fit the reason of the case."""
    return lambda story, _at: story.rng.choice(texts[story.reason])


def share(percent: int) -> Value:
    """So much of what was paid, in whole yuan, at least five."""
    return lambda story, _at: Money(max(story.paid.fen * percent // 10_000, 5) * 100).yuan


def refuse(story: Story, person: Person, at: datetime) -> None:
    """No, with the clause that the buyer is told."""
    reason = RefusalReason.AGREED if story.rng.random() < 0.2 else RefusalReason.UNPROVEN
    if story.reason is Reason.NO_REASON:
        reason = RefusalReason.MADE_TO_ORDER
    _refuse(story, person, "refuse", reason)


def refuse_goods(story: Story, person: Person, at: datetime) -> None:
    """No, after the warehouse has looked: worn goods have no place among the returns without a reason, and a fault that
    is said to be ours is not seen."""
    wish = story.reason in (Reason.NO_REASON, Reason.SIZE, Reason.OTHER)
    _refuse(story, person, "refuse_goods", RefusalReason.NOT_INTACT if wish else RefusalReason.UNPROVEN)


def refusing(code: str, reason: RefusalReason, says: tuple[str, ...]) -> Act:
    """No, for that reason."""

    def act(story: Story, person: Person, at: datetime) -> None:
        _refuse(story, person, code, reason, says)

    return act


def _refuse(
    story: Story, person: Person, code: str, reason: RefusalReason, says: tuple[str, ...] = words.REFUSED
) -> None:
    inputs = {"refusal": reason.value, "clause": clause_of(reason), "note": story.rng.choice(says)}
    story.move(person, code, inputs)


def clause(reason: RefusalReason) -> Value:
    """The clause as an input of its own."""
    return lambda _story, _at: clause_of(reason)


def clause_of(reason: RefusalReason) -> str:
    """What the buyer is told."""
    with override("zh-hans"):
        return str(CLAUSES[reason])


def sending(code: str, says: tuple[str, ...] = ()) -> Act:
    """A parcel has left, with its courier and number."""

    def act(story: Story, person: Person, at: datetime) -> None:
        courier, number = parcel(story.rng)
        note = {"note": story.rng.choice(says)} if says else {}
        story.move(person, code, {"courier": courier, "tracking_no": number, **note})

    return act


register = sending("register_parcel")  # the buyer has sent the goods


def receive(story: Story, person: Person, at: datetime) -> None:
    """Everything has come."""
    story.move(person, "receive", {"received_lines": {str(line.pk): line.authorised for line in story.held()}})


def inspecting(code: str) -> Act:
    """All in order: what was fine goes back to stock."""

    def act(story: Story, person: Person, at: datetime) -> None:
        spoilt = story.reason in (Reason.QUALITY, Reason.DAMAGED)
        where = Disposition.DEFECTIVE if spoilt else Disposition.RESTOCK
        story.move(person, code, {"inspected_lines": _seen(story, 1 if spoilt else 0, where), **_mistake(story)})

    return act


inspect = inspecting("inspect")


def doubt(story: Story, person: Person, at: datetime) -> None:
    """One piece is not as it should be."""
    inputs = {"inspected_lines": _seen(story, 1, Disposition.DEFECTIVE), "note": story.rng.choice(words.DOUBTED)}
    story.move(person, "doubt", {**inputs, **_mistake(story)})


def _mistake(story: Story) -> dict[str, str]:
    """Whether we really sent the wrong goods, where the buyer says so: mostly we did."""
    return {"wrong_item_confirmed": story.rng.choice(("yes", "yes", "no"))} if story.reason in MIS_SENT else {}


def _seen(story: Story, defective: int, where: Disposition) -> dict[str, dict[str, str]]:
    found = {}
    for line in story.held():
        spoilt = min(defective, line.received)
        counts = {"good": str(line.received - spoilt), "defective": str(spoilt)}
        found[str(line.pk)] = {**counts, "good_to": Disposition.RESTOCK.value, "defective_to": where.value}
    return found


def reducing(code: str) -> Act:
    """Less money, as agreed with the buyer: nine tenths."""

    def act(story: Story, person: Person, at: datetime) -> None:
        less = {line.pk: Money((line.granted_amount or ZERO).fen * 9 // 10) for line in story.held()}
        story.move(person, code, {"granted_lines": _lines(story, less), "note": story.rng.choice(words.SETTLED)})

    return act


def granting(code: str, percent: int, says: tuple[str, ...] = (), **inputs: str | Value) -> Act:
    """Money beside the goods: so much of what was paid for the pieces."""

    def act(story: Story, person: Person, at: datetime) -> None:
        part = {line.pk: Money(line.order_line.paid.fen * percent // 100) for line in story.held()}
        note = {"note": story.rng.choice(says)} if says else {}
        story.move(person, code, {"granted_lines": _lines(story, part), **given(story, at, inputs), **note})

    return act


def _lines(story: Story, amounts: Mapping[int, Money]) -> dict[str, dict[str, str]]:
    held = story.held()
    return {
        str(line.pk): {"pieces": str(line.authorised or line.asked), "amount": amounts[line.pk].yuan} for line in held
    }


def reapply(story: Story, person: Person, at: datetime) -> None:
    """The buyer asks again, with another reason."""
    asked = {str(line.pk): {"pieces": str(line.asked), "amount": line.asked_amount.yuan} for line in story.held()}
    inputs = {"asked_lines": asked, "reason": Reason.QUALITY.value, "note": "买家补充了照片，改为质量问题重新申请。"}
    story.move(person, "reapply", inputs)


def pay(story: Story, person: Person, at: datetime) -> None:
    """The clerk has paid on the platform and enters the voucher."""
    voucher = f"{at:%Y%m%d}2200{story.rng.randrange(10**12):012d}"
    mark_paid(payout=_payout(story), voucher=voucher, person=person)


def fail_to_pay(story: Story, person: Person, at: datetime) -> None:
    """The platform would not take the payment."""
    mark_refused(payout=_payout(story), reason=story.rng.choice(words.UNPAID), person=person)


def _payout(story: Story) -> Payout:
    return Payout.objects.filter(subject_kind="case", subject_id=story.case_id).order_by("-id")[0]


def tell_buyer(story: Story, person: Person, at: datetime) -> None:
    """Send what the flow has prepared, also in the cases that came out of this one."""
    waiting = BuyerMessage.objects.filter(case__order_id=story.order_id, sent_at=None).order_by("id")
    for number, pk in waiting.values_list("case__number", "pk"):
        send_message(number=number, message_id=pk, person=person)


def remark(story: Story, person: Person, at: datetime) -> None:
    """A note for colleagues."""
    add_note(number=story.number, text=story.rng.choice(words.NOTES), person=person)


def show(story: Story, person: Person, at: datetime) -> None:
    """The buyer's pictures, or the warehouse's."""
    subject = SUBJECTS[story.codes[:2]]
    flaws: list[Flaw] = [flaw for flaw in Flaw if flaw is not Flaw.NONE]
    wanted = [(subject, story.rng.choice(flaws))]
    if story.reason is Reason.DAMAGED:
        wanted.append((Subject.PARCEL, story.rng.choice(flaws)))
    if story.flow == "return" and story.rng.random() < 0.4:
        wanted.append((subject, Flaw.NONE))
    for number, (what, flaw) in enumerate(wanted, start=1):
        content = _picture(story, what, flaw)
        upload = Upload(BytesIO(content), f"微信图片_{at:%Y%m%d%H%M%S}_{number}.jpg", len(content))
        add_evidence(number=story.number, upload=upload, person=person)


def _picture(story: Story, subject: Subject, flaw: Flaw) -> bytes:
    key = (subject, flaw, story.rng.randrange(POOL))
    if key not in story.shelf:
        story.shelf[key] = picture(subject, flaw, Random(str(key)))  # noqa: S311 - a drawing
    return story.shelf[key]
