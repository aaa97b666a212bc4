"""Archives made to harm: refused from their directory, before anything is unpacked, within a tenth of a second."""

import io
import stat
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from tests.intake.reports import SHORT, repacked, shared_xlsx_file, short

from aftercare.intake import limits
from aftercare.intake.problems import FileRefused
from aftercare.intake.readers import open_table
from aftercare.intake.storage import clean_name

GOOD = shared_xlsx_file(SHORT, [short(1)])
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def opened(folder: Path, data: bytes) -> str:
    """The code of the refusal; fails when it was not refused, took long, or took much memory."""
    path = folder / "report.xlsx"
    path.write_bytes(data)
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(FileRefused) as caught, open_table(path) as table:
            list(table.rows())
    finally:
        seconds, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert seconds <= 0.1
    assert peak < 20 * limits.MIB
    return caught.value.refusal.code


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        return archive.read(name)


@pytest.mark.attack("E2")
def test_a_bomb_is_refused_from_its_directory(tmp_path):
    sheet = b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * 2_500_000
    bomb = repacked(GOOD, {"xl/worksheets/sheet1.xml": sheet})
    assert len(bomb) < 200_000
    assert opened(tmp_path, bomb) == "file.unpacks"


@pytest.mark.attack("E2")
def test_a_bomb_in_the_shared_texts_is_refused(tmp_path):
    assert opened(tmp_path, repacked(GOOD, {"xl/sharedStrings.xml": b"<sst>" + b" " * 50_000_000})) == "file.unpacks"


@pytest.mark.attack("E2")
def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path):
    sheet = b"<worksheet><sheetData>" + b"<row></row>" * 900_000
    data = bytearray(repacked(GOOD, {"xl/worksheets/sheet1.xml": sheet}))
    size = struct.pack("<I", len(sheet))
    assert data.count(size) >= 2
    lying = bytes(data.replace(size, struct.pack("<I", 1000)))
    assert opened(tmp_path, lying) == "file.damaged"


@pytest.mark.attack("D6")
def test_ten_thousand_entries_are_refused(tmp_path):
    assert opened(tmp_path, repacked(GOOD, {f"xl/media/{n}.png": b"" for n in range(10_000)})) == "file.unpacks"


@pytest.mark.attack("D6", "E2")
def test_many_small_parts_that_are_large_together_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 3 * limits.MIB)
    big = {f"xl/media/{n}.xml": b"<a>" + b" " * (limits.MIB - 10) for n in range(4)}
    assert opened(tmp_path, repacked(GOOD, big)) == "file.unpacks"


@pytest.mark.attack("D6")
@pytest.mark.parametrize(
    "name",
    [
        "../../etc/cron.d/x",
        "/etc/passwd",
        "xl/../../x.xml",
        "C:\\x.xml",
        "xl\\..\\x.xml",
        "xl/media/inner.zip",
        "xl/embeddings/book.xlsx",
        "xl/vbaProject.bin",
        "xl/externalLinks/externalLink1.xml",
        "xl/connections.xml",
        "payload.exe",
    ],
)
def test_parts_that_do_not_belong_into_a_table_are_refused(tmp_path, name):
    assert opened(tmp_path, repacked(GOOD, {name: b"x"})) == "file.parts"


@pytest.mark.attack("D6")
def test_a_symbolic_link_is_refused(tmp_path):
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        link = zipfile.ZipInfo("xl/worksheets/sheet2.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert opened(tmp_path, stream.getvalue()) == "file.parts"


@pytest.mark.attack("D6")
def test_two_parts_of_one_name_are_refused(tmp_path):
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    assert opened(tmp_path, stream.getvalue()) == "file.damaged"


@pytest.mark.attack("E4")
@pytest.mark.parametrize("doctype", [XXE, LAUGHS], ids=["XXE", "billion laughs"])
@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_doctype_in_any_part_is_refused(tmp_path, name, doctype):
    body = part(name).partition(b"?>")[2] or part(name)
    assert opened(tmp_path, repacked(GOOD, {name: doctype + body})) == "file.parts"


@pytest.mark.attack("E4")
def test_a_doctype_behind_a_long_comment_is_refused_as_well(tmp_path):
    hidden = b"<!--" + b"x" * 9000 + b"-->" + LAUGHS
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        data = repacked(GOOD, {name: hidden + part(name).partition(b"?>")[2]})
        assert opened(tmp_path, data) in ("file.parts", "file.resave")


@pytest.mark.attack("E4")
def test_a_relation_to_another_place_is_refused(tmp_path):
    rels = part("xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="x" Type="t/worksheet" Target="http://127.0.0.1/a" TargetMode="External"/></Relationships>',
    )
    assert opened(tmp_path, repacked(GOOD, {"xl/_rels/workbook.xml.rels": rels})) == "file.parts"


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.99])
def test_a_half_downloaded_file_is_refused(tmp_path, keep):
    assert opened(tmp_path, GOOD[: int(len(GOOD) * keep)]) == "file.damaged"


def test_a_damaged_sheet_is_refused(tmp_path):
    sheet = part("xl/worksheets/sheet1.xml")
    for broken in (
        sheet.partition(b"</sheetData>")[0],
        sheet[: len(sheet) // 2],
        sheet.replace(b"<v>", b"<v", 1),
        b"",
        b"<worksheet>",
    ):
        code = opened(tmp_path, repacked(GOOD, {"xl/worksheets/sheet1.xml": broken}))
        assert code in ("file.damaged", "file.resave", "file.empty")


def test_a_shared_text_that_is_not_there_is_refused(tmp_path):
    sheet = part("xl/worksheets/sheet1.xml").replace(b"<v>0</v>", b"<v>999999</v>")
    assert opened(tmp_path, repacked(GOOD, {"xl/worksheets/sheet1.xml": sheet})) == "file.damaged"


@pytest.mark.attack("D2")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("订单\u202ecsv.csv", "订单csv.csv"),
        ("..\\..\\boot\\a.csv", "a.csv"),
        ("/etc/passwd/report.xlsx", "report.xlsx"),
        ("re\x00port\u200b.csv", "report.csv"),
        (".csv.csv", "csv.csv"),
        ("a" * 300 + ".csv", "a" * 116 + ".csv"),
    ],
)
def test_a_name_is_cleaned_first_and_checked_second(name, shown):
    assert clean_name(name) == shown


@pytest.mark.attack("D1", "D2")
@pytest.mark.parametrize("name", ["a.php", "a.csv.html", ".htaccess", "a.csv\u202e.exe", "", "csv", "a.csv/"])
def test_a_name_that_is_no_report_is_refused(name):
    with pytest.raises(FileRefused) as caught:
        clean_name(name)
    assert caught.value.refusal.code == "file.name"
