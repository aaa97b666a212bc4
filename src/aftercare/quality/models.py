"""Drawings, samples, scores and appeals (K2). Written by `actions` only; drawings and scores are never changed."""

from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.quality.terms import Layer, Ruling, SampleState, Turn


class Drawing(models.Model):
    """One week of a shop, drawn once. `week` is its Monday by the shop's clock; `seed` and the frames of its layers
    give the same samples again."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    week = models.DateField()
    seed = models.CharField(max_length=64)
    percent = models.PositiveSmallIntegerField()
    must_most = models.PositiveSmallIntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "week"], name="week_drawn_once")]


class DrawnLayer(models.Model):
    """One layer of an agent's week: `frame` are the ids of all its conversations, `size` how many."""

    drawing = models.ForeignKey(Drawing, models.PROTECT, related_name="layers")
    agent = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    layer = models.CharField(max_length=10, choices=Layer.choices)
    frame = models.JSONField()
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drawing", "agent", "layer"], name="layer_once")]


class Sample(models.Model):
    """An agent's part of a conversation that was drawn. Messages after the number `until_seq` came later and are no
    part of it. `wanted` scorings: two for a calibration. `result` is the scoring that counts."""

    drawing = models.ForeignKey(Drawing, models.PROTECT, related_name="samples")
    layer = models.ForeignKey(DrawnLayer, models.PROTECT, related_name="samples")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    agent = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    conversation = models.ForeignKey("chat.Conversation", models.PROTECT, related_name="+")
    until_seq = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=SampleState.choices, default=SampleState.OPEN)
    wanted = models.PositiveSmallIntegerField(default=1)
    result = models.ForeignKey("quality.Scoring", models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)  # since when the agent sees it
    answered_at = models.DateTimeField(null=True)  # accepted or appealed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "conversation"], name="part_drawn_once"),
            models.CheckConstraint(condition=Q(wanted__in=(1, 2)), name="one_scoring_or_two"),
            models.CheckConstraint(
                condition=Q(state=SampleState.OPEN, result=None, told_at=None)
                | ~Q(state=SampleState.OPEN) & Q(result__isnull=False, told_at__isnull=False),
                name="score_is_told_when_it_is_there",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], name="sample_of_shop"),
            models.Index(fields=["agent", "-id"], name="sample_of_agent"),
            models.Index(fields=["shop", "id"], condition=Q(state="open"), name="sample_to_score"),
            models.Index(fields=["shop", "id"], condition=Q(state="appealed"), name="sample_appealed"),
            models.Index(fields=["agent", "id"], condition=Q(state="scored"), name="sample_to_answer"),
        ]


class Scoring(models.Model):
    """A scorecard that somebody has filled in. `deductions` and `criticals` are lists of codes."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="scorings")
    turn = models.CharField(max_length=6, choices=Turn.choices)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    agent = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    script = models.PositiveSmallIntegerField()
    solving = models.PositiveSmallIntegerField()
    emotion = models.PositiveSmallIntegerField()
    deductions = models.JSONField(default=list)
    criticals = models.JSONField(default=list)
    total = models.PositiveSmallIntegerField()
    note = EncryptedField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "by"], name="scored_once_by_each"),
            models.UniqueConstraint(fields=["sample", "turn"], name="each_turn_once"),
            models.CheckConstraint(condition=~Q(by=F("agent")), name="nobody_scores_themselves"),
            models.CheckConstraint(condition=Q(total__range=(0, 100)), name="score_of_a_hundred"),
        ]


class Comment(models.Model):
    """What a reviewer says to one message of a sample."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="comments")
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    text = EncryptedField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "by", "seq"], name="one_comment_a_message")]


class Appeal(models.Model):
    """What an agent says against a score, and who decided it: neither they nor whoever gave the score."""

    sample = models.OneToOneField(Sample, models.PROTECT, related_name="appeal")
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    scoring = models.ForeignKey(Scoring, models.PROTECT, related_name="+")  # the one that it is against
    scored_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    reason = EncryptedField()
    at = models.DateTimeField()
    ruling = models.CharField(max_length=8, choices=Ruling.choices, blank=True)
    answer = EncryptedField(blank=True)
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ruling="", decided_by=None, decided_at=None)
                | ~Q(ruling="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="appeal_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")) & ~Q(decided_by=F("scored_by")),
                name="nobody_decides_on_own_score",
            ),
        ]
