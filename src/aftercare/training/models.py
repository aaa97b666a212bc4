"""Courses, lessons, questions, exams and tries at them, practice with a scripted buyer, certificates. Written by
`actions` only."""

from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.training.terms import (
    DAYS_MOST,
    OPTION_MOST,
    QUESTION_MOST,
    TITLE_MOST,
    AttemptState,
    CourseKind,
    CourseState,
    QuestionKind,
    RehearsalState,
)


class Course(models.Model):
    """What people of a shop learn. A newcomer's course has a plan of `days`; a topic of the month is `due_on`.
    `ready_code` names the content of the package that it was made from; a shop has each once."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CourseKind.choices)
    state = models.CharField(max_length=10, choices=CourseState.choices, default=CourseState.DRAFT)
    title = models.CharField(max_length=TITLE_MOST)
    summary = models.TextField(blank=True)
    days = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField(null=True)
    needs_practice = models.BooleanField(default=False)  # a certificate asks for a passed practice as well
    ready_code = models.CharField(max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=DAYS_MOST), name="plan_is_days"),
            models.UniqueConstraint(
                fields=["shop", "ready_code"], condition=~Q(ready_code=""), name="ready_course_once"
            ),
        ]
        indexes = [models.Index(fields=["shop", "state", "-id"], name="course_of_shop")]


class Lesson(models.Model):
    """One thing to read on one day of the plan. `text` is plain with `## `, `- ` (see `reading`)."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="lessons")
    day = models.PositiveSmallIntegerField(default=1)
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=TITLE_MOST)
    text = models.TextField()
    minutes = models.PositiveSmallIntegerField(default=15)
    is_used = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["course", "day", "place", "id"], name="lesson_in_plan")]


class Material(models.Model):
    """A file that belongs to a lesson."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="materials")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Enrolment(models.Model):
    """Somebody learns by a course; `starts_on` is day 1 of their plan."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "staff"], name="learns_once")]
        indexes = [
            models.Index(fields=["staff", "id"], name="plans_of_person"),
            models.Index(fields=["shop", "-id"], name="learners_of_shop"),
        ]


class LessonRead(models.Model):
    """The learner has worked through the lesson."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="read")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="lesson_read_once")]


class Question(models.Model):
    """One of a course's bank. `key`: which of the `options` are right, by place; none for an answer in words, whose
    `explanation` is what the trainer marks by."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=10, choices=QuestionKind.choices)
    text = models.CharField(max_length=QUESTION_MOST)
    options = models.JSONField(default=list)
    key = models.JSONField(default=list)
    explanation = models.CharField(max_length=QUESTION_MOST, blank=True)
    points = models.PositiveSmallIntegerField(default=1)
    is_used = models.BooleanField(default=True)
    changed_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(points__gte=1, points__lte=20), name="question_has_points")]
        indexes = [models.Index(fields=["course", "id"], condition=Q(is_used=True), name="question_in_bank")]


class Exam(models.Model):
    """The exam of a course: `asks` questions of its bank in `minutes`, `pass_percent` of the points are needed.
    `tries` without a trainer's word, `wait_hours` between two."""

    course = models.OneToOneField(Course, models.PROTECT, related_name="exam")
    asks = models.PositiveSmallIntegerField(default=20)
    minutes = models.PositiveSmallIntegerField(default=30)
    pass_percent = models.PositiveSmallIntegerField(default=80)
    tries = models.PositiveSmallIntegerField(default=2)
    wait_hours = models.PositiveSmallIntegerField(default=24)
    gives_certificate = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pass_percent__gte=1, pass_percent__lte=100), name="pass_is_percent"),
            models.CheckConstraint(condition=Q(asks__gte=1, minutes__gte=1, tries__gte=1), name="exam_asks_something"),
        ]


class Attempt(models.Model):
    """One try. `seed` gives its questions and their order again; its answers keep what was asked, so that a later
    change of the bank moves no mark. The server's clock ends it at `due_at`."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="attempts")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=AttemptState.choices, default=AttemptState.RUNNING)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    by_clock = models.BooleanField(default=False)  # time was over
    points = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveSmallIntegerField(default=0)
    pass_percent = models.PositiveSmallIntegerField()
    marked_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exam", "staff", "number"], name="try_by_number"),
            models.UniqueConstraint(fields=["exam", "staff"], condition=Q(state="running"), name="one_try_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="running", submitted_at=None) | ~Q(state="running") & Q(submitted_at__isnull=False),
                name="ended_try_was_submitted",
            ),
            models.CheckConstraint(condition=Q(points__lte=F("most")) | Q(most=0), name="points_of_those_there_are"),
            models.CheckConstraint(condition=~Q(marked_by=F("staff")), name="nobody_marks_themselves"),
        ]
        indexes = [
            models.Index(fields=["shop", "submitted_at", "id"], condition=Q(state="marking"), name="try_to_mark"),
            models.Index(fields=["staff", "-id"], name="tries_of_person"),
        ]


class AttemptAnswer(models.Model):
    """One question of a try as it was asked: `options` in the order shown, `key` the right places in that order, which
    never leaves the server before the try has ended. `given`: chosen places; `said`: an answer in words."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers")
    place = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=QuestionKind.choices)
    text = models.CharField(max_length=QUESTION_MOST)
    options = models.JSONField(default=list)
    key = models.JSONField(default=list)
    explanation = models.CharField(max_length=QUESTION_MOST, blank=True)
    most = models.PositiveSmallIntegerField()
    given = models.JSONField(default=list)
    said = EncryptedField(blank=True)
    at = models.DateTimeField(null=True)
    points = models.PositiveSmallIntegerField(null=True)  # None: not marked yet
    remark = EncryptedField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "place"], name="asked_once"),
            models.CheckConstraint(condition=Q(points=None) | Q(points__lte=F("most")), name="no_more_than_most"),
        ]


class ExtraTry(models.Model):
    """A trainer has opened another try, and why."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="extra_tries")
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    reason = EncryptedField()
    opened_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["exam", "staff", "-id"], name="tries_opened")]


class Certificate(models.Model):
    """Whoever holds a valid one may be given buyers of the shop. By an exam (`attempt`), or by hand with a reason."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+")
    reason = EncryptedField(blank=True)
    granted_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_for = EncryptedField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(granted_by=F("staff")) | Q(granted_by=None), name="nobody_certifies_themselves"
            ),
            models.CheckConstraint(
                condition=Q(attempt__isnull=False) | Q(granted_by__isnull=False), name="certificate_has_a_ground"
            ),
            models.UniqueConstraint(fields=["attempt"], name="certificate_of_try"),
        ]
        indexes = [
            models.Index(fields=["shop", "staff", "-id"], condition=Q(revoked_at=None), name="certificate_held"),
        ]


class Script(models.Model):
    """A scripted buyer: `turns` are [{"says", "points", "seconds"}], `opening` the situation told to the learner.
    `pass_mark` of 100."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="scripts")
    title = models.CharField(max_length=TITLE_MOST)
    buyer = models.CharField(max_length=OPTION_MOST)
    turns = models.JSONField(default=list)
    pass_mark = models.PositiveSmallIntegerField(default=70)
    is_used = models.BooleanField(default=True)
    changed_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["course", "id"], name="scripts_of_course")]


class Rehearsal(models.Model):
    """One practice with a scripted buyer, in a conversation that is marked as simulated. `turn` turns were said, the
    last one as message `turn_seq` at `turn_at`; `turns` is the script as it was."""

    script = models.ForeignKey(Script, models.PROTECT, related_name="rehearsals")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    conversation = models.OneToOneField("chat.Conversation", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RehearsalState.choices, default=RehearsalState.RUNNING)
    turns = models.JSONField(default=list)
    pass_mark = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField(default=0)
    turn_seq = models.PositiveIntegerField(default=0)
    turn_at = models.DateTimeField()
    answers = models.JSONField(default=list)  # of each turn that is over: {"seconds", "hits"}
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    speed = models.PositiveSmallIntegerField(null=True)
    words = models.PositiveSmallIntegerField(null=True)
    trainer = models.PositiveSmallIntegerField(null=True)
    mark = models.PositiveSmallIntegerField(null=True)
    remark = EncryptedField(blank=True)
    marked_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff"], condition=Q(state="running"), name="one_practice_at_a_time"),
            models.CheckConstraint(
                condition=~Q(marked_by=F("staff")) | Q(marked_by=None), name="nobody_marks_own_practice"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "ended_at", "id"], condition=Q(state="marking"), name="practice_to_mark"),
            models.Index(fields=["turn_at", "id"], condition=Q(state="running"), name="practice_runs"),
            models.Index(fields=["staff", "-id"], name="practices_of_person"),
        ]
