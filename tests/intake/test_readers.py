"""Files of every form open as the same table, or are refused with a sentence."""

import codecs
import zipfile
from pathlib import Path

import pytest
from tests.intake.reports import SHORT, csv_file, repacked, short, xlsx_file

from aftercare.intake import limits
from aftercare.intake.problems import FileRefused, RowProblem
from aftercare.intake.readers import open_table
from aftercare.intake.values import Number

ROWS = [short(1), short(2, 收货地址="上海"), short(3)]


def written(folder: Path, data: bytes, name: str = "report.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read(path: Path) -> list[tuple[int, list[str] | RowProblem]]:
    with open_table(path) as table:
        assert [name.strip() for name in table.header] == [name.strip() for name in SHORT]
        rows = list(table.rows())
        assert table.survey().rows == len(rows)
        return rows


def refusal_of(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught, open_table(path) as table:
        list(table.rows())
    return caught.value


@pytest.mark.attack("E6")
@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_a_csv_reads_the_same_in_every_encoding_separator_and_line_end(tmp_path, encoding, delimiter, ends):
    data = csv_file(SHORT, ROWS, encoding=encoding, delimiter=delimiter, ends=ends)
    assert read(written(tmp_path, data)) == [(2, ROWS[0]), (3, ROWS[1]), (4, ROWS[2])]


@pytest.mark.attack("E6")
def test_mixed_line_ends_and_empty_lines_do_not_shift_the_line_numbers(tmp_path):
    lines = csv_file(SHORT, ROWS, ends="\n").split(b"\n")
    data = lines[0] + b"\r\n\r\n" + lines[1] + b"\n" + lines[2] + b"\r\n" + b"," * 6 + b"\r\n" + lines[3]
    assert [line for line, _cells in read(written(tmp_path, data))] == [3, 4, 6]


@pytest.mark.attack("E6")
def test_a_line_end_inside_quotes_stays_in_its_cell(tmp_path):
    rows = [short(1, 收货地址="浙江省\n某地"), short(2)]
    assert read(written(tmp_path, csv_file(SHORT, rows))) == [(2, rows[0]), (4, rows[1])]


@pytest.mark.attack("E6")
def test_a_byte_that_is_no_chinese_is_named_with_its_line(tmp_path):
    data = csv_file(SHORT, ROWS, encoding="utf-8").replace("上海".encode(), b"\xe4\xb8")
    refused = refusal_of(written(tmp_path, data))
    assert (refused.refusal.code, refused.refusal.params) == ("file.encoding", {"line": 3})


@pytest.mark.attack("E6")
def test_utf_16_without_its_mark_is_refused(tmp_path):
    data = csv_file(SHORT, ROWS, encoding="utf-16-le")
    assert refusal_of(written(tmp_path, data)).refusal.code in ("file.binary", "file.encoding")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"   \r\n ", "file.empty"),
        (codecs.BOM_UTF8, "file.empty"),
        (b"%PDF-1.7 ...", "file.type"),
        (b"\x89PNG\r\n\x1a\n", "file.type"),
        (b"<html><table>", "file.type"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "file.type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file.old_excel"),
        (b"PK\x03\x04 and then nothing", "file.damaged"),
        (b"a\0b,c\n1,2\n", "file.binary"),
        (b"0" * 200_000, "file.binary"),  # no line of a table, and no quote is to blame
    ],
)
def test_what_is_no_table_is_refused_by_its_content(tmp_path, data, code):
    assert refusal_of(written(tmp_path, data)).refusal.code == code


def test_a_line_that_is_cut_off_or_too_long_is_one_problem_and_the_next_is_read(tmp_path):
    lines = csv_file(SHORT, ROWS).splitlines(keepends=True)
    data = lines[0] + b"1,178.8,148.9\r\n" + lines[2] + lines[3].rstrip() + b",surplus\r\n" + b"4,1,1,a,b,c,d,,\r\n"
    rows = read(written(tmp_path, data))
    assert [(row.line, row.code) for _line, row in rows if isinstance(row, RowProblem)] == [
        (2, "row.columns"),
        (4, "row.columns"),
    ]
    assert [line for line, row in rows if isinstance(row, list)] == [3, 5]


def test_quotes_that_do_not_fit_are_one_problem_and_the_next_line_is_read(tmp_path):
    lines = csv_file(SHORT, ROWS).splitlines(keepends=True)
    data = lines[0] + b'"1"x,178.8,148.9,a,b,c,d\r\n' + lines[2]
    rows = read(written(tmp_path, data))
    assert [(line, getattr(row, "code", "")) for line, row in rows] == [(2, "row.quotes"), (3, "")]


@pytest.mark.parametrize("tail", [b"\r\n1,2,3,4,5,6,7" * 3, b"x" * 140_000], ids=["to the end", "for ever"])
def test_a_quote_that_never_closes_is_refused_with_its_line_instead_of_swallowing_the_rest(tmp_path, tail):
    data = csv_file(SHORT, ROWS) + b'4,"178.8' + tail
    refused = refusal_of(written(tmp_path, data))
    assert (refused.refusal.code, refused.refusal.params) == ("file.quote", {"line": 5})


def test_an_xlsx_tells_numbers_from_texts(tmp_path):
    rows = [["1930679858170647", 178.8, 148.9, "浙江省", "2020-02-20 23:56:39", 43881.5, 29.9]]
    ((line, cells),) = read(written(tmp_path, xlsx_file(SHORT, rows)))
    assert line == 2
    assert cells == ["1930679858170647", "178.8", "148.9", "浙江省", "2020-02-20 23:56:39", "43881.5", "29.9"]
    assert [isinstance(cell, Number) for cell in cells] == [False, True, True, False, False, True, True]


def test_only_wanted_columns_of_an_xlsx_are_read(tmp_path):
    with open_table(written(tmp_path, xlsx_file(SHORT, ROWS))) as table:
        assert [cells for _line, cells in table.rows([0, 3])] == [[row[0], "", "", row[3], "", "", ""] for row in ROWS]


PLAIN_SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"""
HEADER = "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{name}</t></is></c>' for name in SHORT)


def xlsx_of(rows: str) -> bytes:
    sheet = PLAIN_SHEET.format(rows=f"<row>{HEADER}</row>{rows}").encode()
    return repacked(xlsx_file(SHORT, []), {"xl/worksheets/sheet1.xml": sheet})


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A2" t="inlineStr"><is><t>Tom &amp; 杰瑞</t></is></c>', "Tom & 杰瑞"),
        ('<c r="A2" t="inlineStr"><is><r><t>红</t></r><r><rPr/><t>色</t></r></is></c>', "红色"),
        ('<c r="A2" t="str"><f>B2&amp;""</f><v>123</v></c>', "123"),
        ('<c t="n" r="A2" s="4"><v>5</v></c>', "5"),
        ('<c r="A2" s="1" t="inlineStr"><is><t>a_x000D_b_x005F_c</t></is></c>', "a b_c"),
        ('<c r="A2" t="inlineStr"><is><t/></is></c><c r="B2"><v>7</v></c>', ""),
        ('<c r="A2"/><c r="B2"><v>7</v></c>', ""),
        ('<c r="A2" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="A2" t="d"><v>2020-02-21T00:00:00</v></c>', "2020-02-21T00:00:00"),
    ],
)
def test_cells_in_every_way_of_writing_are_read(tmp_path, cell, text):
    data = xlsx_of(f'<row r="2">{cell}<c r="D2" t="inlineStr"><is><t>浙江省</t></is></c></row>')
    ((line, cells),) = read(written(tmp_path, data))
    assert (line, cells[0], cells[3]) == (2, text, "浙江省")


def test_sheets_with_a_prefix_and_rows_without_numbers_are_read(tmp_path):
    cells = "".join(f'<x:c t="inlineStr"><x:is><x:t>{name}</x:t></x:is></x:c>' for name in SHORT)
    row = "".join(f"<x:c><x:v>{index}</x:v></x:c>" for index in range(7))
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        f"<x:row>{cells}</x:row><x:row/><x:row>{row}</x:row></x:sheetData></x:worksheet>"
    )
    data = repacked(xlsx_file(SHORT, []), {"xl/worksheets/sheet1.xml": sheet.encode()})
    assert read(written(tmp_path, data)) == [(3, ["0", "1", "2", "3", "4", "5", "6"])]


def test_pronunciation_guides_beside_a_shared_text_are_left_out(tmp_path):
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si><si><r><t>大</t></r><r><t>阪</t></r></si></sst>"
    )
    sheet = PLAIN_SHEET.format(
        rows=f'<row>{HEADER}</row><row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row>'
    )
    base = xlsx_file(SHORT, ROWS)
    data = repacked(base, {"xl/worksheets/sheet1.xml": sheet.encode(), "xl/sharedStrings.xml": shared.encode()})
    ((_line, cells),) = read(written(tmp_path, data))
    assert cells[:2] == ["東京", "大阪"]


@pytest.mark.attack("E3")
def test_a_false_size_of_the_sheet_is_not_believed(tmp_path):
    with zipfile.ZipFile(written(tmp_path, xlsx_file(SHORT, ROWS), "a.xlsx")) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    for size in (b"A1:XFD1048576", b"A1"):
        lying = sheet.replace(b'<dimension ref="A1:G4"', b'<dimension ref="' + size + b'"')
        assert lying != sheet
        data = repacked(xlsx_file(SHORT, ROWS), {"xl/worksheets/sheet1.xml": lying})
        assert read(written(tmp_path, data)) == [(2, ROWS[0]), (3, ROWS[1]), (4, ROWS[2])]


@pytest.mark.attack("E3", "E2")
def test_cells_in_opposite_corners_cost_nothing(tmp_path):
    row = "".join(f'<c r="{chr(65 + index)}2"><v>{index}</v></c>' for index in range(7))
    data = xlsx_of(f'<row r="2">{row}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    with open_table(written(tmp_path, data)) as table:
        assert [line for line, _cells in table.rows()] == [2]


@pytest.mark.attack("E3")
def test_hidden_and_further_sheets_and_merged_cells_are_told(tmp_path):
    data = xlsx_file(SHORT, ROWS, hidden=["秘密"])
    merged = PLAIN_SHEET.format(rows=f"<row>{HEADER}</row>").replace(
        "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    )
    with open_table(written(tmp_path, data)) as table:
        assert (table.form.sheet, table.form.hidden_sheets) == ("Sheet", ("秘密",))
        assert not table.survey().is_merged
    data = repacked(data, {"xl/worksheets/sheet1.xml": merged.encode()})
    with open_table(written(tmp_path, data)) as table:
        assert table.survey().is_merged


def test_a_workbook_whose_only_sheet_is_hidden_is_refused(tmp_path):
    base = xlsx_file(SHORT, ROWS)
    with zipfile.ZipFile(written(tmp_path, base)) as archive:
        workbook = archive.read("xl/workbook.xml")
    hidden = workbook.replace(b'state="visible"', b'state="veryHidden"')
    assert hidden != workbook
    data = repacked(base, {"xl/workbook.xml": hidden})
    assert refusal_of(written(tmp_path, data)).refusal.code == "file.no_sheet"


def test_more_rows_or_columns_than_any_report_has_are_refused(tmp_path, monkeypatch):
    wide = csv_file([f"列{index}" for index in range(limits.COLUMNS + 1)], [])
    assert refusal_of(written(tmp_path, wide)).refusal.code == "file.too_many_columns"
    wide = xlsx_file([f"列{index}" for index in range(limits.COLUMNS + 1)], [])
    assert refusal_of(written(tmp_path, wide)).refusal.code == "file.too_many_columns"
    monkeypatch.setattr(limits, "ROWS", 2)
    for data in (csv_file(SHORT, ROWS), xlsx_file(SHORT, ROWS)):
        refused = refusal_of(written(tmp_path, data))
        assert (refused.refusal.code, refused.refusal.params) == ("file.too_many_rows", {"limit": 2})
        with pytest.raises(FileRefused), open_table(written(tmp_path, data)) as table:
            table.survey()
