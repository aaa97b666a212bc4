"""Pack an evidence pack as a ZIP: the PDF, each file under a name of ours, and the list of their SHA-256.

Files are copied in pieces from disk to disk: a film of 100 MB costs no memory. Names hold nothing that anybody typed
(D10, J4).
"""

import hashlib
import tempfile
from datetime import datetime
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from aftercare.cases.pack.contents import Contents, Piece
from aftercare.cases.pack.limits import Limits
from aftercare.cases.pack.pdf import write_pdf
from aftercare.cases.pack.pictures import open_piece, scaled
from aftercare.cases.pack.sheet import Made
from aftercare.files.terms import MediaType

PDF_NAME: Final = "00-举证材料.pdf"
LIST_NAME: Final = "SHA256SUMS.txt"
CHUNK: Final = 1024 * 1024


def write_zip(out: BinaryIO, contents: Contents, made: Made) -> None:
    """Write the archive to `out`."""
    at = made.at.astimezone(contents.material.zone)
    sums = []
    with ZipFile(out, "w") as archive:
        with tempfile.TemporaryFile() as paper:
            write_pdf(paper, contents, made)
            paper.seek(0)
            sums.append(_add(archive, PDF_NAME, at, paper))
        for piece in contents.pieces:
            with _opened(piece, contents.material.limits) as file:
                sums.append(_add(archive, piece.name, at, file))
        archive.writestr(_info(LIST_NAME, at, ZIP_DEFLATED), "".join(sums))


def _opened(piece: Piece, limits: Limits) -> BinaryIO:
    """A picture as small as the platform wants it, anything else as it is."""
    if not piece.is_picture:
        return open_piece(piece)
    smaller = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    smaller.write(scaled(piece, limits.largest[MediaType.JPEG]))
    smaller.seek(0)
    return smaller


def _add(archive: ZipFile, name: str, at: datetime, file: BinaryIO) -> str:
    """Its line of the list, as `sha256sum --check` reads it."""
    digest = hashlib.sha256()
    with archive.open(_info(name, at, ZIP_STORED), "w", force_zip64=True) as entry:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            entry.write(chunk)
    return f"{digest.hexdigest()}  {name}\n"


def _info(name: str, at: datetime, compression: int) -> ZipInfo:
    info = ZipInfo(name, at.timetuple()[:6])
    info.compress_type = compression
    return info
