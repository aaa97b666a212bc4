"""Keep that two cases belong together though neither waits for the other."""

from aftercare.cases.models import Case, CaseLink
from aftercare.cases.terms import Link


def link_beside(*, source: Case, target: Case) -> None:
    """`target` came out of `source`; inside the transaction that opened it."""
    CaseLink.objects.create(source=source, target=target, kind=Link.RELATED)
