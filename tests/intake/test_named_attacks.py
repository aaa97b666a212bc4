"""Names for the columns of a sheet against attackers, odd files and people in a hurry (E1–E10)."""

import random

import pytest
from tests.intake.own_sheets import FIELDS, HEADER, naming, own, own_file, refusal, run
from tests.intake.reports import CLASSIC, classic, csv_file, shared_xlsx_file
from tests.people import make_order, make_staff, person
from tests.races import racetrack

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.money import Money
from aftercare.intake.actions.change_sheet import change_sheet
from aftercare.intake.actions.forget_sheet import forget_sheet
from aftercare.intake.actions.name_columns import name_columns
from aftercare.intake.columns import columns_to_name
from aftercare.intake.families import mappable_profile
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.intake.own_sheet import header_key
from aftercare.intake.problems import FileRefused
from aftercare.intake.queries import import_view, remembered_sheets
from aftercare.intake.terms import ImportState
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.attack("E9")
def test_a_platforms_own_header_is_never_shadowed(upload, importer, people):
    data = csv_file(CLASSIC, [classic()])
    batch = upload(data, "ExportOrderList.csv")
    assert batch.kind == "classic_orders"
    assert refusal(name_columns, person=importer, batch_id=batch.pk, naming=naming()) == "import.state"
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.UNMAPPED)
    codes = ["platform_no", *[""] * (len(CLASSIC) - 1)]
    assert refusal(name_columns, person=importer, batch_id=batch.pk, naming=naming(codes=codes)) == "mapping.known"
    assert NamedSheet.objects.count() == 0

    # one that was remembered before the program learnt the report stands in nobody's way
    own_batch = upload()
    name_columns(person=importer, batch_id=own_batch.pk, naming=naming())
    sheet_key = NamedSheet.objects.get()
    NamedSheet.objects.filter(pk=sheet_key.pk).update(header_key="0" * 64)
    NamedSheet.objects.create(
        shop=people.shop,
        name="x",
        kind="own_orders",
        header_key=header_key(CLASSIC),
        columns=[],
        named_at=batch.uploaded_at,
    )
    assert upload(data, "again.csv").kind == "classic_orders"
    account = ["商家昵称", "入帐日期", "入帐类型", "收入金额(元)"]
    foreign = upload(csv_file(account, [["a", "b", "c", "1"]]), "b.csv")  # known, and not imported: stays refused
    assert (foreign.state, foreign.error) == (ImportState.FAILED, "kind.foreign")


@pytest.mark.attack("E9")
@pytest.mark.parametrize(
    ("codes", "field"),
    [
        (("shop_id", *FIELDS[1:]), "field-0"),
        (("refunded", *FIELDS[1:]), "field-0"),
        (("paid", *FIELDS[1:]), "field-5"),
        (("", "", *FIELDS[2:]), "fields"),
    ],
)
def test_a_mapping_names_fields_of_the_form_only(upload, importer, codes, field):
    batch = upload()
    with pytest.raises(InvalidInput) as wrong:
        name_columns(person=importer, batch_id=batch.pk, naming=naming(codes=codes))
    assert field in wrong.value.problems
    for given, name in (
        (naming(kind="classic_orders"), "kind"),
        (naming(name=" \u200b "), "name"),
        (naming("長" * 41), "name"),
    ):
        with pytest.raises(InvalidInput) as wrong:
            name_columns(person=importer, batch_id=batch.pk, naming=given)
        assert set(wrong.value.problems) == {name}
    with pytest.raises(FileRefused):
        name_columns(person=importer, batch_id=batch.pk, naming=naming(codes=FIELDS[:-1]))
    batch.refresh_from_db()
    assert (batch.state, NamedSheet.objects.count(), bool(batch.file_path)) == (ImportState.UNMAPPED, 0, True)


@pytest.mark.attack("B1", "B5")
def test_others_of_the_shop_are_refused_and_strangers_find_nothing(upload, importer, people):
    batch = upload()
    waits = upload(own_file(header=[*HEADER[:-1], "别的"]), "other.csv")
    name_columns(person=importer, batch_id=batch.pk, naming=naming())
    sheet = NamedSheet.objects.get()
    before = (NamedSheet.objects.values().get(), list(ImportBatch.objects.order_by("pk").values()))
    stranger = person(make_staff("", Role.OPERATIONS, shop=people.other_shop))
    acts = [
        (change_sheet, {"sheet_id": sheet.pk, "naming": naming(seen=f"{sheet.pk}.1")}),
        (forget_sheet, {"sheet_id": sheet.pk}),
        (name_columns, {"batch_id": waits.pk, "naming": naming()}),
        (columns_to_name, {"batch_id": waits.pk}),
    ]
    for act, given in acts:
        with pytest.raises(NotFound):
            act(person=stranger, **given) if act is not columns_to_name else act(stranger, **given)
        for teammate in (people.owner, people.warehouse, people.refund_clerk):
            with pytest.raises(Refused) as refused:
                who = person(teammate)
                act(person=who, **given) if act is not columns_to_name else act(who, **given)
            assert refused.value.refusal.code == "import.role"
    assert remembered_sheets(stranger).sheets == ()
    assert (NamedSheet.objects.values().get(), list(ImportBatch.objects.order_by("pk").values())) == before
    assert upload(by=stranger, shop=people.other_shop).state == ImportState.UNMAPPED  # each shop remembers its own


@pytest.mark.faults
@pytest.mark.attack("B20")
def test_two_people_at_one_file_or_at_two_of_one_header_one_wins_and_the_other_is_told(upload, importer, colleague):
    with racetrack(2) as race:
        for name in ("", "b.csv"):
            first = upload()
            batches = (first, upload(name=name) if name else first)
            finishes = race(
                lambda pk=batches[0].pk: name_columns(person=importer, batch_id=pk, naming=naming("甲")),
                lambda pk=batches[1].pk: name_columns(person=colleague, batch_id=pk, naming=naming("乙")),
            )
            (lost,) = [finish.error for finish in finishes if not finish.won]
            sheet = NamedSheet.objects.get()
            assert isinstance(lost, Refused)
            assert lost.refusal.code == "mapping.taken"
            assert sheet.named_by.name in str(lost)
            assert (sheet.version, sheet.named_by.pk) == (1, (importer if sheet.name == "甲" else colleague).staff_id)
            sheet.delete()


def test_two_people_at_one_remembered_sheet_the_second_is_told(upload, importer, colleague):
    name_columns(person=importer, batch_id=upload().pk, naming=naming())
    sheet = NamedSheet.objects.get()
    token = f"{sheet.pk}.1"
    change_sheet(person=colleague, sheet_id=sheet.pk, naming=naming("二", seen=token))
    given = {"person": importer, "sheet_id": sheet.pk, "naming": naming("三", seen=token)}
    assert refusal(change_sheet, **given) == "mapping.taken"
    sheet.refresh_from_db()
    assert (sheet.name, sheet.version, sheet.named_by_id) == ("二", 2, colleague.staff_id)
    with pytest.raises(InvalidInput):
        change_sheet(person=importer, sheet_id=sheet.pk, naming=naming(codes=FIELDS[1:], seen=f"{sheet.pk}.2"))


@pytest.mark.attack("E2")
def test_odd_headers_are_taken_as_they_are(upload, importer):
    """Empty ones, one name twice, formulas, HTML, very long ones, more than three hundred."""
    odd = ["单号", "", "金额", "金额（元）", "", "=HYPERLINK(1)", "<script>alert(1)</script>", "长" * 5000]
    row = ["DD-1", "2026-05-01", "9.00", "10.00", "x", "=1+1", "<b>", "备注"]
    data = shared_xlsx_file(odd, [row])
    batch = upload(data, "odd.xlsx")
    codes = ["platform_no", "ordered_at", "", "paid", "", "buyer_message", "courier", "seller_memo"]
    name_columns(person=importer, batch_id=batch.pk, naming=naming(codes=codes))
    assert run(importer, batch).added == 1
    order = Order.objects.get()
    assert (order.paid, order.buyer_message, order.courier) == (Money(1000), "=1+1", "<b>")
    again = upload(data, "odd.xlsx")
    assert again.state == ImportState.PREVIEWED
    turned = [7, 6, 5, 4, 3, 2, 1, 0]
    other = shared_xlsx_file([odd[at] for at in turned], [[row[at] for at in turned]])
    assert upload(other, "turned.xlsx").state == ImportState.UNMAPPED  # two names twice: only their order tells them
    assert upload(own_file([["1"] * 500], [f"列{n}" for n in range(500)]), "w.csv").error == "file.too_many_columns"
    wide = upload(own_file([["1"] * 300], [f"列{n}" for n in range(300)]), "wide.csv")
    assert len(columns_to_name(importer, wide.pk).header) == 300


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (own_file(header=HEADER).split(b"\r\n")[0], "file.no_rows"),
        (own_file([own(2)], header=own(1)), "file.no_header"),
    ],
)
def test_a_sheet_without_rows_or_without_names_cannot_be_named(upload, data, code):
    batch = upload(data, "a.csv")
    assert (batch.state, batch.error, batch.file_path) == (ImportState.FAILED, code, "")


@pytest.mark.attack("H7")
def test_an_own_sheet_fills_and_never_raises_what_a_platform_told_was_paid(upload, importer, people):
    known = make_order(people.shop, paid="100.00", platform_no="2300000000000000001")
    empty = make_order(people.shop, paid="0.00", platform_no="2300000000000000002")
    batch = upload()
    name_columns(person=importer, batch_id=batch.pk, naming=naming())
    done = run(importer, batch)
    assert (done.added, done.updated, done.refused) == (1, 1, 1)
    assert done.refusals.get().code == "orders.own_paid"
    for order, paid in ((known, Money(10000)), (empty, Money(12050))):
        order.refresh_from_db()
        assert (order.paid, order.status) == (paid, OrderStatus.COMPLETED)  # an unknown word takes no status away
    assert import_view(importer, batch.pk).accepted == 2


NASTY = (
    *("", "-", "0", "-1", "1e309", "NaN", "1.005", "９９．５０", "1.93068E+15", "2100000000000000001", "DD-7"),
    *("260915-123456789012", "2026-02-30", "2026/5/1 9:00", "45000.5", "2999-01-01", "昨天", "赵小满", "18600001234"),
    *("(135300)", "退款成功", "已出库", "=HYPERLINK(1)", "\t x", "😀" * 200, "长" * 5000, "<b>", "\u202eabc"),
    *("顺丰", "；;,，", "SF00000001", "%s %(a)s"),
)
GOOD = {
    "platform_no": "DD-{}", "ordered_at": "2026-05-01", "paid": "1.00", "refund_no": "9{}", "order_no": "8{}",
    "raw_status": "待处理", "number": "SF000000{}", "happened_at": "2026-05-01", "text": "到达杭州",
}  # fmt: skip


@pytest.mark.faults
@pytest.mark.attack("E7")
@pytest.mark.parametrize("kind", ["own_orders", "own_refunds", "own_parcel_events"])
def test_a_sheet_named_in_any_way_ends_with_every_row_taken_or_refused(upload, importer, kind):
    rng = random.Random(kind)
    codes = [field.code for field in mappable_profile(kind).fields]

    def cell(code: str, number: int) -> str:
        return GOOD[code].format(number % 40) if code in GOOD and rng.random() < 0.9 else rng.choice(NASTY)

    rows = [
        [cell(code, number) if rng.random() < 0.3 or code in GOOD else "" for code in codes] for number in range(300)
    ]
    batch = upload(shared_xlsx_file([f"列{n}" for n in range(len(codes))], rows), "any.xlsx")
    name_columns(person=importer, batch_id=batch.pk, naming=naming(kind=kind, codes=codes))
    tried = run(importer, batch, dry_run=True)
    assert (tried.state, tried.position, tried.rows_expected) == ("done", 300, 300)
    done = run(importer, batch)
    assert (done.state, done.position) == ("done", 300)
    assert 0 < done.refused < 300
    assert done.added > 0
    values = list(done.refusals.values_list("value", flat=True))
    assert not any("赵小满" in value or "18600001234" in value for value in values)
