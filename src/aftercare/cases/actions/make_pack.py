"""Make the evidence pack of a case (B8)."""

import hashlib
import tempfile
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.db import transaction
from django.utils.translation import override

from aftercare.cases.access import access_case
from aftercare.cases.pack.archive import write_zip
from aftercare.cases.pack.contents import Chosen, Contents, Material
from aftercare.cases.pack.limits import megabytes, too_heavy
from aftercare.cases.pack.pdf import write_pdf
from aftercare.cases.pack.sheet import Made
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import Choices, _
from aftercare.files.terms import MediaType
from aftercare.shops.access import Person

PLATFORMS_LANGUAGE: Final = "zh-hans"  # whoever reads it there, whatever language the maker has chosen


class Format(Choices):
    """What is made."""

    PDF = "pdf", "PDF"
    ZIP = "zip", "ZIP"


@dataclass(frozen=True)
class Pack:
    """A pack on disk, to be read from the beginning; the file is gone when it is closed. `name` is for the download."""

    file: BinaryIO
    name: str
    size: int
    sha256: str


def make_pack(*, number: str, chosen: Chosen, form: Format, person: Person) -> Pack:
    """Make it and record who took what out of the house (E10). Raises NotFound, Refused; InvalidInput when the
    platform would not take what is chosen.

    It is made outside of a transaction: thirty pictures take two seconds.
    """
    contents = Material.of(person, number).choose(chosen)
    if contents.refusals:
        raise InvalidInput({"evidence": " ".join(str(refusal) for refusal in contents.refusals)})
    made = Made(person.name, now(), PLATFORMS_LANGUAGE)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with override(PLATFORMS_LANGUAGE):
        (write_pdf if form is Format.PDF else write_zip)(file, contents, made)
    size = file.tell()
    _check_size(contents, form, size)
    file.seek(0)
    pack = Pack(file, f"举证材料-{number}.{form.value}", size, hashlib.file_digest(file, "sha256").hexdigest())
    file.seek(0)
    _record(contents, form, pack, person)
    return pack


def _check_size(contents: Contents, form: Format, size: int) -> None:
    limits = contents.material.limits
    if form is Format.ZIP and size > limits.total:
        raise Refused(too_heavy(limits, size))
    most = limits.largest[MediaType.PDF]
    if form is Format.PDF and size > most:
        sentence = _("The PDF has %(size)s; %(platform)s takes at most %(most)s. Untick some pictures.")
        values = {"size": megabytes(size), "platform": limits.platform.label, "most": megabytes(most)}
        raise Refused(Refusal("pack_pdf", sentence, values))


def _record(contents: Contents, form: Format, pack: Pack, person: Person) -> None:
    """The words of the pack are no part of the event: personal data must stay erasable (J7)."""
    with transaction.atomic():
        case = access_case(person, contents.material.case.number)
        record(
            kind="case.pack_made",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=now(),
            data={
                "format": form.value,
                "evidence": len(contents.chosen.evidence),
                "messages": len(contents.chosen.messages),
                "notes": len(contents.chosen.notes),
                "size": pack.size,
                "sha256": pack.sha256,
            },
        )
