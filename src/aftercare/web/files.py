"""Files in and out over HTTP: one upload per request, and answers that no browser can mistake for a page (D5)."""

from typing import BinaryIO, cast

from django.http import FileResponse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.files.actions.store_file import Upload
from aftercare.files.models import StoredFile
from aftercare.files.queries import open_copy
from aftercare.files.terms import Copy
from aftercare.web.policy import PageRequest

_STRICT = "default-src 'none'; sandbox"


def read_upload(request: PageRequest) -> Upload:
    """The one file of the request. Raises InvalidInput when there is none or more than one."""
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if len(files) != 1 or files[0].file is None:
        raise InvalidInput({"file": _("Send one file at a time.")})
    return Upload(cast(BinaryIO, files[0].file), files[0].name or "", files[0].size or 0)


def read_uploads(request: PageRequest, name: str) -> list[Upload]:
    """The files of that field, which may hold several; an empty one is none."""
    files = [file for file in request.FILES.getlist(name) if file.file is not None]
    return [Upload(cast(BinaryIO, file.file), file.name or "", file.size or 0) for file in files]


def answer_file(file: StoredFile, copy: Copy) -> FileResponse:
    """The bytes. Copies that we made are shown; originals are only ever handed out as a download."""
    content, media_type = open_copy(file, copy)
    is_original = copy is Copy.ORIGINAL
    response = FileResponse(content, as_attachment=is_original, filename=file.name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _STRICT
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
