"""What people type, checked before it is kept."""

from aftercare.core.errors import InvalidInput
from aftercare.core.text import clean
from aftercare.core.words import _


def bounded_text(name: str, text: str, most: int) -> str:
    """Without hidden characters. Raises InvalidInput at the field `name` when it is longer than `most` characters."""
    text = clean(text)
    if len(text) > most:
        raise InvalidInput({name: _("At most %(most)s characters.") % {"most": most}})
    return text
