"""Replies out of a file and into one: CSV or XLSX as other programs write them, read by their headings (S12, E1)."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.intake.problems import RowProblem
from aftercare.intake.readers import Table, open_table
from aftercare.intake.refusals_file import BYTE_ORDER_MARK, safe_cell
from aftercare.intake.sniff import name_form
from aftercare.knowledge.actions.import_replies import NumberedFacts
from aftercare.knowledge.inputs import ReplyFacts
from aftercare.knowledge.models import QuickReply

MOST_BYTES: Final = 4 * 1024 * 1024
MOST_ROWS: Final = 5000
TITLE_OF_TEXT: Final = 16  # characters of a text that become its title when the file has none
_SENTENCE: Final = re.compile("[。！？!?~～\n，,：:；;]")
HEADINGS: Final = ("标题", "分组", "快捷编码", "快捷短语", "问法")
# Headings as they come, by field; compared without spaces, width and case.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "text": ("快捷短语", "短语内容", "短语", "话术内容", "话术", "回复内容", "内容", "text", "content", "reply"),
    "title": ("标题", "短语标题", "话术标题", "名称", "title", "name"),
    "shortcut": ("快捷编码", "快捷码", "编码", "快捷键", "短语编码", "shortcut", "code"),
    "group": ("分组", "快捷分组", "短语分组", "分组名称", "类别", "分类", "group", "category"),
    "questions": ("问法", "买家问法", "常见问法", "相似问法", "问题", "questions"),
}


def read_file(file: UploadedFile) -> list[NumberedFacts]:
    """The rows of an uploaded file with the lines they stand on. Raises InvalidInput with what is wrong with it."""
    if (file.size or 0) > MOST_BYTES:
        raise InvalidInput({"file": _("The file is larger than %(most)s MB.") % {"most": MOST_BYTES >> 20}})
    with tempfile.TemporaryDirectory(prefix="aftercare-replies-") as folder:
        path = Path(folder) / "replies"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        with open_table(path) as table:
            return list(_rows(table))


def _rows(table: Table) -> Iterator[NumberedFacts]:
    places = _places(table.header)
    for count, (line, cells) in enumerate(table.rows(), start=1):
        if count > MOST_ROWS:
            raise InvalidInput({"file": _("The file has more than %(most)s rows.") % {"most": MOST_ROWS}})
        if isinstance(cells, RowProblem):
            raise InvalidInput({"file": f"{line}: {cells.refusal}"})
        found = {name: _plain(cells[place]) for name, place in places.items()}
        if any(found.values()):
            yield NumberedFacts(line, _facts(found))


def _places(header: Sequence[str]) -> dict[str, int]:
    forms = [name_form(heading) for heading in header]
    places = {}
    for name, known in COLUMNS.items():
        place = next((forms.index(form) for form in map(name_form, known) if form in forms), None)
        if place is not None:
            places[name] = place
    if "text" not in places:
        sentence = _("The file has no column for the text. Call it %(name)s.")
        raise InvalidInput({"file": sentence % {"name": COLUMNS["text"][0]}})
    return places


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a text from being a formula, as our own files have it."""
    return cell[1:] if cell.startswith("'") and safe_cell(cell[1:]) == cell else cell


def _facts(found: dict[str, str]) -> ReplyFacts:
    text = found["text"]
    title = found.get("title", "").strip() or _SENTENCE.split(text.strip(), maxsplit=1)[0][:TITLE_OF_TEXT]
    return ReplyFacts(
        title=title or text.strip()[:TITLE_OF_TEXT],
        text=text,
        shortcut=found.get("shortcut", ""),
        group=found.get("group", ""),
        questions=tuple(found.get("questions", "").splitlines()),
    )


def replies_csv(replies: Iterable[QuickReply]) -> Iterator[bytes]:
    """The file in pieces, UTF-8 with a byte-order mark; it can be taken in again. No cell can be a formula."""
    yield BYTE_ORDER_MARK
    yield _line(HEADINGS)
    for reply in replies:
        yield _line((reply.title, reply.group, reply.shortcut, reply.text, reply.questions))


def _line(cells: Iterable[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue().encode()
