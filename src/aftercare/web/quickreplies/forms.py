"""The form of a reply. The rules are the action's; lengths here spare a round trip."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput
from aftercare.knowledge.inputs import ReplyFacts
from aftercare.knowledge.models import QuickReply
from aftercare.knowledge.rules import LONGEST_GROUP, LONGEST_SHORTCUT, LONGEST_TEXT, LONGEST_TITLE
from aftercare.web.numbers import read_number

SHARED = "shared"  # the scope; anything else is one's own
FIELDS = ("title", "group", "shortcut", "text", "is_faq", "questions")


def read_shop(asked: Mapping[str, str]) -> int:
    """The shop that a question of the page is about. Raises InvalidInput without one."""
    shop_id = read_number(asked.get("shop"))
    if shop_id is None:
        raise InvalidInput({"shop": _("Choose a shop.")})
    return shop_id


class ReplyForm(forms.Form):
    """What a reply says and how it is found."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, help_text=_("Found by its words and pinyin."))
    group = forms.CharField(
        label=_("Group (optional)"),
        max_length=LONGEST_GROUP,
        required=False,
        widget=forms.TextInput(attrs={"list": "groups", "autocomplete": "off"}),
    )
    shortcut = forms.CharField(
        label=_("Shortcut (optional)"),
        max_length=LONGEST_SHORTCUT,
        required=False,
        help_text=_("Typed after / in the reply box: such as fh."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    text = forms.CharField(
        label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6, "data-reply-text": True})
    )
    is_faq = forms.BooleanField(
        label=_("Answers by itself"),
        required=False,
        help_text=_("When a buyer asks one of the questions below, the text is sent at once, without anybody."),
    )
    questions = forms.CharField(
        label=_("Questions as buyers put them, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only what says the same is answered; anything else waits for an agent."),
    )

    @classmethod
    def of(cls, reply: QuickReply) -> "ReplyForm":
        """The form as the reply stands."""
        return cls(initial={name: getattr(reply, name) for name in FIELDS})

    def facts(self, *, is_shared: bool) -> ReplyFacts:
        """Call it after `is_valid`. A personal reply answers nobody by itself: that part of the form is not shown."""
        data: dict[str, Any] = {name: self.cleaned_data[name] for name in FIELDS}
        data["questions"] = tuple(data["questions"].splitlines())
        return ReplyFacts(**{**data, "is_faq": data["is_faq"] and is_shared})
