"""Upload, preview, start, cancel: who may, from which state, and what stays behind."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.intake.reports import CLASSIC, SHORT, classic, csv_file, short
from tests.people import make_staff, person

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import travel
from aftercare.intake import limits
from aftercare.intake.actions.cancel_import import cancel_import
from aftercare.intake.actions.import_file import import_file
from aftercare.intake.actions.preview_file import preview
from aftercare.intake.actions.receive_file import receive_file
from aftercare.intake.actions.run_import import run_import
from aftercare.intake.actions.start_import import start_import
from aftercare.intake.actions.tend_imports import tend_imports
from aftercare.intake.models import ImportBatch
from aftercare.intake.problems import FileRefused
from aftercare.intake.queries import import_history, import_view, refused_rows
from aftercare.intake.recognise import Use
from aftercare.intake.refusals_file import refusals_csv
from aftercare.intake.terms import ImportState
from aftercare.orders.models import Order
from aftercare.shops.access import Person

pytestmark = pytest.mark.django_db(transaction=True)
DATA = csv_file(CLASSIC, [classic(), classic("x"), classic("1930679858170648")])


@pytest.fixture
def upload(people, importer):
    def receive(data=DATA, name="ExportOrderList202605021200.csv", by=None):
        return receive_file(
            person=by or importer, shop_slug=people.shop.slug, name=name, chunks=[data[:100], data[100:]]
        )

    return receive


def files(settings):
    folder = Path(settings.FILES_ROOT) / "imports"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.mark.attack("D1", "D11", "D12")
def test_an_upload_lies_under_a_random_name_for_its_owner_only_and_sealed(upload, settings):
    batch = upload()

    (path,) = files(settings)
    assert path.name not in batch.file_name
    assert len(path.name) == 32
    assert path.read_bytes() == DATA
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert (batch.state, batch.file_size, len(batch.file_sha256)) == (ImportState.UPLOADED, len(DATA), 64)
    path.write_bytes(DATA.replace(b"598", b"999"))
    preview(person=person(batch.uploaded_by), batch_id=batch.pk)
    start_import(person=person(batch.uploaded_by), batch_id=batch.pk)
    assert run_import(batch_id=batch.pk) is ImportState.FAILED
    assert ImportBatch.objects.get().error == "file.changed"
    assert Order.objects.count() == 0


@pytest.mark.attack("D9")
def test_an_upload_above_the_limit_leaves_nothing(upload, settings, monkeypatch):
    monkeypatch.setattr(limits, "FILE_BYTES", 150)
    with pytest.raises(FileRefused) as caught:
        upload()
    assert caught.value.refusal.code == "file.too_large"
    assert (files(settings), ImportBatch.objects.count()) == ([], 0)


@pytest.mark.row("O1")
def test_from_upload_to_result(upload, importer, settings):
    batch = upload()

    seen = preview(person=importer, batch_id=batch.pk)

    assert (seen.batch.state, seen.batch.kind, seen.batch.rows_expected) == ("previewed", "classic_orders", 3)
    inspection = seen.inspection
    assert (inspection.form.encoding, inspection.survey.rows, len(inspection.samples)) == ("gb18030", 3, 2)
    assert [(problem.line, problem.code) for problem in inspection.problems] == [(3, "id.format")]
    assert (inspection.unknown_columns, "店铺Id" in inspection.shape.headers(Use.NOT_KEPT)) == ([], True)
    sample = inspection.sample_table()[0]
    assert (sample["total"], sample["paid_at"]) == ("598.00", "2016-05-23 22:02:00")
    assert (sample["nick"], sample["receiver_name"], sample["mobile"]) == ("清***8", "赵**", "186****1234")
    assert sample["address"] == "吉林省 通化市 柳河县 ***"
    assert (seen.same_file, Order.objects.count()) == (None, 0)

    started = start_import(person=importer, batch_id=batch.pk)
    assert (started.state, ProcrastinateJob.objects.get().args) == ("queued", {"batch_id": batch.pk})
    assert run_import(batch_id=batch.pk) is ImportState.DONE

    view = import_view(importer, batch.pk)
    assert (view.percent, view.is_active, view.accepted, view.error) == (100, False, 2, None)
    assert [(row.line, row.code) for row in refused_rows(importer, batch.pk).rows] == [(3, "id.format")]
    assert files(settings) == []
    kinds = ["import.uploaded", "import.started", "import.finished"]
    assert (
        list(Event.objects.filter(subject_kind="import_batch").order_by("pk").values_list("kind", flat=True)) == kinds
    )
    assert preview(person=importer, batch_id=upload().pk).same_file == view.batch


def test_a_dry_run_can_be_followed_by_the_real_one(upload, importer, settings):
    batch = upload()
    preview(person=importer, batch_id=batch.pk)
    start_import(person=importer, batch_id=batch.pk, dry_run=True)
    run_import(batch_id=batch.pk)
    tried = ImportBatch.objects.get()
    assert (tried.state, tried.dry_run, tried.added, tried.refused, Order.objects.count()) == ("done", True, 2, 1, 0)
    assert len(files(settings)) == 1

    start_import(person=importer, batch_id=batch.pk)
    run_import(batch_id=batch.pk)

    done = ImportBatch.objects.get()
    assert (done.state, done.dry_run, done.added, done.refused, done.refusals.count()) == ("done", False, 2, 1, 1)
    assert (Order.objects.count(), files(settings)) == (2, [])


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_these_roles_may_import(upload, people, role):
    somebody = person(make_staff("", role, shop=people.shop))
    batch = upload(by=somebody)
    preview(person=somebody, batch_id=batch.pk)
    start_import(person=somebody, batch_id=batch.pk)
    assert run_import(batch_id=batch.pk) is ImportState.DONE


@pytest.mark.attack("B1", "B5")
def test_others_of_the_shop_are_refused_and_strangers_find_nothing(upload, importer, people, settings):
    batch = upload()
    preview(person=importer, batch_id=batch.pk)
    before = ImportBatch.objects.values().get()
    acts = [preview, start_import, cancel_import]
    for teammate in (people.owner, people.warehouse, people.refund_clerk):
        for act in acts:
            with pytest.raises(Refused) as refused:
                act(person=person(teammate), batch_id=batch.pk)
            assert refused.value.refusal.code == "import.role"
        with pytest.raises(Refused):
            upload(by=person(teammate))
        assert import_view(person(teammate), batch.pk).batch == batch
    stranger = person(people.stranger)
    for act in acts:
        with pytest.raises(NotFound):
            act(person=stranger, batch_id=batch.pk)
    for read in (import_view, refused_rows):
        with pytest.raises(NotFound):
            read(stranger, batch.pk)
    with pytest.raises(NotFound):
        upload(by=stranger)
    assert import_history(stranger).batches == ()
    assert (ImportBatch.objects.values().get(), len(files(settings)), Order.objects.count()) == (before, 1, 0)


def test_a_file_that_cannot_be_used_ends_its_import_and_is_removed(upload, importer, settings):
    batch = upload("入帐类型,收入金额(元)\n交易,2\n".encode(), "a.csv")
    with pytest.raises(FileRefused) as caught:
        preview(person=importer, batch_id=batch.pk)
    assert caught.value.refusal.code == "kind.foreign"
    view = import_view(importer, batch.pk)
    assert (view.batch.state, view.error.code, files(settings)) == ("failed", "kind.foreign", [])
    assert str(view.error)
    with pytest.raises(Refused) as refused:
        start_import(person=importer, batch_id=batch.pk)
    assert refused.value.refusal.code == "import.state"


def test_only_a_previewed_import_can_be_started_and_only_once(upload, importer):
    batch = upload()
    with pytest.raises(Refused):
        start_import(person=importer, batch_id=batch.pk)
    preview(person=importer, batch_id=batch.pk)
    start_import(person=importer, batch_id=batch.pk)
    for again in (start_import, preview):
        with pytest.raises(Refused) as refused:
            again(person=importer, batch_id=batch.pk)
        assert refused.value.refusal.code == "import.state"
    assert ProcrastinateJob.objects.count() == 1
    run_import(batch_id=batch.pk)
    assert run_import(batch_id=batch.pk) is ImportState.DONE
    assert (Order.objects.count(), ImportBatch.objects.get().position) == (2, 3)


def test_a_cancelled_import_does_nothing_more(upload, importer, settings):
    batch = upload()
    preview(person=importer, batch_id=batch.pk)
    start_import(person=importer, batch_id=batch.pk)

    cancel_import(person=importer, batch_id=batch.pk)

    assert run_import(batch_id=batch.pk) is ImportState.CANCELLED
    assert (Order.objects.count(), files(settings)) == (0, [])
    with pytest.raises(Refused):
        cancel_import(person=importer, batch_id=batch.pk)


def test_housekeeping_gives_lost_imports_a_worker_and_removes_what_nobody_needs(upload, importer, settings):
    lost, forgotten = upload(), upload()
    preview(person=importer, batch_id=lost.pk)
    start_import(person=importer, batch_id=lost.pk)
    (Path(settings.FILES_ROOT) / "imports" / "stray").write_bytes(b"left by a process that died")
    assert tend_imports() == {"resumed": 0, "removed": 0}

    with travel(timedelta(days=4)):
        assert tend_imports() == {"resumed": 1, "removed": 2}

    assert ProcrastinateJob.objects.filter(task_name="intake.import").count() == 2
    assert [path.name for path in files(settings)] == [Path(lost.file_path).name]
    forgotten.refresh_from_db()
    assert (forgotten.file_path, ImportBatch.objects.get(pk=lost.pk).file_path) == ("", lost.file_path)
    assert run_import(batch_id=lost.pk) is ImportState.DONE


@pytest.mark.attack("E1")
def test_the_file_of_refused_rows_runs_no_formula(upload, importer):
    planted = ["=HYPERLINK(1)", "+1", "-1x", "@SUM(1)", "\t=1", "＝1", "a\0b"]
    rows = [short(number, 总金额=cell) for number, cell in enumerate(planted)]
    batch = upload(csv_file([*SHORT], rows, encoding="utf-8"), "a.csv")
    preview(person=importer, batch_id=batch.pk)
    start_import(person=importer, batch_id=batch.pk)
    run_import(batch_id=batch.pk)

    data = b"".join(refusals_csv(ImportBatch.objects.get()))

    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert len(lines) == len(planted) + 2
    for line in lines[1:-1]:
        assert not any(cell.lstrip('" \t').startswith(("=", "+", "-", "@", "＝")) for cell in line.split(","))
    assert lines[1].startswith("2,总金额,'=HYPERLINK(1)")


def test_history_and_refused_rows_cost_the_same_at_ten_and_at_many(upload, importer, people, django_assert_num_queries):
    data = csv_file(SHORT, [short(f"x{n}") for n in range(120)], encoding="utf-8")
    batch = upload(data, "a.csv")
    preview(person=importer, batch_id=batch.pk)
    start_import(person=importer, batch_id=batch.pk)
    run_import(batch_id=batch.pk)
    for number in range(9):
        upload(name=f"{number}.csv")
    with django_assert_num_queries(1):
        assert len(import_history(importer).batches) == 10
    ImportBatch.objects.bulk_create(
        [ImportBatch(shop=people.shop, file_name=f"{n}.csv", file_size=1, file_sha256="0" * 64) for n in range(90)]
    )
    with django_assert_num_queries(1):
        first = import_history(importer, shop_id=people.shop.pk)
        assert [row.shop.name for row in first.batches] == [people.shop.name] * 50
    second = import_history(importer, before=first.next_before)
    assert (len(second.batches), second.next_before) == (50, None)
    with django_assert_num_queries(2):
        page = refused_rows(importer, batch.pk)
    rest = refused_rows(importer, batch.pk, after=page.next_after)
    last = refused_rows(importer, batch.pk, after=rest.next_after)
    assert [len(each.rows) for each in (page, rest, last)] == [50, 50, 20]
    assert [row.line for each in (page, rest, last) for row in each.rows] == list(range(2, 122))


def test_the_kind_and_the_money_of_a_short_report_are_told(upload, importer):
    batch = upload(csv_file(SHORT, [short(1)], encoding="utf-8"), "a.csv")
    assert preview(person=importer, batch_id=batch.pk).inspection.profile.code == "short_report"
    start_import(person=importer, batch_id=batch.pk)
    run_import(batch_id=batch.pk)
    balance = import_view(importer, batch.pk).balance
    assert balance is not None
    assert (balance.rows, balance.whole.value) == (1, Money(17880))
    assert [part.value for part in balance.parts] == [Money(14890), Money(2990)]


def test_a_file_of_another_family_than_was_asked_for_changes_nothing(people, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(DATA)
    with pytest.raises(FileRefused) as caught:
        import_file(path, people.shop.slug, Person.system(), families=("order_items",))
    assert caught.value.refusal.code == "kind.foreign"
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.file_path, Order.objects.count()) == (ImportState.FAILED, "", 0)
