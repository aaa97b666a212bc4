"""Files that are made for a download."""

import tempfile
from collections.abc import Iterable
from typing import BinaryIO

from django.http import FileResponse


def download(name: str, file: BinaryIO, content_type: str) -> FileResponse:
    """A file of ours, to be kept and never shown inside a page; it is closed when it has been sent."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def csv_download(name: str, pieces: Iterable[bytes]) -> FileResponse:
    """The pieces as one CSV file. They are put down on disk first: memory stays flat, and an error is still an error
    page and not half a file."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    for piece in pieces:
        file.write(piece)
    file.seek(0)
    return download(name, file, "text/csv; charset=utf-8")
