"""Who sees which samples, who scores, and who decides appeals (K2)."""

from typing import Final

from django.db.models import Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.chat.access import ANSWERERS
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.quality.models import Comment, Drawing, Sample, Scoring
from aftercare.quality.terms import SampleState, Turn
from aftercare.shops.access import Person

REVIEWERS: Final = frozenset({Role.QA})
LEADERS: Final = REVIEWERS | {Role.SUPERVISOR}  # see all samples of the shop, decide appeals, calibrate
READERS: Final = LEADERS | ANSWERERS
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))
OWN: Final = Refusal("own_score", _("Nobody scores their own conversation, or decides about their own score."))


def led_shops(person: Person) -> list[int]:
    """Shops whose samples the person sees all of."""
    return [pk for pk in person.shop_ids if person.has(pk, *LEADERS)]


def visible_samples(person: Person) -> QuerySet[Sample]:
    """Every list, page and count starts here: leaders see those of their shops, agents their own once they are scored.
    Nobody sees an own one before."""
    if person.is_system:
        return Sample.objects.all()
    mine = Q(agent_id=person.staff_id or 0)
    told = mine & ~Q(state=SampleState.OPEN) & Q(shop_id__in=person.shop_ids)
    return Sample.objects.filter(told | Q(shop_id__in=led_shops(person)) & ~mine)


def visible_drawings(person: Person) -> QuerySet[Drawing]:
    """How the samples of a week were drawn: for leaders."""
    return Drawing.objects.all() if person.is_system else Drawing.objects.filter(shop_id__in=led_shops(person))


def visible_scorings(person: Person, sample: Sample) -> QuerySet[Scoring]:
    """Scorecards of a sample that the person sees. Until all that are wanted are there, everybody sees their own alone:
    two who calibrate are blind to each other. Agents see those that counted, not the second one of a calibration."""
    rows = Scoring.objects.filter(sample=sample).select_related("by")
    if sample.state == SampleState.OPEN:
        return rows.filter(by_id=person.staff_id or 0)
    return rows if leads(person, sample) else rows.exclude(turn=Turn.SECOND)


def visible_comments(person: Person, sample: Sample) -> QuerySet[Comment]:
    """Comments of those whose scorecards the person sees, and the person's own."""
    by = visible_scorings(person, sample).order_by().values("by_id")
    return Comment.objects.filter(sample=sample).filter(Q(by_id__in=by) | Q(by_id=person.staff_id or 0))


def leads(person: Person, sample: Sample) -> bool:
    """Sees all of the sample: a leader of its shop who is not its agent."""
    return person.is_system or (person.has(sample.shop_id, *LEADERS) and person.staff_id != sample.agent_id)


def access_sample(person: Person, pk: int, *, lock: bool = False) -> Sample:
    """The sample, locked when something is to be written. Raises NotFound."""
    rows = visible_samples(person)
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    found = rows.select_related("shop", "agent", "layer", "drawing", "result").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def access_drawing(person: Person, pk: int) -> Drawing:
    """Raises NotFound."""
    found = visible_drawings(person).select_related("shop").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def may_score(person: Person, sample: Sample) -> bool:
    """Reviewers of the shop; for a calibration supervisors as well. Nobody their own conversation."""
    if person.staff_id is None or person.staff_id == sample.agent_id:
        return False
    return person.has(sample.shop_id, *(LEADERS if sample.wanted > 1 else REVIEWERS))


def access_to_score(person: Person, pk: int) -> Sample:
    """The sample, locked, for whoever may score it. Raises NotFound, Refused."""
    sample = access_sample(person, pk, lock=True)
    if sample.agent_id == person.staff_id:
        raise Refused(OWN)
    if not may_score(person, sample):
        raise Refused(WRONG_ROLE)
    return sample


def access_to_lead(person: Person, pk: int) -> Sample:
    """The sample, locked, for leaders of its shop. Raises NotFound, Refused."""
    sample = access_sample(person, pk, lock=True)
    if sample.agent_id == person.staff_id:
        raise Refused(OWN)
    if not leads(person, sample):
        raise Refused(WRONG_ROLE)
    return sample


def access_own_sample(person: Person, pk: int) -> Sample:
    """The agent's own scored sample, locked. Raises NotFound, Refused for everybody else."""
    sample = access_sample(person, pk, lock=True)
    if sample.agent_id != person.staff_id:
        raise Refused(WRONG_ROLE)
    return sample
