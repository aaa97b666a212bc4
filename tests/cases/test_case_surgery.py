"""Cases that are linked, merged, split, and that go on as another kind (B13): with rights on both sides, pieces and
money neither lost nor counted twice."""

from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction
from tests.cases.story import Story, World, begin, by_line, everything, granted
from tests.people import person
from tests.races import race

from aftercare.accounts.terms import Role
from aftercare.cases.access import access_case
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import CaseLine
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.jobs.cases import hear
from aftercare.shops.models import Membership

NO_SUCH_CASE = "There is no such case in this shop."


def pair(kind: str = "return", **wish) -> tuple[Story, Story]:
    """Two cases of a kind on the same order: two pieces and one."""
    story = begin(kind, **wish)
    case = story.case
    return story, begin(kind, story.world, order=case.order, pieces=1, reason=case.reason)


def pieces(story: Story) -> tuple[int, int]:
    return story.line.asked, story.case.asked.fen


@pytest.mark.row("B13")
@pytest.mark.django_db
def test_linked_cases_name_each_other_once():
    story, other = pair()
    story.do("link", other_case=f" {other.number.lower()} ")
    assert [one.number for one in other.linked] == [story.number]
    assert story.case.state == other.case.state == "asked"
    for one, two in ((story, other), (other, story)):
        assert one.turned_back("other_case", "link", other_case=two.number) == "The two cases are linked already."


@pytest.mark.row("B13", "P1")
@pytest.mark.attack("B1", "B6")
@pytest.mark.django_db
@pytest.mark.parametrize("code", ["link", "merge"])
def test_a_case_that_is_not_yours_is_no_such_case(code: str):
    story = begin("return", reason="quality")
    theirs = begin("return", World(), reason="quality")
    assert story.turned_back("other_case", code, other_case=theirs.number) == NO_SUCH_CASE
    assert story.turned_back("other_case", code, other_case="TH99999999") == NO_SUCH_CASE
    # and whoever works in both shops does not tie them together either
    agent = story.world.people.owner
    Membership.objects.create(shop=theirs.world.people.shop, staff=agent, role=Role.AGENT)
    assert story.turned_back("other_case", code, other_case=theirs.number) == NO_SUCH_CASE
    story.unknown_to("stranger", code, other_case=theirs.number)


@pytest.mark.row("B13")
@pytest.mark.django_db
@pytest.mark.parametrize("code", ["link", "merge"])
@pytest.mark.parametrize("number", ["TH 0", "，，，", "x" * 21, ""])
def test_a_number_that_is_none_or_its_own_is_turned_back(code: str, number: str):
    story = begin("return")
    story.turned_back("other_case", code, other_case=number)
    story.turned_back("other_case", code, other_case=story.number)


@pytest.mark.row("B13", "B3")
@pytest.mark.django_db
def test_merged_pieces_money_and_evidence_go_to_the_other_case():
    story, other = pair(reason="quality")
    story.show()
    before = other.case.version
    story.do("merge", other_case=other.number)
    assert (story.state, story.case.holds_goods, story.case.closed_at is not None) == ("merged", False, True)
    assert (pieces(other), other.case.evidence.count(), other.case.version) == ((3, 30000), 1, before + 1)
    assert Event.objects.get(kind="case.took_in").data["other"] == story.number
    other.do("agree", by="supervisor").do("receive").do("inspect").pay()
    assert (other.state, other.case.refunded) == ("refunded", Money(30000))


@pytest.mark.row("B13", "C17")
@pytest.mark.django_db
def test_an_approval_that_was_asked_for_before_the_merge_no_longer_counts():
    story, other = pair(paid="900.00", reason="quality")
    other.do("ask_approval", by="agent")
    assert story.turned_back("other_case", "merge", other_case=other.number)
    story.do("ask_approval")
    other.do("deny")
    story.do("deny").do("merge", other_case=other.number)
    assert pieces(other) == (3, 67500)


@pytest.mark.row("B13")
@pytest.mark.django_db
def test_only_an_open_case_of_the_same_order_and_kind_that_nobody_has_decided_takes_another_one_in():
    story, other = pair(reason="quality")
    elsewhere = begin("return", story.world, reason="quality")
    exchange = begin("exchange", story.world, order=story.case.order, pieces=1)
    for one in (elsewhere, exchange):
        assert "same order and kind" in story.turned_back("other_case", "merge", other_case=one.number)
    other.do("agree")
    assert "decided already" in story.turned_back("other_case", "merge", other_case=other.number)
    other.do("withdraw")
    assert "Only an open case" in story.turned_back("other_case", "merge", other_case=other.number)


@pytest.mark.row("B13", "C5")
@pytest.mark.django_db
@pytest.mark.parametrize("further", [("agree",), ("agree", "receive"), ("agree", "receive", "start")])
def test_a_repair_that_waits_for_its_parcel_or_has_it_takes_no_more_pieces_in(further: tuple[str, ...]):
    story, other = pair("repair")
    for code in further:
        other.do(code)
    assert "decided already" in story.turned_back("other_case", "merge", other_case=other.number)


@pytest.mark.row("B13", "C8")
@pytest.mark.django_db
def test_goods_that_are_on_their_way_again_take_no_more_pieces_in():
    story, other = pair("misshipment")
    other.show().do("ask_warehouse").do("confirm").do("resend")
    assert "decided already" in story.turned_back("other_case", "merge", other_case=other.number)


@pytest.mark.row("B13", "B3")
@pytest.mark.django_db
def test_two_complaints_about_the_same_pieces_are_not_twice_as_many_pieces():
    world = World()
    order = world.order(quantity=1)
    story, other = (begin("complaint", world, order=order) for _ in range(2))
    story.do("merge", other_case=other.number)
    assert other.line.asked == 1
    assert other.do("to_return", new_reason="quality").child.line.asked == 1


@pytest.mark.row("B13", "C3")
@pytest.mark.django_db
def test_whoever_waits_for_a_merged_case_waits_for_the_one_it_went_into():
    story = begin("complaint").do("compensate", compensation_amount="8.00")
    child = story.child
    other = begin("compensation", story.world, order=story.case.order, amount="5.00", reason=child.case.reason)
    child.do("merge", other_case=other.number)
    assert (story.state, child.state) == ("compensating", "merged")
    other.do("offer").do("accept").pay()
    assert (other.case.refunded, story.state) == (Money(1300), "callback")


@pytest.mark.row("B13")
@pytest.mark.django_db
def test_a_case_with_an_open_child_is_neither_merged_nor_changed():
    world = World()
    order = world.order()
    story = begin("rights", world, order=order).do("reply").do("compensate").run_out().do("verdict_shop")
    other = begin("rights", world, order=order)
    story.refused("wrong_state", "merge", other_case=other.number)
    ahead = begin("exchange", world).do("agree").do("register_parcel").do("send_ahead")
    ahead.refused("wrong_state", "to_return")


@pytest.mark.row("B13")
@pytest.mark.django_db(transaction=True)
def test_a_case_that_somebody_is_working_on_is_busy_and_nothing_is_saved():
    story, other = pair(reason="quality")
    held, done = Signal(), Signal()

    def work() -> None:
        with transaction.atomic():
            access_case(person(other.world.people.teammate), other.number, lock=True)
            held.set()
            done.wait(20)
        connection.close()

    worker = Thread(target=work)
    worker.start()
    try:
        assert held.wait(20)
        for code in ("link", "merge"):
            story.refused("other_case_busy", code, other_case=other.number)
    finally:
        done.set()
        worker.join(20)
    assert story.do("merge", other_case=other.number).state == "merged"


@pytest.mark.row("B13")
@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_two_people_who_merge_two_cases_into_each_other_leave_one():
    story, other = pair(reason="quality")
    people = story.world.people

    def merge(one: Story, into: Story, staff) -> None:
        inputs = {"other_case": into.number, "note": "同一件事"}
        move_case(number=one.number, move_code="merge", person=person(staff), inputs=inputs)

    finishes = race(lambda: merge(story, other, people.owner), lambda: merge(other, story, people.teammate))
    assert sum(finish.won for finish in finishes) <= 1  # each may find the other one busy, or closed by then
    assert all(finish.won or isinstance(finish.error, Refused | InvalidInput) for finish in finishes), finishes
    left = [one for one in (story, other) if one.state == "asked"]
    assert sum(one.line.asked for one in left) == 3


@pytest.mark.row("B13", "B3")
@pytest.mark.django_db
def test_split_pieces_take_their_share_their_clocks_and_their_evidence_with_them():
    story = begin("return", reason="quality", amount="100.01", description="一件有划痕").show()
    due, own = story.case.platform_due_at, story.case.own_due_at
    story.wait(days=2).do("split", split_lines=by_line("1"))
    part = story.child
    assert (pieces(story), pieces(part)) == ((1, 5000), (1, 5001))
    assert (part.case.platform_due_at, part.case.own_due_at) == (due, own)  # the buyer has waited all the time
    assert (part.case.description, part.case.reason, part.case.evidence.count()) == ("一件有划痕", "quality", 1)
    assert (part.number[:2], part.state, part.case.owner_id) == ("TH", "asked", story.case.owner_id)
    part.do("agree").do("receive").do("inspect").pay()
    assert (part.case.refunded, story.state) == (Money(5001), "asked")
    story.run_out()
    assert (story.state, part.state) == ("agreed", "refunded")


@pytest.mark.row("B13", "B3")
@pytest.mark.django_db
def test_a_whole_line_can_be_split_off_but_something_must_stay():
    story = begin("return", lines=2, quantity=2, reason="quality")
    first, second = (str(line.pk) for line in story.case.lines.order_by("id"))
    everything_off = {first: "2", second: "2"}
    for wrong in (everything_off, {first: "3"}, {first: "0"}, {"999999": "1"}, {first: "-1"}, {first: "1.5"}):
        story.turned_back("split_lines", "split", split_lines=wrong)
    story.do("split", split_lines={first: "2"})
    assert (story.case.lines.count(), story.child.case.lines.count()) == (1, 1)
    assert story.case.asked + story.child.case.asked == Money(40000)
    assert CaseLine.objects.filter(case__in=(story.case, story.child.case)).count() == 2


@pytest.mark.row("B13", "C2")
@pytest.mark.django_db
def test_a_part_of_an_exchange_is_exchanged_for_the_same():
    story = begin("exchange", inputs={"new_variant": "尺码:XL", "urgent": "yes"}).do("split")
    assert story.child.case.details == {"urgent": True}
    assert story.child.case.notes.get(name="new_variant").text == "尺码:XL"


@pytest.mark.row("B13", "C9")
@pytest.mark.django_db
def test_a_parent_waits_for_both_parts():
    story = begin("rights").do("object").show().do("hand_in").do("verdict_buyer", refund_amount="20.00")
    refund = story.child
    refund.do("split")
    part = refund.child
    refund.do("agree").pay()
    assert story.state == "refunding"
    part.do("agree").pay()
    assert (story.state, refund.case.refunded + part.case.refunded) == ("judging", Money(2000))


@pytest.mark.row("B13", "B3")
@pytest.mark.attack("B3")
@pytest.mark.django_db
def test_a_case_that_goes_on_as_another_kind_hands_everything_over():
    story = begin(
        "return",
        reason="quality",
        description="屏幕有坏点",
        platform_case_no="P-2026",
        note="老客户",
        freight=Money(800),
    )
    order = story.case.order
    story.show().do("to_exchange", note="买家同意换")
    follower = story.child
    assert (story.state, story.case.holds_goods, story.case.closed_at is not None) == ("converted", False, True)
    assert (follower.case.flow, follower.case.holds_goods, pieces(follower)) == ("exchange", True, (2, 0))
    assert (follower.case.description, follower.case.asked_freight) == ("屏幕有坏点", Money(800))
    assert (story.case.platform_case_no, follower.case.platform_case_no) == ("", "P-2026")
    assert follower.case.evidence.get().file_id == story.case.evidence.get().file_id
    assert (follower.case.owner_id, follower.case.order_id) == (story.case.owner_id, order.pk)
    assert [link.kind for link in story.case.links_out.all()] == ["became"]
    opened = Event.objects.get(kind="case.opened", subject_id=follower.case.pk)
    assert (opened.data["from"], opened.data["link"]) == (story.number, "became")
    with pytest.raises(Refused) as error:
        begin("return", story.world, order=order, pieces=3)
    assert error.value.refusal.code == "too_many_pieces"
    follower.do("withdraw")
    assert begin("return", story.world, order=order, pieces=4).line.asked == 4


@pytest.mark.row("B13", "B3")
@pytest.mark.django_db
def test_pieces_that_another_case_holds_do_not_come_in_by_a_conversion():
    story = begin("complaint")
    begin("return", story.world, order=story.case.order, pieces=3, reason="quality")
    for kind, reason in (
        ("return", "quality"),
        ("exchange", "quality"),
        ("repair", "quality"),
        ("refund_only", "missing"),
    ):
        story.refused("too_many_pieces", f"to_{kind}", new_reason=reason)
    assert story.do("to_damaged", new_reason="damaged").state == "converted"  # it holds nothing


@pytest.mark.row("B13", "C18")
@pytest.mark.django_db
def test_nothing_is_asked_back_a_second_time_by_a_conversion():
    story = begin("complaint")
    order = story.case.order
    order.lines.update(refunded=Money(40000))
    story.refused("nothing_left", "to_return", new_reason="quality")
    order.lines.update(refunded=Money(25000))
    assert story.do("to_return", new_reason="quality").child.case.asked == Money(15000)


@pytest.mark.row("B13", "C16")
@pytest.mark.django_db
def test_who_was_found_responsible_stays_so_unless_the_reason_changes():
    found = {"responsible": "supplier"}
    same = begin("complaint", reason="quality").do("assess", **found).do("to_return")
    assert same.child.case.responsible == "supplier"
    changed = begin("complaint", reason="quality").do("assess", **found).do("to_return", new_reason="missing")
    assert changed.child.case.responsible == "warehouse"


@pytest.mark.row("B13", "C17")
@pytest.mark.django_db
def test_an_open_request_for_approval_ends_with_the_case_that_asked():
    story = begin("exchange", paid="900.00")
    story.do("ask_approval", granted_lines=granted("250.00"))
    story.refused("wrong_state", "to_return")
    story.do("deny").do("to_return")
    assert (story.state, story.case.proposal) == ("converted", None)


@pytest.mark.row("B13", "B1")
@pytest.mark.django_db
def test_the_clock_of_a_closed_case_does_not_fire_and_the_followers_does():
    story = begin("exchange").do("to_return")
    follower = story.child
    assert follower.case.platform_due_at - follower.case.opened_at == timedelta(days=5)
    story.wait(days=5).fire()
    assert (story.state, follower.state) == ("converted", "asked")
    follower.fire()
    assert follower.state == "agreed"


@pytest.mark.row("B13")
@pytest.mark.django_db
def test_told_twice_that_a_child_has_ended_moves_the_parent_once():
    story = begin("complaint").do("compensate").ends(well=True)
    before = everything()
    assert hear(case_id=story.case.pk) == ""
    assert everything() == before
