"""A handover from the draft to the last line: built, edited, sent, taken over, refused, escalated (P5)."""

from datetime import timedelta

import pytest
from tests.chat.scene import Desk
from tests.handover.scene import draft_of, line_of, open_case, open_talk, sent_of
from tests.people import make_order, make_people, person

from aftercare.cases.actions.assign_case import assign_case
from aftercare.chat.models import FollowUp
from aftercare.clock.actions.fire_due import fire_due
from aftercare.clock.models import Deadline
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import travel
from aftercare.handover.actions.build_draft import build_draft
from aftercare.handover.actions.edit_draft import OwnLine, Typed, add_line, drop_line, keep_typed, send
from aftercare.handover.actions.take_over import accept_all, accept_item, offer_again, refuse_item
from aftercare.handover.models import Handover, HandoverItem
from aftercare.handover.queries import escalated, waiting_items

pytestmark = pytest.mark.django_db


@pytest.mark.row("P5")
def test_a_draft_holds_all_open_work_of_the_person_and_nothing_else():
    desk = Desk()
    people, shop = desk.people, desk.shop
    case, talk = open_case(people.owner, shop), open_talk(desk, people.owner)
    open_case(people.teammate, shop)
    draft = draft_of(people.owner, shop)
    items = {item.subject: item for item in draft.items.all()}
    assert set(items) == {"case", "talk", "follow_up"}
    line = items["case"]
    assert (line.case_id, line.order_no, line.buyer) == (case.pk, case.order.platform_no, case.order.customer.nick_mask)
    assert line.price == case.order.paid and line.description == "原木摆件" and case.number in line.handling
    assert items["talk"].conversation_id == talk.pk and items["talk"].handling
    assert "明天问问她要不要" in items["follow_up"].handling
    typed = Typed({line.pk: ("小鹿", "等仓库")})
    keep_typed(handover_id=draft.pk, typed=typed, person=person(people.owner))
    newer = open_case(people.owner, shop)
    assert draft_of(people.owner, shop).pk == draft.pk
    line.refresh_from_db()
    assert line.handling == "等仓库"  # what was edited stays
    assert sorted(draft.items.exclude(case=None).values_list("case_id", flat=True)) == [case.pk, newer.pk]
    assert draft_of(people.owner, shop).items.count() == 4
    with pytest.raises(NotFound):
        build_draft(slug=shop.slug, person=person(people.stranger))
    with pytest.raises(NotFound):
        build_draft(slug=shop.slug, person=person(people.warehouse))


@pytest.mark.row("P5")
def test_lines_of_ones_own_and_what_is_kept_back():
    people = make_people()
    shop, me = people.shop, person(people.owner)
    open_case(people.owner, shop)
    draft = draft_of(people.owner, shop)
    order = make_order(shop)
    told = OwnLine("下班前回电", order_no=order.platform_no)
    item = add_line(handover_id=draft.pk, line=told, person=me)
    assert (item.order_no, item.price, item.buyer) == (order.platform_no, order.paid, order.customer.nick_mask)
    masked = add_line(handover_id=draft.pk, line=OwnLine("联系买家", buyer="清风明月88"), person=me)
    assert masked.buyer == "清***8"
    foreign = make_order(people.other_shop)
    for wrong in ({"handling": ""}, {"order_no": "1"}, {"order_no": foreign.platform_no}, {"handling": "长" * 1001}):
        with pytest.raises(InvalidInput):
            add_line(handover_id=draft.pk, line=OwnLine(**{"handling": "x", **wrong}), person=me)
    with pytest.raises(NotFound):  # a draft is nobody else's
        add_line(handover_id=draft.pk, line=told, person=person(people.teammate))
    drop_line(handover_id=draft.pk, item_id=line_of(draft, "case").pk, person=me)
    with pytest.raises(Refused) as old:
        send(handover_id=draft.pk, seen_version=draft.version, person=me)
    assert old.value.refusal.code == "version_changed"
    draft.refresh_from_db()
    send(handover_id=draft.pk, seen_version=draft.version, person=me)
    with pytest.raises(Refused) as sent:
        drop_line(handover_id=draft.pk, item_id=item.pk, person=me)
    assert sent.value.refusal.code == "handover_sent"
    empty = draft_of(people.supervisor, shop)
    with pytest.raises(InvalidInput):
        send(handover_id=empty.pk, seen_version=empty.version, person=person(people.supervisor))


@pytest.mark.row("P5", "B9")
def test_who_accepts_owns_what_the_line_is_about():
    desk = Desk()
    people, shop = desk.people, desk.shop
    case, talk = open_case(people.owner, shop), open_talk(desk, people.owner)
    handover = sent_of(people.owner, shop)
    mate = person(people.teammate)
    with pytest.raises(Refused) as own:
        accept_item(item_id=line_of(handover, "case").pk, person=person(people.owner))
    assert own.value.refusal.code == "own_handover"
    with pytest.raises(NotFound):
        accept_item(item_id=line_of(handover, "case").pk, person=person(people.stranger))
    for subject in ("case", "talk", "follow_up"):
        accept_item(item_id=line_of(handover, subject).pk, person=mate)
    case.refresh_from_db()
    talk.refresh_from_db()
    assert case.owner_id == talk.agent_id == FollowUp.objects.get().owner_id == people.teammate.pk
    handover.refresh_from_db()
    assert handover.state == "done"
    assert Deadline.objects.get(subject_kind="handover").state == "void"
    with pytest.raises(Refused) as twice:
        accept_item(item_id=line_of(handover, "case").pk, person=person(people.supervisor))
    assert twice.value.refusal.code == "item_settled"


@pytest.mark.row("P5")
def test_a_refused_line_stays_with_the_giver_until_somebody_takes_it():
    people = make_people()
    shop, mate = people.shop, person(people.teammate)
    case = open_case(people.owner, shop)
    handover = sent_of(people.owner, shop)
    item = line_of(handover, "case")
    with pytest.raises(InvalidInput):
        refuse_item(item_id=item.pk, reason=" ", person=mate)
    refuse_item(item_id=item.pk, reason="缺照片", person=mate)
    case.refresh_from_db()
    assert case.owner_id == people.owner.pk
    shops = [shop.pk]
    assert [one.pk for one in waiting_items(person(people.owner), shops)] == [item.pk]
    assert not waiting_items(mate, shops).exists()
    with pytest.raises(NotFound):
        offer_again(item_id=item.pk, handling="", person=mate)
    offer_again(item_id=item.pk, handling="照片已补", person=person(people.owner))
    assert [one.pk for one in waiting_items(mate, shops)] == [item.pk]
    assert accept_all(handover_id=handover.pk, person=mate) == (1, [])
    case.refresh_from_db()
    assert case.owner_id == people.teammate.pk
    assert HandoverItem.objects.get().handling == "照片已补"


def test_what_somebody_else_has_by_now_is_not_taken_and_what_has_ended_is_only_noted():
    people = make_people()
    shop = people.shop
    moved, kept = open_case(people.owner, shop), open_case(people.owner, shop)
    handover = sent_of(people.owner, shop)
    assign_case(number=moved.number, owner_id=people.supervisor.pk, person=person(people.supervisor))
    taken, why = accept_all(handover_id=handover.pk, person=person(people.teammate))
    assert (taken, len(why)) == (1, 1)
    moved.refresh_from_db()
    kept.refresh_from_db()
    assert (moved.owner_id, kept.owner_id) == (people.supervisor.pk, people.teammate.pk)
    assert HandoverItem.objects.get(case=moved).state == "open"


@pytest.mark.row("P5")
@pytest.mark.django_db(transaction=True)
def test_what_nobody_takes_goes_to_the_supervisor_when_its_time_is_over():
    people = make_people()
    open_case(people.owner, people.shop)
    handover = sent_of(people.owner, people.shop)
    with travel(timedelta(minutes=29)):
        fire_due()
    handover.refresh_from_db()
    assert handover.escalated_at is None
    with travel(timedelta(minutes=31)):
        fire_due()
    handover.refresh_from_db()
    assert handover.escalated_at is not None
    assert Event.objects.filter(kind="handover.escalated").count() == 1
    assert [one.pk for one in escalated(person(people.supervisor), [people.shop.pk], 5)] == [handover.pk]
    assert accept_all(handover_id=handover.pk, person=person(people.supervisor))[0] == 1
    assert escalated(person(people.supervisor), [people.shop.pk], 5) == []


def test_a_line_that_is_taken_is_not_refused_any_more():
    people = make_people()
    open_case(people.owner, people.shop)
    handover = sent_of(people.owner, people.shop)
    item = line_of(handover, "case")
    accept_item(item_id=item.pk, person=person(people.teammate))
    with pytest.raises(Refused):
        refuse_item(item_id=item.pk, reason="不接", person=person(people.supervisor))
    assert Handover.objects.get().state == "done"
