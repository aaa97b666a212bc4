"""A shop's own sheet from the upload to its orders, and what is remembered of it (O1)."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from tests.intake.own_sheets import FIELDS, HEADER, naming, own, own_file, refusal, run, shuffled

from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import travel
from aftercare.intake.actions.change_sheet import change_sheet
from aftercare.intake.actions.forget_sheet import forget_sheet
from aftercare.intake.actions.import_file import import_file
from aftercare.intake.actions.name_columns import name_columns
from aftercare.intake.actions.preview_file import preview
from aftercare.intake.actions.run_import import run_import
from aftercare.intake.actions.start_import import start_import
from aftercare.intake.actions.tend_imports import tend_imports
from aftercare.intake.columns import columns_to_name
from aftercare.intake.known import sheet_of
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.intake.own_sheet import MOST_NAMED
from aftercare.intake.problems import FileRefused
from aftercare.intake.terms import ImportState
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus
from aftercare.refundreports.models import PlatformRefund
from aftercare.shops.access import Person

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_an_own_sheet_of_refunds_becomes_records(upload, importer, people):
    header = ["退款编号x", "单号", "进展", "应退"]
    rows = [["901", "2300000000000000001", "退款成功", "5.00"], ["902", "2300000000000000001", "财务处理", "-"]]
    batch = upload(own_file(rows, header), "refunds.csv")
    codes = ["refund_no", "order_no", "raw_status", "amount"]
    name_columns(person=importer, batch_id=batch.pk, naming=naming(kind="own_refunds", codes=codes))
    done = run(importer, batch)
    assert (done.added, done.unknown, done.sums) == (2, {"财务处理": 1}, {"asked": 500, "refunded": 500})
    assert PlatformRefund.objects.get(refund_no="902").raw_status == "财务处理"


def test_a_sheet_with_one_column_more_is_named_by_what_was_said_before(upload, importer):
    batch = upload()
    name_columns(person=importer, batch_id=batch.pk, naming=naming())
    wider = upload(own_file([[*own(1), "x"]], [*HEADER, "新列"]), "wider.csv")
    assert wider.state == ImportState.UNMAPPED
    found = columns_to_name(importer, wider.pk)
    assert (found.likely.code, found.named(found.likely)) == ("own_orders", [*FIELDS, ""])


def test_a_file_that_was_looked_at_says_when_its_columns_were_named_anew(upload, importer, colleague):
    batch = upload()
    name_columns(person=importer, batch_id=batch.pk, naming=naming())
    assert preview(person=importer, batch_id=batch.pk).renamed is None
    sheet = NamedSheet.objects.get()
    codes = [code if code != "item_summary" else "" for code in FIELDS]
    change_sheet(person=colleague, sheet_id=sheet.pk, naming=naming(codes=codes, seen=f"{sheet.pk}.1"))
    seen = preview(person=importer, batch_id=batch.pk)
    assert seen.renamed.named_by_id == colleague.staff_id
    assert "item_summary" in seen.inspection.shape.codes  # still as it was looked at
    found = columns_to_name(importer, batch.pk)
    assert found.named(found.likely) == codes  # and the form offers the new ones


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
