"""What requests about buyers' data have to say in the rail of those who answer for it (U4)."""

from django.db.models import QuerySet

from aftercare.erasure.access import visible_requests
from aftercare.erasure.models import DataRequest
from aftercare.erasure.terms import RequestKind, RequestState
from aftercare.shops.access import Person


def waiting_erasures(person: Person, shop_ids: frozenset[int]) -> QuerySet[DataRequest]:
    """Erasures that wait for a second person, in the shops shown; one's own among them."""
    waiting = visible_requests(person).filter(kind=RequestKind.ERASE, state=RequestState.ASKED)
    return waiting.filter(shops__overlap=list(shop_ids))
