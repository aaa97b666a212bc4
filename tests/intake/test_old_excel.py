"""Old .xls workbooks are read like any other; damaged and monstrous ones are refused in words, in bounded memory."""

import resource
from pathlib import Path

import pytest
from tests.intake.old_excel_files import xls_file
from tests.intake.reports import QIANNIU, SHORT, qianniu, short

from aftercare.intake import old_excel
from aftercare.intake.problems import FileRefused
from aftercare.intake.readers import open_table
from aftercare.intake.values import Number
from aftercare.orders.models import Order

ROWS = [short(1), short(2, 收货地址="上海")]


def written(folder: Path, data: bytes) -> Path:
    path = folder / "report.xls"
    path.write_bytes(data)
    return path


def test_texts_numbers_and_empty_cells_are_told_apart(tmp_path):
    row = ["1930679858170647", 178.8, None, "浙江省", "2020-02-20 23:56:39", 43881.5, 1930679858170647.0]
    with open_table(written(tmp_path, xls_file([SHORT, row], hidden=["秘密"]))) as table:
        assert [name.strip() for name in table.header] == [name.strip() for name in SHORT]
        assert (table.form.sheet, table.form.hidden_sheets) == ("Sheet1", ("秘密",))
        ((line, cells),) = table.rows()
        assert (line, table.survey().rows) == (2, 1)
    assert cells == ["1930679858170647", "178.8", "", "浙江省", "2020-02-20 23:56:39", "43881.5", "1930679858170647"]
    assert [isinstance(cell, Number) for cell in cells] == [False, True, False, False, False, True, True]


def test_lines_are_those_that_excel_shows(tmp_path):
    with open_table(written(tmp_path, xls_file([SHORT, *ROWS], first_row=2))) as table:
        assert [line for line, _cells in table.rows()] == [4, 5]


@pytest.mark.row("O1")
@pytest.mark.django_db
def test_an_old_workbook_is_imported(bring_in):
    rows = [qianniu(f"21000000000000000{n}1") for n in range(12, 40)]
    report = bring_in(xls_file([QIANNIU, *rows]), "ExportOrderList.xls")
    assert (report.batch.kind, report.counts["added"]) == ("qianniu_orders", 28)
    assert Order.objects.count() == 28


@pytest.mark.attack("E2", "E3")
@pytest.mark.parametrize("cut", [512, 1100, 1500])
def test_a_damaged_workbook_is_refused_in_words(tmp_path, cut):
    data = xls_file([SHORT, *ROWS])
    for broken in (data[:cut], data[:cut] + b"\xff" * 600 + data[cut + 600 :]):
        with pytest.raises(FileRefused) as caught, open_table(written(tmp_path, broken)) as table:
            list(table.rows())
        assert caught.value.refusal.code in ("file.old_excel", "file.empty", "file.unpacks", "file.no_sheet")


@pytest.mark.attack("E2", "E3")
def test_a_workbook_that_asks_for_more_memory_than_it_may_is_refused(tmp_path, monkeypatch):
    """The child ends at its limit; this process does not grow."""
    monkeypatch.setattr(old_excel, "MEMORY", 300 * 1024 * 1024)
    corners: list[list] = [[*SHORT], *[[]] * 65_534, [None] * 255 + [1.0]]
    path = written(tmp_path, xls_file(corners))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileRefused) as caught, open_table(path) as table:
        table.survey()
    assert caught.value.refusal.code == "file.unpacks"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
