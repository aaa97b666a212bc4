"""Each chart of source A, and the main roads of sources C and D, box by box in the browser, each step by its role.

docs/charts.md tells which box is which state or step. What one walk has shown, the next ones make without the browser
(`known`); that every arrow is there, and every limit, the stories of tests/cases prove.
"""

from collections.abc import Callable
from typing import Any

import pytest
from tests.browser.conftest import OpenPage
from tests.browser.walker import Road, Walker
from tests.cases.story import granted

from aftercare.cases.models import Verdict
from aftercare.money.models import Payout

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

FORM_COMES_BACK = ("status of 409", "status of 422")  # the browser itself writes a line about these answers


@pytest.fixture
def walker(open_page: OpenPage) -> Walker:
    return Walker(open_page, ignore=FORM_COMES_BACK)


def linked(*steps: Any, then: str) -> Callable[[Road], None]:
    """The linked case that was opened last goes that way on its own pages, and moves this one by the step `then`."""

    def walk(road: Road) -> None:
        road.child.go(*steps)
        road.look(road.whose_turn)
        assert road.moves()[-1] == then

    return walk


def of(role: str, code: str, **inputs: Any) -> Callable[[Road], None]:
    """Another role than usual makes the step."""

    def step(road: Road) -> None:
        road.do(code, by=role, **inputs)
        assert road.moves()[-1] == code

    return step


def greyed(code: str, reason: str) -> Callable[[Road], Road]:
    return lambda road: road.greyed(code, reason)


def refused(refusal: str, code: str, **inputs: Any) -> Callable[[Road], Road]:
    return lambda road: road.refused(refusal, code, **inputs)


def instead(code: str, other: str, **inputs: Any) -> Callable[[Road], Road]:
    return lambda road: road.instead(code, other, **inputs)


def turned_back(field: str, code: str, **inputs: Any) -> Callable[[Road], str]:
    return lambda road: road.turned_back(field, code, **inputs)


def shown(road: Any) -> None:
    road.show()


def talked(road: Any) -> None:
    road.do("contact")


FIRST_PICTURE = "请先上传"
FIRST_TALK = "请先登记与买家的联系记录"
DEAR = {"paid": "900.00"}


@pytest.mark.row("C1", "C17", "C18")
def test_chart_7_1_returns_that_are_refused_approved_or_decided_by_the_platform(walker: Walker) -> None:
    """The main road, from the order report to money paid back, is test_story.py's."""
    # 拒绝退款申请: the buyer changes the application; the second refusal stands
    walker.walk("return", "contact", "refuse", "reapply", "refuse", "expire", end="rejected", reason="quality")
    # 要求客服介入: three verdicts, one of them after the goods were refused; finance cannot pay at once
    evidence = (greyed("hand_in", FIRST_PICTURE), shown, "hand_in")
    walker.walk("return", "intervene", *evidence, "verdict_shop", end="rejected", reason="quality", known=("refuse",))
    walker.walk("return", "intervene", shown, "verdict_return", "lapse", end="lapsed")
    walker.walk(
        "return", "register_parcel", "receive", "doubt", "refuse_goods", "intervene", shown, "verdict_refund",
        "payment_failed", "pay_again", "paid", end="refunded", known=("agree",),
    )  # fmt: skip
    # 售后主管审批: sent back, approved; a reduced refund is approved once more
    walker.walk(
        "return", greyed("agree", "200.00"), "ask_approval", "deny", "ask_approval", "approve", "receive", "doubt",
        "ask_reduced", "deny_reduced", "ask_reduced", "approve_reduced", "paid", end="refunded", **DEAR,
    )  # fmt: skip
    # above the supervisor's limit: passed on, approved by the administrator
    walker.walk(
        "return", "endorse", of("administrator", "approve"), "lapse", end="lapsed", known=("ask_approval",),
        paid="12000.00",
    )  # fmt: skip
    # so much less that the agent needs nobody
    little = {"granted_lines": granted("150.00")}
    walker.walk(
        "return", instead("ask_reduced", "reduce", **little), "paid", end="refunded",
        known=("ask_approval", "approve", "receive", "doubt"), **DEAR,
    )  # fmt: skip


@pytest.mark.row("C1", "B1")
def test_chart_7_1_returns_that_the_clock_or_the_buyer_ends(walker: Walker) -> None:
    # 5 天不处理即同意; 7 天不寄回
    walker.walk("return", "agree_by_time", "lapse", end="lapsed")
    # 卖家 10 天确认, 逾期自动退款
    walker.walk("return", "refund_by_time", "paid", end="refunded", known=("agree", "register_parcel"))
    # 仓库拒收: refunded all the same, or less
    walker.walk("return", "turn_away", "accept", "paid", end="refunded", known=("agree",))
    less = ("reduce", {"granted_lines": granted("120.00")})
    walker.walk("return", less, "paid", end="refunded", known=("agree", "receive", "doubt"))
    walker.walk("return", "withdraw", end="withdrawn", known=("agree",))
    walker.walk("return", "to_exchange", end="converted", reason="quality")


@pytest.mark.row("C2", "C19")
def test_chart_7_2_exchange_with_a_second_dispatch(walker: Walker) -> None:
    walker.walk(
        "exchange", "contact", "agree", "register_parcel", "receive", "inspect",
        linked("dispatch", "correct_parcel", "arrive", then="arrived"),
        end="exchanged", inputs={"new_variant": "尺码:XL"},
    )  # fmt: skip
    # 客户急要
    walker.walk(
        "exchange", "send_ahead", "receive", "inspect", "arrived", end="exchanged", known=("agree", "register_parcel")
    )
    # 异常: the new goods cannot be sent, twice
    walker.walk(
        "exchange", linked("hold", "cancel", then="not_arrived"), "contact", "send_again", "not_arrived",
        "refund_instead", "paid", end="exchanged", known=("agree", "receive", "inspect"),
    )  # fmt: skip


@pytest.mark.row("C2", "C17", "B3")
def test_chart_7_2_exchange_that_is_refused_approved_or_costs_a_difference(walker: Walker) -> None:
    # the goods are not as they must be (不符合): 退回买家
    walker.walk("exchange", "doubt", "send_back", "sent_back", end="rejected", known=("agree", "receive"))
    walker.walk("exchange", "refuse", "intervene", shown, "verdict_exchange", "lapse", end="lapsed")
    walker.walk("exchange", "verdict_shop", end="rejected", known=("refuse", "intervene"))
    walker.walk("exchange", "expire", end="rejected", known=("refuse",))
    # 先补发, 有空再寄回
    walker.walk(
        "exchange", "send_first", "old_goods_sent", "receive", "inspect", "arrived", end="exchanged",
        known=("agree",), inputs={"urgent": True}, reason="quality",
    )  # fmt: skip
    # 主管审批
    large = {"granted_lines": granted("250.00")}
    walker.walk(
        "exchange", instead("agree", "ask_approval", **large), "deny",
        instead("agree", "ask_approval", **large), "approve", "lapse", end="lapsed", **DEAR,
    )  # fmt: skip
    # 差价/补款
    owed = (("agree", {"buyer_pays": "20.00"}), "receive")
    walker.walk(
        "exchange", greyed("inspect", "20.00"), "inspect_owed", "not_paid_up", "wait_for_pay", "paid_up",
        "arrived", end="exchanged", known=owed,
    )  # fmt: skip
    walker.walk("exchange", "waive", "arrived", end="exchanged", known=(*owed, "inspect_owed"))
    cheaper = (("agree", {"granted_lines": granted("20.00")}), "receive", "inspect")
    walker.walk("exchange", "refund_rest", "paid", end="exchanged", known=cheaper)


@pytest.mark.row("C3", "C10", "C17", "C18")
def test_chart_7_3_compensation(walker: Walker) -> None:
    # 不接受 → 回到原单; 接受 → 财务打款, of a complaint
    better = ("offer", {"granted_lines": granted("9.00")})
    walker.walk(
        "complaint", "contact", "compensate", linked("offer", "decline", then="compensating_failed"),
        "compensate", linked("offer", "improve", better, "accept", "paid", then="compensating_done"),
        "content", end="closed",
    )  # fmt: skip
    # 提交上级审批; finance cannot pay at once
    walker.walk(
        "compensation", greyed("offer", "200.00"), "ask_approval", "deny", "ask_approval", "approve",
        "accept", "payment_failed", "pay_again", "paid", end="compensated", amount="250.00", **DEAR,
    )  # fmt: skip
    # 实物: lost once
    walker.walk(
        "compensation", "offer_gift", "accept_goods", "gift_lost", "offer_gift", "accept_goods",
        linked("dispatch", "arrive", then="gift_arrived"),
        end="compensated", amount="12.50", reason="service", inputs={"compensation_form": "goods"},
    )  # fmt: skip
    walker.walk("compensation", "drop", end="dropped")
    walker.walk("compensation", "no_answer", end="unanswered", known=("offer",))


@pytest.mark.row("C4", "C11", "C19")
def test_chart_7_4_parcel_out_of_zone(walker: Walker) -> None:
    # 同意 → 重发流程 → 买家确认收货; 快递公司原件返回
    walker.walk(
        "out_of_zone", "contact", "resend", linked("dispatch", "arrive", then="resending_done"),
        of("warehouse", "original_back", courier="圆通速递", tracking_no="YT0000001"), end="settled",
    )  # fmt: skip
    # 不同意 → 退款; the original is overdue, and claimed from the courier
    walker.walk(
        "out_of_zone", "refund", linked("agree", "paid", then="refunding_done"), "overdue", "claim",
        linked(greyed("file", FIRST_PICTURE), shown, "file", "accepted", "recover", then="claiming_done"),
        end="written_off", reason="suspended",
    )  # fmt: skip
    walker.walk(
        "out_of_zone", "claim", linked(shown, "file", "turned_down", then="claiming_failed"), "write_off",
        end="written_off", known=("resend", "resending_done", "overdue"),
    )  # fmt: skip
    # neither could be done: the buyer is asked again, and gives the goods back
    walker.walk(
        "out_of_zone", "resending_failed", "refund", linked("withdraw", then="refunding_failed"),
        ("to_return", {"new_reason": "late"}), end="converted", reason="no_outlet", known=("resend",),
    )  # fmt: skip
    walker.walk("out_of_zone", "delivered_after_all", end="delivered")


@pytest.mark.row("C5", "C17")
def test_chart_7_5_repair_with_its_conditions(walker: Walker) -> None:
    walker.walk(
        "repair", "contact", ("agree", {"responsible": "supplier"}), "register_parcel", "receive", "start", "progress",
        ("finish", {"repair_cost": "36.50"}), "send_back", "arrive", end="done",
    )  # fmt: skip
    # 超期、超服务 → 审批
    expired = ("ask_approval", {"cover": "expired"})
    walker.walk(
        "repair", refused("above_authority", "agree", cover="expired"), expired, "deny", expired, "approve", "lapse",
        end="lapsed",
    )  # fmt: skip
    walker.walk("repair", "refuse", "reconsider", "refuse", "expire", end="rejected")
    # 符合换货条件
    walker.walk("repair", "to_exchange", end="converted", reason="damaged", known=("agree", "receive"))


@pytest.mark.row("C5", "B1")
def test_chart_7_5_originals_that_go_back_unrepaired(walker: Walker) -> None:
    back = ("send_original", "original_arrive")
    walker.walk("repair", "cannot", *back, end="returned", known=("agree", "receive", "start"))
    # 买家承担: quoted, paid or not
    buyers = (("agree", {"responsible": "buyer"}), "receive")
    walker.walk(
        "repair", greyed("start", "维修费由买家承担"), ("quote", {"repair_cost": "58.00"}), "decline_quote",
        "send_original", "original_arrived_by_time", end="returned", reason="misuse", known=buyers,
    )  # fmt: skip
    quoted = (*buyers, "quote")
    walker.walk("repair", "quote_lapsed", *back, end="returned", reason="misuse", known=quoted)
    walker.walk(
        "repair", "paid_up", "finish", "send_back", "arrived_by_time", end="done", reason="misuse", known=quoted
    )
    walker.walk("repair", "turn_away", "examine_again", "cannot", *back, end="returned", known=("agree",))
    walker.walk("repair", "give_up", *back, end="returned", known=("agree", "turn_away"))


@pytest.mark.row("C8", "C3", "C19")
def test_chart_7_6_mis_shipment(walker: Walker) -> None:
    # 商品尚未离库
    walker.walk("misshipment", "correct", end="corrected", sent=False)
    # 不接受补偿 → 重发流程; 不接受 → 继续沟通; 道歉; 责任人进行记录考核
    walker.walk(
        "misshipment", "left_already", "contact", greyed("ask_warehouse", FIRST_PICTURE), shown, "ask_warehouse",
        "confirm", "compensate", linked("offer", "decline", then="compensating_failed"),
        "resend", "resending_failed", "resend", linked("dispatch", "arrive", then="resending_done"),
        "apologise", "apologising_done", "judge", end="settled", sent=False,
    )  # fmt: skip
    assert Verdict.objects.get().person == walker.world.people.warehouse
    confirmed = (shown, "ask_warehouse", "confirm")
    # 接受补偿
    walker.walk("misshipment", "compensate", "compensating_done", "no_loss", end="settled", known=confirmed)
    # 漏发退款
    walker.walk(
        "misshipment", ("refund_missing", {"refund_amount": "33.30"}), linked("agree", "paid", then="refunding_done"),
        "no_loss", end="settled", reason="missing", known=confirmed,
    )  # fmt: skip
    # 退货
    walker.walk("misshipment", "to_return", end="converted", known=confirmed)


@pytest.mark.row("C8", "C16")
def test_chart_7_6_what_the_warehouse_does_not_confirm(walker: Walker) -> None:
    asked = (shown, "ask_warehouse")
    walker.walk("misshipment", "deny", greyed("close", FIRST_TALK), talked, "close", end="unfounded", known=asked)
    walker.walk(
        "misshipment", of("supervisor", "confirm"), "refund_missing", linked("withdraw", then="refunding_failed"),
        "to_exchange", end="converted", known=(*asked, "deny"),
    )  # fmt: skip


@pytest.mark.row("C6", "C3", "C14", "C17")
def test_chart_7_7_review_reply(walker: Walker) -> None:
    said = {"inputs": {"rating": "bad", "review_text": "包装破了，客服半天不回"}}
    walker.walk(
        "review", ("find_cause", {"reason": "courier"}), greyed("understood", FIRST_TALK), talked, "understood",
        refused("number_in_reply", "reply", public_reply="请加 138 0000 0000 联系我们"), "reply", "correct_reply",
        ("record_outcome", {"review_outcome": "changed"}), "report", end="closed", **said,
    )  # fmt: skip
    # 不接受补偿 → 沟通 → 无法解决; the review stands
    in_vain = ("contact", {"contact_result": "not_reached"})
    walker.walk(
        "review", refused("promise_for_review", "compensate", note="改好评返现 20 元"),
        ("compensate", {"note": "包装破损，建议补偿"}),
        linked(of("review_specialist", "ask_approval"), "approve", of("review_specialist", "decline"),
               then="compensating_failed"),
        in_vain, in_vain, greyed("unsolvable", "3"), in_vain, "unsolvable", "reply", "settle", "report",
        end="closed", known=("find_cause",),
    )  # fmt: skip
    # 接受 → 补偿流程
    walker.walk(
        "review",
        linked(of("supervisor", "offer"), of("review_specialist", "accept"), "paid", then="compensating_done"),
        "no_reply", "report", end="closed", known=("find_cause", "compensate"),
    )  # fmt: skip
    walker.walk("review", "too_late", "report", end="closed")


@pytest.mark.row("C7", "C3")
def test_chart_7_8_rights_complaint_that_is_settled_with_the_buyer(walker: Walker) -> None:
    # 不接受 → 沟通; 接受 → 撤销投诉; closed with every field
    walker.walk(
        "rights", "contact", "reply", "reply_again", "compensate",
        linked(of("supervisor", "offer"), of("rights_specialist", "decline"), then="compensating_failed"),
        "agreed", "not_withdrawn", "compensate",
        linked(of("supervisor", "offer"), of("rights_specialist", "accept"), "paid", then="compensating_done"),
        "complaint_withdrawn",
        *(turned_back(name, "close", **{name: ""}) for name in ("responsible_person", "penalty", "assessment")),
        "close", end="closed", reason="false_dispatch",
    )  # fmt: skip
    verdict = Verdict.objects.get()
    assert (verdict.department, verdict.person) == ("warehouse", walker.world.people.warehouse)


@pytest.mark.row("C7", "B8", "B1")
def test_chart_7_8_objection_with_evidence_and_the_platforms_verdicts(walker: Walker) -> None:
    walker.walk(
        "rights", "object", greyed("hand_in", FIRST_PICTURE), shown, "hand_in", "verdict_shop", "close", end="closed"
    )
    handed_in = ("object", shown, "hand_in")
    walker.walk(
        "rights", ("verdict_buyer", {"refund_amount": "66.60"}), linked("agree", "paid", then="refunding_done"),
        "close", end="closed", known=handed_in,
    )  # fmt: skip
    assert Payout.objects.get().amount.yuan == "66.60"
    walker.walk(
        "rights", "refunding_failed", "verdict_other", "close", end="closed", known=(*handed_in, "verdict_buyer")
    )
    walker.walk(
        "rights",
        "decided_without_us",
        "verdict_other",
        "close",
        end="closed",
        known=("reply", "compensate", "compensating_failed"),
    )


@pytest.mark.row("C10")
def test_complaint_with_a_second_proposal_and_a_callback(walker: Walker) -> None:
    walker.walk(
        "complaint", "take_time", refused("promise_for_review", "propose", proposal_text="删除差评返现 10 元"),
        "propose", "decline", "propose", "accept", "reopen", "propose", "no_answer", "content", end="closed",
    )  # fmt: skip
    walker.walk(
        "complaint", greyed("not_reached", FIRST_TALK), ("contact", {"contact_result": "not_reached"}), "not_reached",
        end="unanswered", known=("propose", "accept"),
    )  # fmt: skip
    walker.walk("complaint", "escalate", end="escalated")


@pytest.mark.row("C11", "C12", "C19")
def test_damaged_parcel_and_minor_flaw(walker: Walker) -> None:
    # transit: replaced, while the courier is asked to pay
    def claim_ends(road: Road) -> None:
        road.greyed("close", "还没有完结")
        road.linked[0].go(shown, "file", "recover")

    walker.walk(
        "damaged", greyed("judge_transit", FIRST_PICTURE), shown, "judge_transit", "claim", "replace",
        linked("dispatch", "arrive", then="resending_done"), claim_ends, "close", end="settled",
    )  # fmt: skip
    # quality: not the replacement, but a compensation
    walker.walk(
        "damaged", ("judge_quality", {"packing_whole": "yes"}), "replace", "resending_failed", "compensate",
        "compensating_done", "close", end="settled", known=(shown,),
    )  # fmt: skip
    walker.walk("damaged", "judge_misuse", greyed("explain", FIRST_TALK), talked, "explain", end="unfounded")
    # minor flaw: a coupon, then the quality list
    coupon = ("compensate", {"compensation_form": "coupon", "compensation_amount": "5.00"})
    walker.walk(
        "minor_flaw", coupon, linked("offer", "accept", "paid", then="compensating_done"), "list", end="settled"
    )
    walker.walk("minor_flaw", "compensating_failed", "apologise", "list", end="settled", known=("compensate",))
