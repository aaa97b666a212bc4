"""Say of each row of a CSV file what the text complains of: its dispute type, how it sounds, the words that counted.

The file needs a column `text`; UTF-8, GBK or UTF-16 is found out by itself. One line per row goes to standard output,
in the order of the file, while it is read; with --json a JSON object with `type`, `polarity` (good, neutral, bad) and
`reasons`. Exit status 2: the file cannot be used, the sentence goes to standard error.
"""

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from aftercare.config.environment import Unusable, read_environment
from aftercare.disputes.classify import Classified, classify, look_in
from aftercare.intake.problems import FileRefused
from aftercare.intake.sniff import Written, find_delimiter, find_encoding, how_written, name_form

COLUMN = "text"
LONGEST_CELL = 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file."""
    parser.add_argument("--csv", required=True, type=Path, metavar="FILE", help="a CSV file with a column `text`")


def run(options: argparse.Namespace) -> None:
    """Print one line per row. Raises Unusable for a file without that column, or one that is no text."""
    look_in(read_environment().home)
    told = _as_json if options.json else _as_line
    try:
        for text in _texts(options.csv):
            sys.stdout.write(f"{told(classify(text))}\n")
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough, such as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _as_json(found: Classified) -> str:
    told = {"type": found.type.value, "polarity": found.polarity.value, "reasons": list(found.reasons)}
    return json.dumps(told, ensure_ascii=False)


def _as_line(found: Classified) -> str:
    return "\t".join((found.type.value, found.polarity.value, " | ".join(found.reasons)))


def _texts(path: Path) -> Iterator[str]:
    """The text of each row; a row that ends before it has an empty one. Blank lines are no rows."""
    try:
        if path.is_dir():
            raise Unusable(f"{path} is a folder, not a file.")
        if how_written(path) is not Written.TEXT:
            raise Unusable(f"{path} is not a CSV file. Save the sheet as CSV and try again.")
        encoding = find_encoding(path)
    except FileRefused as refused:
        raise Unusable(f"{path}: {refused.refusal}") from None
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as stream:
        delimiter = find_delimiter(stream.readline())
        stream.seek(0)
        rows = csv.reader(stream, delimiter=delimiter, strict=True)
        try:
            place = _place(path, next(rows, []))
            yield from (row[place] if len(row) > place else "" for row in rows if row)
        except csv.Error as trouble:
            raise Unusable(f"{path}, line {rows.line_num}: {trouble}.") from None


def _place(path: Path, header: list[str]) -> int:
    names = [name_form(name) for name in header]
    if COLUMN not in names:
        raise Unusable(f"{path} has no column `{COLUMN}`; it has: {', '.join(header) or 'none'}.")
    return names.index(COLUMN)
