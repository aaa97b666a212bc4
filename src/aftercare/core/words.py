"""Names for people: all that terms, rules and flow tables need of translation, without importing a framework."""

from django.db.models import TextChoices as Choices
from django.utils.translation import gettext_lazy as _

__all__ = ["Choices", "_"]
