"""Quick replies and how often they are used. Written by `actions` only."""

from django.db import models
from django.db.models import Q

from aftercare.knowledge.rules import LONGEST_GROUP, LONGEST_SHORTCUT, LONGEST_TEXT, LONGEST_TITLE


class QuickReply(models.Model):
    """A text that is said again and again (S12): of one person, or with `owner` empty of the whole shop.

    `words` (folded title, a line end, folded text) and `sounds` (`reading.reading_of`) are what the search reads.
    A reply is never deleted, it is archived. With `is_faq` it answers the `questions`, one a line, by itself (S4).
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="quick_replies")
    owner = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="quick_replies")
    group = models.CharField(max_length=LONGEST_GROUP, blank=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.CharField(max_length=LONGEST_TEXT)
    shortcut = models.CharField(max_length=LONGEST_SHORTCUT, blank=True)
    words = models.TextField()
    sounds = models.TextField(blank=True)
    is_faq = models.BooleanField(default=False)
    questions = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "owner", "shortcut"],
                condition=Q(is_active=True) & ~Q(shortcut=""),
                nulls_distinct=False,
                name="one_reply_by_shortcut",
            ),
            # What goes out by itself speaks for the shop.
            models.CheckConstraint(condition=Q(is_faq=False) | Q(owner=None), name="shop_answers_by_itself"),
        ]
        indexes = [
            models.Index(fields=["shop", "group", "title", "id"], name="reply_in_list"),
            models.Index(fields=["shop"], name="reply_answers", condition=Q(is_faq=True, is_active=True)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_shared(self) -> bool:
        return self.owner_id is None

    @property
    def phrasings(self) -> tuple[str, ...]:
        """The questions it answers, as they were typed."""
        return tuple(self.questions.splitlines())


class QuickReplyTally(models.Model):
    """How often one person used one reply on one day of the shop.

    Not a counter on the reply: on a busy evening thirty people would wait for each other's commits of one row. Here
    nobody waits for anybody else, and unlike a row for each use a month of it stays small enough to rank by while
    somebody types. Sums over days are the used counts.
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")  # the reply's, for the index
    reply = models.ForeignKey(QuickReply, models.PROTECT, related_name="tallies")
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "staff", "day"], name="tally_of_day")]
        indexes = [models.Index(fields=["shop", "day"], name="tally_lately")]
