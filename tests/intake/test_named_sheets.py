"""A shop's own sheet from the upload to its orders, and what is remembered of it (O1)."""

import random
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from tests.intake.own_sheets import FIELDS, HEADER, naming, own, own_file, shuffled
from tests.intake.reports import CLASSIC, classic, csv_file, shared_xlsx_file
from tests.people import make_order, make_staff, person
from tests.races import racetrack

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import travel
from aftercare.intake.actions.change_sheet import change_sheet
from aftercare.intake.actions.forget_sheet import forget_sheet
from aftercare.intake.actions.import_file import import_file
from aftercare.intake.actions.name_columns import name_columns
from aftercare.intake.actions.preview_file import preview
from aftercare.intake.actions.receive_file import receive_file
from aftercare.intake.actions.run_import import run_import
from aftercare.intake.actions.start_import import start_import
from aftercare.intake.actions.tend_imports import tend_imports
from aftercare.intake.columns import columns_to_name
from aftercare.intake.known import sheet_of
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.intake.own_sheet import MOST_NAMED, header_key
from aftercare.intake.problems import FileRefused
from aftercare.intake.queries import import_view, remembered_sheets
from aftercare.intake.terms import ImportState
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus
from aftercare.refundreports.models import PlatformRefund
from aftercare.shops.access import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def upload(people, importer):
    """Upload bytes and look at them, whatever becomes of them."""

    def receive(data=None, name="ERP.csv", by=None, shop=None):
        who, slug = by or importer, (shop or people.shop).slug
        batch = receive_file(person=who, shop_slug=slug, name=name, chunks=[data or own_file()])
        with suppress(FileRefused):
            preview(person=who, batch_id=batch.pk)
        batch.refresh_from_db()
        return batch

    return receive


@pytest.fixture
def colleague(people):
    return person(make_staff("", Role.SUPERVISOR, shop=people.shop))


def refusal(act, **given) -> str:
    with pytest.raises(Refused) as caught:
        act(**given)
    return caught.value.refusal.code


def run(who: Person, batch: ImportBatch, **options) -> ImportBatch:
    start_import(person=who, batch_id=batch.pk, **options)
    run_import(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


@pytest.mark.row("O1")
def test_a_sheet_of_ones_own_is_named_once_and_known_the_next_time(upload, importer, people):
    batch = upload()
    assert (batch.state, bool(batch.file_path), batch.error) == (ImportState.UNMAPPED, True, "kind.unknown")
    assert refusal(start_import, person=importer, batch_id=batch.pk) == "import.state"

    named = name_columns(person=importer, batch_id=batch.pk, naming=naming())

    assert (named.state, named.kind, named.error, named.rows_expected) == ("previewed", "own_orders", "", 3)
    seen = preview(person=importer, batch_id=batch.pk)
    assert seen.inspection.shape.mapped.name == "ERP 导出"
    row = seen.inspection.sample_table()[0]
    assert (row["receiver_name"], row["mobile"], row["paid"]) == ("赵**", "186****1234", "120.50")
    assert seen.inspection.unknown == {"已出库": 3}

    done = run(importer, batch)
    assert (done.state, done.added, done.refused, done.unknown) == ("done", 3, 0, {"已出库": 3})
    order = Order.objects.get(platform_no="2300000000000000001")
    assert (order.status, order.raw_status) == (OrderStatus.UNKNOWN, "已出库")  # kept, never dropped, never guessed
    assert (order.paid, order.total, order.receiver_name) == (Money(12050), Money(12050), "赵小满")
    assert OrderLine.objects.get(order=order).paid == Money(12050)

    order_of_columns = list(range(len(HEADER)))
    random.Random(5).shuffle(order_of_columns)
    with travel(timedelta(days=1)):
        again = run(importer, upload(shuffled(order_of_columns), "next week.csv"))
    assert (again.state, again.unchanged, again.added) == ("done", 3, 0)
    assert again.mapping["mapped"]["by"] == NamedSheet.objects.get().named_by.name
    sheet = NamedSheet.objects.get()
    assert sheet.last_used_at == again.started_at
    kinds = Event.objects.filter(subject_kind="named_sheet").values_list("kind", flat=True)
    assert list(kinds) == ["sheet.named"]


def test_the_program_reads_a_remembered_sheet_and_keeps_no_file_of_an_unknown_one(
    upload, importer, people, tmp_path, settings
):
    path = tmp_path / "a.csv"
    path.write_bytes(own_file())
    with pytest.raises(FileRefused) as caught:
        import_file(path, people.shop.slug, Person.system())
    assert caught.value.refusal.code == "kind.unknown"
    failed = ImportBatch.objects.get()
    assert (failed.state, failed.file_path) == (ImportState.FAILED, "")
    assert list((Path(settings.FILES_ROOT) / "imports").iterdir()) == []
    name_columns(person=importer, batch_id=upload().pk, naming=naming())
    assert import_file(path, people.shop.slug, Person.system()).counts["added"] == 3


def test_a_file_that_waits_is_recognised_once_another_was_named(upload, importer):
    first, second = upload(), upload(name="second.csv")
    name_columns(person=importer, batch_id=first.pk, naming=naming())
    assert second.state == ImportState.UNMAPPED
    assert preview(person=importer, batch_id=second.pk).batch.state == ImportState.PREVIEWED


@pytest.mark.attack("E8")
def test_changing_or_forgetting_does_not_touch_what_was_looked_at_or_runs(upload, importer, people):
    batch = upload()
    name_columns(person=importer, batch_id=batch.pk, naming=naming())
    sheet = NamedSheet.objects.get()
    other = list(FIELDS)
    other[7], other[8] = "", "item_summary"  # the warehouse as the item: another truth
    start_import(person=importer, batch_id=batch.pk)
    change_sheet(person=importer, sheet_id=sheet.pk, naming=naming(codes=other, seen=f"{sheet.pk}.1", name="新"))
    assert run_import(batch_id=batch.pk) is ImportState.DONE
    assert set(Order.objects.values_list("item_summary", flat=True)) == {"青瓷花瓶"}

    looked_at = upload()
    assert looked_at.mapping["mapped"]["version"] == 2
    forget_sheet(person=importer, sheet_id=sheet.pk)
    assert preview(person=importer, batch_id=looked_at.pk).inspection.shape.mapped.name == "新"
    assert run(importer, looked_at).updated == 3
    assert set(Order.objects.values_list("item_summary", flat=True)) == {"主仓"}
    assert upload().state == ImportState.UNMAPPED
    kinds = Event.objects.filter(subject_kind="named_sheet").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["sheet.named", "sheet.renamed", "sheet.forgotten"]


def test_columns_can_be_named_anew_until_something_is_written(upload, importer):
    batch = upload()
    name_columns(person=importer, batch_id=batch.pk, naming=naming())
    tried = run(importer, batch, dry_run=True)
    assert (tried.state, tried.added, Order.objects.count()) == ("done", 3, 0)
    sheet = NamedSheet.objects.get()
    codes = [code if code != "item_summary" else "" for code in FIELDS]
    token = f"{sheet.pk}.{sheet.version}"

    name_columns(person=importer, batch_id=batch.pk, naming=naming(codes=codes, seen=token))

    batch.refresh_from_db()
    assert (batch.state, batch.dry_run, batch.position, batch.added) == ("previewed", False, 0, 0)
    stale = refusal(start_import, person=importer, batch_id=batch.pk, columns=token)
    assert stale == "mapping.other"  # somebody still looks at the page of before
    assert run(importer, batch, columns=f"{sheet.pk}.2").added == 3
    assert refusal(name_columns, person=importer, batch_id=batch.pk, naming=naming(seen=f"{sheet.pk}.2")) == (
        "import.state"
    )
    assert Order.objects.exclude(item_summary="").count() == 0


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


def test_a_wrong_choice_refuses_rows_and_a_file_that_cannot_be_read_so_stays(upload, importer):
    batch = upload()
    codes = list(FIELDS)
    codes[2], codes[3] = "receiver_name", "ordered_at"
    name_columns(person=importer, batch_id=batch.pk, naming=naming(codes=codes))
    seen = preview(person=importer, batch_id=batch.pk)
    assert [problem.code for problem in seen.inspection.problems] == ["date.format"] * 3
    assert {problem.value for problem in seen.inspection.problems} == {"赵***"}  # it may be a buyer's
    rounded = upload(
        own_file([own(n, 店铺单号=f"{n}00000000000000000") for n in range(1, 20)], [*HEADER[:-1], "B"]), "r.csv"
    )
    with pytest.raises(FileRefused) as caught:
        name_columns(person=importer, batch_id=rounded.pk, naming=naming())
    assert caught.value.refusal.code == "file.ids_rounded"
    rounded.refresh_from_db()
    assert (rounded.state, bool(rounded.file_path)) == (ImportState.UNMAPPED, True)
    assert NamedSheet.objects.count() == 1


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


def test_an_own_sheet_of_refunds_becomes_records(upload, importer, people):
    header = ["退款编号x", "单号", "进展", "应退"]
    rows = [["901", "2300000000000000001", "退款成功", "5.00"], ["902", "2300000000000000001", "财务处理", "-"]]
    batch = upload(own_file(rows, header), "refunds.csv")
    codes = ["refund_no", "order_no", "raw_status", "amount"]
    name_columns(person=importer, batch_id=batch.pk, naming=naming(kind="own_refunds", codes=codes))
    done = run(importer, batch)
    assert (done.added, done.unknown, done.sums) == (2, {"财务处理": 1}, {"asked": 500, "refunded": 500})
    assert PlatformRefund.objects.get(refund_no="902").raw_status == "财务处理"


def test_a_shop_remembers_so_many_sheets_and_no_more(upload, importer, people):
    batch = upload()
    NamedSheet.objects.bulk_create(
        NamedSheet(
            shop=people.shop, name=f"{n}", kind="own_orders", header_key=f"{n}", columns=[], named_at=batch.uploaded_at
        )
        for n in range(MOST_NAMED)
    )
    assert refusal(name_columns, person=importer, batch_id=batch.pk, naming=naming()) == "mapping.too_many"
    assert sheet_of(people.shop.pk, HEADER) is None


def test_a_file_that_nobody_names_is_removed_after_some_days(upload, importer, settings):
    batch = upload()
    with travel(timedelta(days=4)):
        assert tend_imports()["removed"] == 1
    assert list((Path(settings.FILES_ROOT) / "imports").iterdir()) == []
    with pytest.raises(FileRefused) as caught:
        name_columns(person=importer, batch_id=batch.pk, naming=naming())
    assert caught.value.refusal.code == "file.gone"
