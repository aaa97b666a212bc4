"""What buyers' browsers have done lately, counted."""

from django.db import models


class Tally(models.Model):
    """How often something was done since `began_at`; `key` names what and whose, an address by its keyed hash.

    Beside Django's cache: that one forgets at random once it is full, and failed logins are counted in it.
    """

    key = models.CharField(max_length=60, primary_key=True)
    began_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["began_at"], name="tally_by_age")]
