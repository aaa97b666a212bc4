"""`aftercare classify` and `aftercare train-disputes`, as another program meets them (R3)."""

import json
from pathlib import Path

import pytest
from tests.config.conftest import run_cli

from aftercare.config.commands import train_disputes
from aftercare.disputes.classify import classify

TEXTS = ["用了两次就坏了", "客服半天不回，\n没人理", "质量很好，很喜欢", ""]


ENCODINGS = [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t")]


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.mark.row("R3")
@pytest.mark.parametrize(
    ("encoding", "comma"), [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t")]
)
def test_each_row_gets_a_line_in_the_order_of_the_file(tmp_path: Path, encoding: str, comma: str) -> None:
    rows = [("编号", "text"), *((str(number), quoted(text)) for number, text in enumerate(TEXTS)), ("9",)]
    path = tmp_path / "reviews.csv"
    path.write_text("\r\n".join(comma.join(row) for row in rows), encoding=encoding)

    done = run_cli("classify", "--csv", str(path), "--json", home=tmp_path / "home")

    told = [json.loads(line) for line in done.stdout.splitlines()]
    wanted = [classify(text) for text in (*TEXTS, "")]
    assert (done.returncode, done.stderr) == (0, "")
    assert told == [
        {"type": one.type.value, "polarity": one.polarity.value, "reasons": list(one.reasons)} for one in wanted
    ]
    assert not (tmp_path / "home" / "postgres").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"", ""),
        (b"\x89PNG\r\n", ""),
        ("编号,内容\n1,坏了\n".encode(), "no column `text`"),
        (b'text\n"never closed\n', "line"),
        (b"text\n\xff\xfe\xfd\xff\n" * 3, ""),
    ],
)
def test_a_file_that_cannot_be_used_goes_to_standard_error(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "reviews.csv"
    if content is not None:
        path.write_bytes(content)

    done = run_cli("classify", "--csv", str(path), home=tmp_path / "home")

    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_people_get_columns(tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("text\n用了两次就坏了\n", encoding="utf-8")

    done = run_cli("classify", "--csv", str(path), home=tmp_path / "home")

    assert done.stdout == "product.quality\tbad\t坏了\n"


@pytest.mark.skipif(train_disputes.EXTRA, reason="the extra `train` is installed here")
def test_training_without_its_extra_says_what_to_install(tmp_path: Path) -> None:
    done = run_cli("train-disputes", home=tmp_path / "home")

    assert done.returncode == 2
    assert "pip install 'aftercare[train]'" in done.stderr
