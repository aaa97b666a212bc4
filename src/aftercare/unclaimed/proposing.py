"""Keeps the proposals of a parcel as its label and the cases say now. Called by actions only, in their transaction."""

from datetime import datetime

from aftercare.core.events import record
from aftercare.unclaimed.matching import Match, matches_of
from aftercare.unclaimed.models import Proposal, UnclaimedParcel
from aftercare.unclaimed.rules import CERTAIN_FROM


def propose(parcel: UnclaimedParcel, at: datetime) -> list[Proposal]:
    """Write what was found, take away what is no longer so, leave alone what somebody has ruled out. Call with the
    parcel locked. An event tells of the first certain one, so that somebody hears of it."""
    known = {(one.order_id, one.case_id): one for one in parcel.proposals.all()}
    had_certain = any(one.score >= CERTAIN_FROM and one.ruled_out_by_id is None for one in known.values())
    matches = matches_of(parcel, at)
    fresh = [_proposal(parcel, match, at) for match in matches if (match.order_id, match.case_id) not in known]
    Proposal.objects.bulk_create(fresh)
    kept = []
    for match in matches:
        old = known.pop((match.order_id, match.case_id), None)
        if old is not None and (old.score, tuple(old.signs)) != (match.score, match.signs):
            old.score, old.signs = match.score, list(match.signs)
            kept.append(old)
    Proposal.objects.bulk_update(kept, ["score", "signs"])
    stale = [one.pk for one in known.values() if one.ruled_out_by_id is None]
    Proposal.objects.filter(pk__in=stale).delete()
    parcel.matched_at = at
    parcel.save(update_fields=["matched_at"])
    if not had_certain:
        _tell_certain(parcel, fresh, at)
    return fresh


def _proposal(parcel: UnclaimedParcel, match: Match, at: datetime) -> Proposal:
    return Proposal(
        parcel=parcel,
        shop_id=match.shop_id,
        order_id=match.order_id,
        case_id=match.case_id,
        signs=list(match.signs),
        score=match.score,
        at=at,
    )


def _tell_certain(parcel: UnclaimedParcel, fresh: list[Proposal], at: datetime) -> None:
    certain = [one for one in fresh if one.score >= CERTAIN_FROM]
    if certain:
        record(
            kind="unclaimed.proposed",
            subject=("unclaimed", parcel.pk),
            shop_id=parcel.shop_id,
            actor_id=None,
            at=at,
            data={"number": parcel.number, "order": certain[0].order_id, "case": certain[0].case_id},
        )
