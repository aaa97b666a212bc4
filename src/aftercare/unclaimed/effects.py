"""What happens elsewhere and concerns parcels on the shelf becomes a job."""

from aftercare.core.outbox import enqueue
from aftercare.unclaimed.models import UnclaimedParcel
from aftercare.unclaimed.terms import OPEN


def parcel_named(tracking_no: str) -> None:
    """A case has named this number, in whose transaction this runs: look again, when such a parcel is on the shelf."""
    if UnclaimedParcel.objects.filter(tracking_no=tracking_no, state__in=OPEN).exclude(tracking_no="").exists():
        enqueue("unclaimed.match", tracking_no=tracking_no)
