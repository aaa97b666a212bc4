"""Who learns, who builds and marks, who sees progress, and who may be given buyers (K3)."""

from datetime import datetime
from typing import Final, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.shifts.access import ROSTERED
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Membership, Shop
from aftercare.training.models import Attempt, Certificate, Course, Enrolment, Rehearsal
from aftercare.training.terms import CourseState

Row = TypeVar("Row", Enrolment, Attempt, Rehearsal)
LEARNERS: Final = ROSTERED  # who serves buyers
TRAINERS: Final = frozenset({Role.TRAINER})
LEADERS: Final = frozenset({Role.TRAINER, Role.SUPERVISOR})  # see how people come along, certify by hand
READERS: Final = LEARNERS | LEADERS
NOT_TRAINER: Final = Refusal("training.not_trainer", _("Only a trainer of the shop may do this."))
NOT_LEADER: Final = Refusal("training.not_leader", _("Only a trainer or the supervisor of the shop may do this."))
OWN: Final = Refusal("training.own", _("Nobody marks or certifies themselves: ask a colleague."))


def shops_with(person: Person, roles: frozenset[Role]) -> list[int]:
    """Shops in which the person has one of the roles."""
    return [pk for pk in person.shop_ids if person.has(pk, *roles)]


def visible_courses(person: Person) -> QuerySet[Course]:
    """Trainers see all of their shops, supervisors what is in use or was, learners what they were given."""
    if person.is_system:
        return Course.objects.all()
    own = Q(enrolments__staff_id=person.staff_id or 0) & Q(shop_id__in=shops_with(person, LEARNERS))
    own &= ~Q(state=CourseState.DRAFT)
    led = Q(shop_id__in=shops_with(person, frozenset({Role.SUPERVISOR}))) & ~Q(state=CourseState.DRAFT)
    return Course.objects.filter(Q(shop_id__in=shops_with(person, TRAINERS)) | led | own).distinct()


def _own_or_led(rows: QuerySet[Row], person: Person) -> QuerySet[Row]:
    """One's own, and those of the shops in which one leads."""
    if person.is_system:
        return rows
    own = Q(staff_id=person.staff_id or 0, shop_id__in=shops_with(person, LEARNERS))
    return rows.filter(own | Q(shop_id__in=shops_with(person, LEADERS)))


def visible_enrolments(person: Person) -> QuerySet[Enrolment]:
    """Who learns by what."""
    return _own_or_led(Enrolment.objects.all(), person)


def visible_attempts(person: Person) -> QuerySet[Attempt]:
    """Tries at exams."""
    return _own_or_led(Attempt.objects.all(), person)


def visible_rehearsals(person: Person) -> QuerySet[Rehearsal]:
    """Practice with scripted buyers."""
    return _own_or_led(Rehearsal.objects.all(), person)


def own_id(person: Person) -> int:
    """The staff member; the system learns and teaches nothing. Raises Refused."""
    if person.staff_id is None:
        raise Refused(NOT_TRAINER)
    return person.staff_id


def access_shop_to_teach(person: Person, slug: str) -> Shop:
    """The shop, locked: courses of it are made one after the other. Raises NotFound."""
    shop = visible_shops(person).select_for_update(no_key=True).filter(slug=slug, is_active=True).first()
    if shop is None or not person.has(shop.pk, *TRAINERS):
        raise NotFound(slug)
    return shop


def access_course(person: Person, pk: int) -> Course:
    """A course that the person sees. Raises NotFound."""
    found = visible_courses(person).select_related("shop", "exam").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def access_bank(person: Person, pk: int) -> Course:
    """The course, for those who teach in its shop: its questions with their keys, its scripts. Raises NotFound, also
    for whoever learns by it and teaches elsewhere."""
    course = access_course(person, pk)
    if not person.has(course.shop_id, *TRAINERS):
        raise NotFound(pk)
    return course


def access_to_teach(person: Person, pk: int) -> Course:
    """The course, locked, for its trainers. Raises NotFound, Refused."""
    course = access_course(person, pk)
    if not person.has(course.shop_id, *TRAINERS):
        raise Refused(NOT_TRAINER)
    locked = Course.objects.select_for_update(no_key=True, of=("self",)).select_related("shop", "exam")
    return locked.get(pk=course.pk)


def access_own_plan(person: Person, pk: int) -> Enrolment:
    """One's own enrolment in that course. Raises NotFound."""
    rows = visible_enrolments(person).filter(course_id=pk, staff_id=person.staff_id or 0)
    found = rows.exclude(course__state=CourseState.DRAFT).select_related("course", "shop").first()
    if found is None:
        raise NotFound(pk)
    return found


def access_attempt(person: Person, pk: int, *, lock: bool = False) -> Attempt:
    """A try that the person sees. Raises NotFound."""
    rows = visible_attempts(person).select_related("exam__course", "shop", "staff")
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def access_own_attempt(person: Person, pk: int, *, lock: bool = False) -> Attempt:
    """One's own try. Raises NotFound for anybody else's."""
    found = access_attempt(person, pk, lock=lock)
    if found.staff_id != person.staff_id:
        raise NotFound(pk)
    return found


def access_rehearsal(person: Person, pk: int, *, lock: bool = False) -> Rehearsal:
    """A practice that the person sees. Raises NotFound."""
    rows = visible_rehearsals(person).select_related("script__course", "shop", "staff", "conversation")
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def learners_of(shop_id: int) -> QuerySet[Staff]:
    """Who may learn in that shop."""
    members = Membership.objects.filter(shop_id=shop_id, role__in=LEARNERS)
    return Staff.objects.filter(pk__in=members.values("staff_id"), is_active=True)


def access_learner(person: Person, shop_id: int, staff_id: int) -> Staff:
    """A learner of a shop in which the person leads, who is not themselves. Raises NotFound, Refused."""
    if shop_id not in person.shop_ids:
        raise NotFound(staff_id)
    if not person.has(shop_id, *LEADERS):
        raise Refused(NOT_LEADER)
    found = learners_of(shop_id).filter(pk=staff_id).first()
    if found is None:
        raise NotFound(staff_id)
    if found.pk == person.staff_id:
        raise Refused(OWN)
    return found


def valid_certificates(at: datetime) -> QuerySet[Certificate]:
    """Neither revoked nor over."""
    return Certificate.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)


def certified(members: QuerySet[Membership], at: datetime) -> QuerySet[Membership]:
    """Those who may be given buyers of their shop where it asks for a certificate: holders, and supervisors."""
    held = valid_certificates(at).filter(shop_id=OuterRef("shop_id"), staff_id=OuterRef("staff_id"))
    return members.filter(Q(role=Role.SUPERVISOR) | Exists(held))
