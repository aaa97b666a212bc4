"""A picture or film of the open box (O9)."""

from typing import Final

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.dispatch.access import PACKERS, check_role
from aftercare.dispatch.actions.start_packing import note
from aftercare.dispatch.models import PackingPhoto
from aftercare.dispatch.packing import access_packing
from aftercare.dispatch.terms import PackingState
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.shops.access import Person

MOST: Final = 12


def add_packing_photo(*, packing_id: int, upload: Upload, person: Person) -> PackingPhoto:
    """Keep it with the packing, open or finished. Raises NotFound, Refused (role, set aside, enough of them), and what
    `store_file` raises."""
    with transaction.atomic():
        packing = access_packing(person, packing_id, lock=True)
        check_role(person, packing.shop_id, PACKERS)
        if packing.state == PackingState.DROPPED:
            raise Refused(Refusal("packing_over", _("This packing is over: scan the slip again.")))
        if packing.photos.count() >= MOST:
            raise Refused(Refusal("photos_enough", _("At most %(most)s pictures."), {"most": MOST}))
        at = now()
        file = store_file(upload=upload, shop_id=packing.shop_id, person=person, at=at)
        photo = PackingPhoto.objects.create(packing=packing, file=file, at=at)
        note(packing, "packing.photo_added", person, at, file=file.pk)
    return photo
