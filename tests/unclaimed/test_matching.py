"""What is proposed for a parcel on the shelf, and when a case makes itself known (B4)."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from tests.pages.stage import agreed, move
from tests.people import make_case, make_order, make_people, make_staff, person
from tests.races import race
from tests.unclaimed.scene import NAME, PHONE, order_of, parcel_of

from aftercare.accounts.terms import Role
from aftercare.cases.models import Evidence
from aftercare.cases.pack.contents import Material
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.orders.models import Order
from aftercare.unclaimed.actions.link_parcel import link_parcel
from aftercare.unclaimed.actions.match_parcel import match_forgotten, match_parcel, match_tracking
from aftercare.unclaimed.actions.rule_out import rule_out
from aftercare.unclaimed.actions.unlink_parcel import unlink_parcel
from aftercare.unclaimed.matching import LOOKED_BACK
from aftercare.unclaimed.models import Proposal, UnclaimedParcel
from aftercare.unclaimed.terms import ParcelState

pytestmark = pytest.mark.django_db


def told(parcel: UnclaimedParcel) -> list[tuple[str, list[str]]]:
    rows = parcel.proposals.filter(ruled_out_by=None).order_by("-score", "id").select_related("case", "order")
    return [(one.case.number if one.case else one.order.platform_no, one.signs) for one in rows]


@pytest.mark.row("B4")
def test_a_parcel_finds_its_case_by_number_phone_name_and_goods():
    people = make_people()
    case = agreed(people.owner, people.shop)
    other = agreed(people.owner, people.shop)
    move(case, "register_parcel", people.owner, courier="顺丰速运", tracking_no="SF9900000001")
    by_number = parcel_of(people.warehouse, people.shop, goods="看不清")
    assert told(by_number)[0] == (case.number, ["tracking", "expected"])

    order = order_of(people.shop)
    by_phone = parcel_of(
        people.warehouse, people.shop, tracking_no="", sender_phone=PHONE, sender_name=NAME, goods="瓶子"
    )
    assert told(by_phone) == [(order.platform_no, ["phone", "name"])]
    by_tail = parcel_of(people.warehouse, people.shop, tracking_no="", sender_phone="138****2468", goods="瓶子")
    assert told(by_tail) == [(order.platform_no, ["tail"])]
    by_goods = parcel_of(people.warehouse, people.shop, tracking_no="")
    assert (other.number, ["product", "expected"]) in told(by_goods)


def test_our_own_parcel_that_comes_back_is_known_by_the_order():
    people = make_people()
    order = make_order(people.shop, tracking_no="YT9900000001")
    parcel = parcel_of(people.warehouse, people.shop, tracking_no="YT9900000001", goods="看不清")
    assert told(parcel) == [(order.platform_no, ["outbound"])]


def test_an_order_of_long_ago_is_not_proposed_by_its_phone():
    people = make_people()
    order = order_of(people.shop)
    Order.objects.filter(pk=order.pk).update(ordered_at=now() - LOOKED_BACK - timedelta(days=1))
    assert told(parcel_of(people.warehouse, people.shop, sender_phone=PHONE, goods="瓶子")) == []


@pytest.mark.row("B4")
def test_a_case_that_names_the_number_later_proposes_itself():
    people = make_people()
    parcel = parcel_of(people.warehouse, people.shop, goods="看不清")
    assert told(parcel) == []
    case = agreed(people.owner, people.shop)
    move(case, "register_parcel", people.owner, courier="顺丰速运", tracking_no=parcel.tracking_no)
    jobs = _jobs("unclaimed.match")
    assert jobs == [{"tracking_no": parcel.tracking_no}]
    assert match_tracking(**jobs[0]) == 1
    assert told(parcel) == [(case.number, ["tracking", "expected"])]
    assert Event.objects.filter(kind="unclaimed.proposed", subject_id=parcel.pk).count() == 1
    match_tracking(**jobs[0])  # a job that runs twice
    assert Event.objects.filter(kind="unclaimed.proposed", subject_id=parcel.pk).count() == 1


def test_a_case_whose_number_lies_on_no_shelf_makes_no_job():
    people = make_people()
    case = agreed(people.owner, people.shop)
    move(case, "register_parcel", people.owner, courier="顺丰速运", tracking_no="SF9900000001")
    assert _jobs("unclaimed.match") == []


@pytest.mark.row("B4")
def test_the_sweep_finds_what_an_import_and_a_new_case_say():
    people = make_people()
    by_import = parcel_of(people.warehouse, people.shop, tracking_no="YT9900000001", goods="看不清")
    by_order = parcel_of(people.warehouse, people.shop, tracking_no="", sender_phone=PHONE, goods="看不清")
    assert match_forgotten() == 0
    order = order_of(people.shop, tracking_no="YT9900000001")  # as an import writes it
    assert match_forgotten() == 1
    assert told(by_import) == [(order.platform_no, ["outbound"])]
    match_parcel(number=by_order.number, person=person(people.warehouse))
    case = make_case(people.owner, order)
    assert match_forgotten() == 2  # both orders have a case now
    assert told(by_order)[0][0] == told(by_import)[0][0] == case.number
    assert match_forgotten() == 0


def test_what_was_ruled_out_is_not_proposed_again():
    people = make_people()
    order = order_of(people.shop)
    parcel = parcel_of(people.warehouse, people.shop, sender_phone=PHONE, goods="瓶子")
    rule_out(number=parcel.number, proposal_id=parcel.proposals.get().pk, person=person(people.owner))
    match_parcel(number=parcel.number, person=person(people.warehouse))
    assert told(parcel) == []
    assert parcel.proposals.get().order_id == order.pk


@pytest.mark.attack("B1", "B6")
def test_a_parcel_of_another_shop_is_proposed_to_those_who_see_both():
    people = make_people()
    both = make_staff("", Role.WAREHOUSE, shop=people.shop)
    other = make_staff("", Role.AGENT, shop=people.other_shop)
    both.memberships.create(shop=people.other_shop, role=Role.WAREHOUSE)
    case = agreed(other, people.other_shop)
    move(case, "register_parcel", other, courier="顺丰速运", tracking_no="SF9900000001")
    parcel = parcel_of(people.warehouse, people.shop, goods="看不清")
    assert told(parcel) == []  # this keeper has nothing to do with the other shop
    UnclaimedParcel.objects.filter(pk=parcel.pk).update(registered_by=both)
    match_parcel(number=parcel.number, person=person(both))
    assert told(parcel)[0][0] == case.number
    with pytest.raises(NotFound):  # sees the parcel, not the case
        link_parcel(number=parcel.number, case_number=case.number, person=person(people.owner))
    with pytest.raises(NotFound):  # sees the case, not the parcel
        link_parcel(number=parcel.number, case_number=case.number, person=person(other))
    assert link_parcel(number=parcel.number, case_number=case.number, person=person(both)).case_id == case.pk


@pytest.mark.row("B4")
def test_a_linked_case_gets_number_pictures_and_an_event_on_both_sides():
    people = make_people()
    case = agreed(people.owner, people.shop)
    parcel = parcel_of(people.warehouse, people.shop, courier="顺丰速运")
    link_parcel(number=parcel.number, case_number=case.number, person=person(people.warehouse))
    version = case.version
    case.refresh_from_db()
    assert (case.return_tracking_no, case.return_courier) == ("SF9900000001", "顺丰速运")
    assert case.version == version + 1
    assert list(Evidence.objects.filter(case=case).values_list("file_id", flat=True)) == [parcel.pictures.get().file_id]
    kinds = Event.objects.filter(kind__in=("case.parcel_claimed", "unclaimed.linked")).values_list("kind", "subject_id")
    assert set(kinds) == {("case.parcel_claimed", case.pk), ("unclaimed.linked", parcel.pk)}
    assert not Proposal.objects.filter(parcel=parcel).exists()
    again = link_parcel(number=parcel.number, case_number=case.number, person=person(people.warehouse))
    assert again.version == parcel.version + 1  # the same case again: nothing more is written
    move(case, "receive", people.warehouse, received_lines={str(case.lines.get().pk): "1"})


def test_a_number_that_the_buyer_has_named_stays():
    people = make_people()
    case = agreed(people.owner, people.shop)
    case = move(case, "register_parcel", people.owner, courier="圆通速递", tracking_no="YT1100000011")
    parcel = parcel_of(people.warehouse, people.shop)
    link_parcel(number=parcel.number, case_number=case.number, person=person(people.owner))
    case.refresh_from_db()
    assert case.return_tracking_no == "YT1100000011"
    event = Event.objects.get(kind="case.parcel_claimed")
    assert event.data["tracking_no"] == "SF9900000001"


@pytest.mark.row("B4")
def test_a_parcel_given_to_the_wrong_case_goes_back_to_the_shelf_and_takes_its_number_along():
    people = make_people()
    case = agreed(people.owner, people.shop)
    parcel = parcel_of(people.warehouse, people.shop, courier="顺丰速运")
    link_parcel(number=parcel.number, case_number=case.number, person=person(people.owner))
    unlink_parcel(number=parcel.number, why="是另一位买家的包裹", person=person(people.warehouse))
    parcel.refresh_from_db(), case.refresh_from_db()
    assert (parcel.state, parcel.case, parcel.settled_at) == (ParcelState.WAITING, None, None)
    assert (case.return_tracking_no, case.return_courier) == ("", "")
    assert case.notes.get().text == f"{parcel.number}: 是另一位买家的包裹"
    told = Event.objects.get(kind="case.parcel_released").data
    assert told == {"parcel": parcel.number, "evidence": [case.evidence.get().pk]}  # what was proof once stays
    assert not Proposal.objects.filter(parcel=parcel, case=case, ruled_out_by=None).exists()
    assert case.evidence.get().file.token not in Material.of(person(people.owner), case.number).usual.evidence
    link_parcel(number=parcel.number, case_number=case.number, person=person(people.owner))  # it was right after all
    assert case.evidence.get().file.token in Material.of(person(people.owner), case.number).usual.evidence


@pytest.mark.row("B4")
@pytest.mark.attack("B6")
def test_what_stands_against_taking_a_parcel_from_its_case():
    people = make_people()
    case = agreed(people.owner, people.shop)
    case = move(case, "register_parcel", people.owner, courier="顺丰速运", tracking_no="SF9900000001")
    parcel = parcel_of(people.warehouse, people.shop)
    boss = person(people.supervisor)

    def code(**more) -> str:
        with pytest.raises(Refused) as refused:
            unlink_parcel(**{"number": parcel.number, "why": "弄错了", "person": boss, **more})
        return refused.value.refusal.code

    assert code() == "wrong_state"
    link_parcel(number=parcel.number, case_number=case.number, person=boss)
    assert code(expected_version=1) == "version_changed"
    with pytest.raises(InvalidInput):
        unlink_parcel(number=parcel.number, why=" ", person=boss)
    with pytest.raises(NotFound):
        unlink_parcel(number=parcel.number, why="弄错了", person=person(people.stranger))
    again = parcel_of(people.warehouse, people.shop)  # the same label once more
    assert code() == "on_shelf_again"
    UnclaimedParcel.objects.filter(pk=again.pk).update(tracking_no="SF9900000002")
    move(case, "receive", people.warehouse, received_lines={str(case.lines.get().pk): "1"})
    assert code() == "parcel_received"
    parcel.refresh_from_db(), case.refresh_from_db()
    assert (parcel.state, parcel.case, case.return_tracking_no) == (ParcelState.LINKED, case, "SF9900000001")


@pytest.mark.row("B4")
def test_a_number_of_the_buyers_own_is_not_taken_along():
    people = make_people()
    case = agreed(people.owner, people.shop)
    case = move(case, "register_parcel", people.owner, courier="顺丰速运", tracking_no="SF9900000001")
    parcel = parcel_of(people.warehouse, people.shop)
    link_parcel(number=parcel.number, case_number=case.number, person=person(people.owner))
    unlink_parcel(number=parcel.number, why="面单是旧的", person=person(people.owner))
    case.refresh_from_db()
    assert case.return_tracking_no == "SF9900000001"
    assert Event.objects.filter(kind="unclaimed.proposed").count() == 1  # nobody hears of the same case again


@pytest.mark.row("B4")
@pytest.mark.django_db(transaction=True)
def test_two_who_link_at_once_have_one_winner():
    people = make_people()
    one, two = agreed(people.owner, people.shop), agreed(people.owner, people.shop)
    parcel = parcel_of(people.warehouse, people.shop)

    def link(case, staff):
        return lambda: link_parcel(number=parcel.number, case_number=case.number, person=person(staff))

    ends = race(link(one, people.owner), link(two, people.teammate))
    (loser,) = [end for end in ends if not end.won]
    parcel.refresh_from_db()
    assert isinstance(loser.error, Refused) and loser.error.refusal.code == "already_linked"
    assert parcel.case.number in str(loser.error)
    assert Evidence.objects.count() == 1
    assert Event.objects.filter(kind="case.parcel_claimed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_label_scanned_twice_at_once_lies_there_once():
    people = make_people()
    ends = race(*[lambda: parcel_of(people.warehouse, people.shop)] * 2)
    (loser,) = [end for end in ends if not end.won]
    assert loser.error.refusal.code == "on_shelf"
    assert UnclaimedParcel.objects.count() == 1


def test_a_form_sent_twice_registers_one_parcel():
    people = make_people()
    first = parcel_of(people.warehouse, people.shop, key="form-1")
    assert parcel_of(people.warehouse, people.shop, key="form-1").pk == first.pk
    with travel(timedelta(days=1)):
        assert parcel_of(people.warehouse, people.shop, key="form-2", tracking_no="").pk != first.pk


def _jobs(task: str) -> list[dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [task])
        found = [args for (args,) in cursor.fetchall()]
    return [json.loads(args) if isinstance(args, str) else args for args in found]
