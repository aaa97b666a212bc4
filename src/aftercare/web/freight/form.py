"""The form by which freight is registered, of buyers and of agents: what was typed, as the action takes it."""

from collections.abc import Mapping
from typing import BinaryIO, Final, cast

from django.http import HttpRequest

from aftercare.core.money import Money
from aftercare.core.text import fold
from aftercare.files.actions.store_file import Upload
from aftercare.freight.actions.register_claim import ClaimForm

PICTURE: Final = "picture"
_TEXTS: Final = ("tracking_no", "receipt_no", "payee_name", "payee_account", "note", "key")
FIELDS: Final = ("amount", "amount_again", *_TEXTS)
LONGEST: Final = 1000


def read_money(text: str) -> Money | None:
    """Yuan as people type them; None for whatever is no amount (H9)."""
    try:
        return Money.from_yuan(fold(text).lstrip("¥").replace(",", ""))
    except ValueError:
        return None


def read_claim(posted: Mapping[str, str]) -> ClaimForm:
    """What was typed, unchecked."""
    texts = {name: str(posted.get(name, ""))[:LONGEST] for name in _TEXTS}
    return ClaimForm(read_money(posted.get("amount", "")), read_money(posted.get("amount_again", "")), **texts)


def read_picture(request: HttpRequest) -> Upload | None:
    """The picture of the receipt, None when there is none."""
    file = request.FILES.get(PICTURE)
    if file is None or isinstance(file, list) or file.file is None:
        return None
    return Upload(cast(BinaryIO, file.file), file.name or "", file.size or 0)
