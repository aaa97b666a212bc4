"""From approval to the payment file and its result: to the fen, once, whoever comes at the same instant (B5, C18)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from tests.freight.scene import approved, claim_of, pays_to_accounts, picture_bytes, returned
from tests.pages.stage import move
from tests.people import make_people, make_staff, person
from tests.races import race

from aftercare.accounts.terms import Role
from aftercare.cases.models import BuyerMessage, Case
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.freight.actions.approve_claim import Grant, approve_claim
from aftercare.freight.actions.correct_account import Account, correct_account
from aftercare.freight.actions.make_batch import make_batch
from aftercare.freight.actions.refuse_claim import refuse_claim
from aftercare.freight.actions.take_results import fail_rest, take_results
from aftercare.freight.models import FreightBatch, FreightClaim
from aftercare.freight.queries import rows_of_batch
from aftercare.freight.sheet import ResultRow, batch_csv, read_results
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.models import JournalTransaction, Payout
from aftercare.money.queries import balances

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """What refusals say is looked at."""
    with translation.override("en"):
        yield


def batch_of(people, count: int = 1, head: str = "SF88000001") -> tuple[FreightBatch, list[FreightClaim]]:
    claims = []
    for index in range(count):
        case = returned(people, f"{head}{index:02d}")
        claims.append(approved(claim_of(case, people.owner), people.supervisor))
    return make_batch(shop_id=people.shop.pk, person=person(people.refund_clerk)), claims


def result(claim: FreightClaim, **fields: str) -> ResultRow:
    claim.refresh_from_db()
    return ResultRow(2, claim.payout.key, claim.granted, **fields)


def state_of(claim: FreightClaim) -> str:
    claim.refresh_from_db()
    return claim.state


@pytest.mark.row("B5", "C18")
def test_a_file_is_made_paid_and_brought_back():
    people = make_people()
    batch, (one, two, three) = batch_of(people, 3)
    assert (batch.count, batch.total) == (3, Money(3600))
    assert {state_of(claim) for claim in (one, two, three)} == {"batched"}
    still_open = ResultRow(4, three.payout.key, three.granted, is_open=True)
    rows = [result(one, voucher="V-1"), result(two, reason="账号不存在"), still_open]
    taken = take_results(number=batch.number, rows=rows, person=person(people.refund_clerk))
    assert (taken.paid, taken.failed, taken.still_open, taken.remarks) == (1, 1, 1, [])
    assert [state_of(claim) for claim in (one, two, three)] == ["paid", "failed", "batched"]
    batch.refresh_from_db()
    assert batch.closed_at is None
    again = take_results(number=batch.number, rows=rows, person=person(people.refund_clerk))
    assert (again.paid, again.failed, again.known, again.remarks) == (0, 0, 2, [])
    take_results(number=batch.number, rows=[result(three, voucher="V-3")], person=person(people.refund_clerk))
    batch.refresh_from_db()
    assert batch.closed_at is not None
    found = balances(people.shop.pk)
    assert found["freight"] == Money(2400) and found["payable"] == Money(0)
    assert found["cash:manual"] == Money(-2400)
    told = list(BuyerMessage.objects.order_by("pk").values_list("template", flat=True))
    assert told[-3:] == ["freight_paid", "freight_failed", "freight_paid"]
    assert Event.objects.filter(kind="case.freight_paid").count() == 2


@pytest.mark.row("B5")
def test_what_failed_is_approved_again_under_a_new_key_and_paid_once():
    people = make_people()
    pays_to_accounts(people)
    case = returned(people)
    claim = claim_of(case, people.owner, payee_name="测试甲", payee_account="test@pay.example")
    approved(claim, people.supervisor)
    batch = make_batch(shop_id=people.shop.pk, person=person(people.refund_clerk))
    fail_rest(number=batch.number, reason="文件被银行退回", person=person(people.refund_clerk))
    assert state_of(claim) == "failed"
    correct_account(number=claim.number, account=Account("测试甲", "other@pay.example"), person=person(people.owner))
    claim = approved(claim, people.supervisor)
    assert claim.payout.key == f"freight-{claim.pk}-2"
    second = make_batch(shop_id=people.shop.pk, person=person(people.refund_clerk))
    take_results(number=second.number, rows=[result(claim, voucher="V-1")], person=person(people.refund_clerk))
    late = [ResultRow(2, f"freight-{claim.pk}-1", claim.granted, voucher="V-0")]
    answer = take_results(number=batch.number, rows=late, person=person(people.refund_clerk))
    assert (answer.paid, answer.known, len(answer.remarks)) == (0, 0, 1)
    assert Payout.objects.filter(subject_kind="freight", state="paid").count() == 1
    assert balances(people.shop.pk)["cash:transfer"] == Money(-1200)


@pytest.mark.attack("E7", "E8", "H2", "B1")
def test_wrong_rows_of_a_result_are_named_and_change_nothing():
    people = make_people()
    batch, (one, two) = batch_of(people, 2)
    other, _claims = batch_of(make_people(), head="SF88000009")
    rows = [
        ResultRow(2, one.payout.key, Money(1201), voucher="V-1"),
        ResultRow(3, other.rows.get().payout.key, Money(1200), voucher="V-2"),
        ResultRow(4, two.payout.key, two.granted, voucher="V-3"),
        ResultRow(5, two.payout.key, two.granted, voucher="V-4"),
        ResultRow(6, "?", problem="The amount cannot be read."),
    ]
    taken = take_results(number=batch.number, rows=rows, person=person(people.refund_clerk))
    assert (taken.paid, taken.failed) == (1, 0)
    assert [line for line, _key, _text in taken.remarks] == [2, 3, 5, 6]
    assert [state_of(claim) for claim in (one, two)] == ["batched", "paid"]
    twice = [result(one, voucher="V-3")]  # one voucher pays one row
    answer = take_results(number=batch.number, rows=twice, person=person(people.refund_clerk))
    assert (answer.paid, len(answer.remarks)) == (0, 1)
    assert state_of(one) == "batched"


@pytest.mark.attack("H1", "H6")
def test_what_lies_in_a_file_cannot_be_paid_beside_it():
    people = make_people()
    _batch, (claim,) = batch_of(people)
    claim.refresh_from_db()
    with pytest.raises(Refused) as refused:
        mark_paid(payout=claim.payout, voucher="V-9", person=person(people.refund_clerk))
    assert refused.value.refusal.code == "handed_over"
    with pytest.raises(Refused) as refused:
        make_batch(shop_id=people.shop.pk, person=person(people.refund_clerk))
    assert refused.value.refusal.code == "nothing_to_pay"
    assert state_of(claim) == "batched"


def test_what_was_paid_by_hand_before_goes_into_no_file():
    people = make_people()
    claim = approved(claim_of(returned(people), people.owner), people.supervisor)
    mark_paid(payout=claim.payout, voucher="V-9", person=person(people.refund_clerk))
    assert state_of(claim) == "paid"
    with pytest.raises(Refused):
        make_batch(shop_id=people.shop.pk, person=person(people.refund_clerk))


@pytest.mark.attack("B20")
def test_who_decided_it_pays_nothing_of_it():
    people = make_people()
    both = make_staff("", Role.SUPERVISOR, Role.REFUND_CLERK, shop=people.shop)
    claim = approved(claim_of(returned(people), people.owner), both)
    with pytest.raises(Refused) as refused:
        make_batch(shop_id=people.shop.pk, person=person(both))
    assert refused.value.refusal.code == "nothing_to_pay"
    assert state_of(claim) == "approved"


@pytest.mark.row("B5", "C18")
@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_make_files_at_once_never_get_the_same_row():
    people = make_people()
    claims = []
    for index in range(4):
        case = returned(people, f"SF88000002{index:02d}")
        claims.append(approved(claim_of(case, people.owner), people.supervisor))
    second = make_staff("", Role.REFUND_CLERK, shop=people.shop)

    def make(staff):
        return lambda: make_batch(shop_id=people.shop.pk, person=person(staff))

    ends = race(make(people.refund_clerk), make(second))
    made = [end.value for end in ends if end.won]
    assert made and sum(batch.count for batch in made) <= 4
    rows = [row.payout_id for batch in FreightBatch.objects.all() for row in batch.rows.all()]
    assert len(rows) == len(set(rows))
    left = FreightClaim.objects.filter(state="approved").count()
    assert left + len(rows) == 4


@pytest.mark.row("B5", "C18")
@pytest.mark.attack("H1")
@pytest.mark.django_db(transaction=True)
def test_results_decisions_and_registrations_that_race_happen_once():
    people = make_people()
    batch, (claim,) = batch_of(people)
    clerk, second = person(people.refund_clerk), person(make_staff("", Role.REFUND_CLERK, shop=people.shop))
    rows = [result(claim, voucher="V-1")]
    ends = race(*[lambda who=who: take_results(number=batch.number, rows=rows, person=who) for who in (clerk, second)])
    assert sorted(end.value.paid for end in ends) == [0, 1]
    assert JournalTransaction.objects.filter(kind="paid", payout=claim.payout).count() == 1

    one = claim_of(returned(people, "SF8800000300"), people.owner)
    grant = Grant(Money(1200))
    boss, mate = person(people.supervisor), person(people.teammate)
    ends = race(
        lambda: approve_claim(number=one.number, grant=grant, person=boss),
        lambda: refuse_claim(number=one.number, code="duplicate", text="", person=mate),
    )
    assert sum(end.won for end in ends) == 1
    assert Payout.objects.filter(subject_kind="freight", subject_id=one.pk).count() == (state_of(one) == "approved")

    case = returned(people, "SF8800000301")
    ends = race(*[lambda: claim_of(case, people.owner)] * 2)
    (loser,) = [end for end in ends if not end.won]
    assert loser.error.refusal.code == "registered_before"


@pytest.mark.row("B5")
@pytest.mark.attack("H6", "H7")
@pytest.mark.django_db(transaction=True)
def test_two_registrations_of_one_case_cannot_both_take_what_the_ceiling_leaves():
    people = make_people()
    case = returned(people)
    one = claim_of(case, people.owner, amount="20.00")
    two = claim_of(case, people.owner, amount="20.00", tracking_no="SF8800000002")
    boss, second = person(people.supervisor), person(make_staff("", Role.SUPERVISOR, shop=people.shop))

    def approve(claim, who):
        grant = Grant(Money(2000), "两个包裹")
        return lambda: approve_claim(number=claim.number, grant=grant, person=who)

    ends = race(approve(one, boss), approve(two, second))
    (loser,) = [end for end in ends if not end.won]
    assert loser.error.refusal.code == "over_ceiling"
    assert sum(payout.amount.fen for payout in Payout.objects.filter(subject_kind="freight")) == 2000


@pytest.mark.attack("E1", "E5")
def test_no_cell_of_a_file_is_a_formula_and_long_numbers_stay_whole(tmp_path: Path):
    people = make_people()
    pays_to_accounts(people)
    claim = claim_of(returned(people), people.owner, payee_name="=HYPERLINK(1)", payee_account="6222000011112222333")
    approved(claim, people.supervisor)
    batch = make_batch(shop_id=people.shop.pk, person=person(people.refund_clerk))
    text = b"".join(batch_csv(rows_of_batch(batch))).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text and "'6222000011112222333" in text
    claim.refresh_from_db()
    filled = text.replace(",,,", ",成功,'202611220001234567,")
    path = tmp_path / "result.csv"
    path.write_bytes(filled.encode("gb18030"))
    (row,) = read_results(path)
    assert (row.key, row.amount, row.voucher, row.problem) == (claim.payout.key, Money(1200), "202611220001234567", "")


@pytest.mark.parametrize(
    ("cells", "problem", "is_open"),
    [
        (("", "", ""), "", True),
        (("成功", "", ""), "voucher number", False),
        (("失败", "V-1", ""), "voucher number", False),
        (("也许", "V-1", ""), "voucher number", False),
        (("失败", "", ""), "", False),
    ],
)
def test_a_row_says_clearly_paid_or_not(tmp_path: Path, cells, problem: str, is_open: bool):
    path = tmp_path / "result.csv"
    head = "打款编号,金额(元),结果,流水号,失败原因"
    path.write_text(f"{head}\nfreight-1-1,12.00,{','.join(cells)}\n", encoding="utf-8")
    (row,) = read_results(path)
    assert problem in row.problem and row.is_open is is_open


def test_a_picture_sent_twice_is_found_across_cases_and_shops():
    people, others = make_people(), make_people()
    content = picture_bytes()
    first = claim_of(returned(people), people.owner, content=content, receipt_no="R-1")
    claim_of(returned(others), others.owner, content=content, receipt_no="R-1")
    second = claim_of(returned(people, "SF8800000009"), people.owner, content=content, receipt_no="R-1")
    with pytest.raises(Refused) as refused:
        approved(second, people.teammate)
    assert refused.value.refusal.code == "needs_supervisor"
    assert first.number in str(refused.value) and "another shop" in str(refused.value)
    approved(second, people.supervisor, reason="已核实，是两个包裹")
    second.refresh_from_db()
    assert set(second.findings) == {"receipt_twice", "picture_twice"}


def test_what_is_paid_here_is_not_granted_by_the_case_as_well():
    people = make_people()
    case = returned(people)
    approved(claim_of(case, people.owner), people.supervisor)
    case = move(Case.objects.get(pk=case.pk), "register_freight", people.owner, asked_freight="12.00")
    assert (case.freight_apart, case.granted_freight) == (Money(1200), Money(0))
    more = move(case, "register_freight", people.owner, asked_freight="14.50")
    assert more.granted_freight == Money(250)


def test_what_could_not_be_paid_here_may_be_granted_by_the_case():
    people = make_people()
    batch, (claim,) = batch_of(people)
    assert Case.objects.get(pk=claim.case_id).freight_apart == Money(1200)
    take_results(number=batch.number, rows=[result(claim, reason="户名不符")], person=person(people.refund_clerk))
    assert state_of(claim) == "failed"
    case = Case.objects.get(pk=claim.case_id)
    assert case.freight_apart == Money(0)
    assert move(case, "register_freight", people.owner, asked_freight="12.00").granted_freight == Money(1200)
