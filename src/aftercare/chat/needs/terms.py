"""Words of the needs form (S5): for whom, usual recipients and occasions, usual doubts, what may still be unknown."""

from enum import StrEnum
from typing import Final, TypeVar

from aftercare.core.text import fold
from aftercare.core.words import Choices, _


class ForWhom(Choices):
    """Who will have it."""

    SELF = "self", _("For oneself")  # 自用
    GIFT = "gift", _("A gift")  # 送人


class Recipient(Choices):
    """Whom buyers usually give to; anybody else is written in words."""

    BESTIE = "bestie", _("best friend")  # 闺蜜
    GIRLFRIEND = "girlfriend", _("girlfriend")
    BOYFRIEND = "boyfriend", _("boyfriend")
    WIFE = "wife", _("wife")
    HUSBAND = "husband", _("husband")
    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    PARENTS = "parents", _("parents")
    ELDERS = "elders", _("elders")
    CHILD = "child", _("child")
    FRIEND = "friend", _("friend")
    CLASSMATE = "classmate", _("classmate")
    COLLEAGUE = "colleague", _("colleague")
    BOSS = "boss", _("boss")
    CLIENT = "client", _("client")
    TEACHER = "teacher", _("teacher")


class Occasion(Choices):
    """When buyers usually give; anything else is written in words."""

    BIRTHDAY = "birthday", _("birthday")  # 生日
    WEDDING = "wedding", _("wedding")
    ANNIVERSARY = "anniversary", _("anniversary")
    HOUSEWARMING = "housewarming", _("housewarming")  # 乔迁
    BABY = "baby", _("first month of a baby")  # 满月
    GRADUATION = "graduation", _("graduation")
    ADMISSION = "admission", _("admission to a school")  # 升学
    VALENTINE = "valentine", _("Valentine's Day")
    MOTHERS_DAY = "mothers_day", _("Mother's Day")
    FATHERS_DAY = "fathers_day", _("Father's Day")
    CHILDREN = "children", _("Children's Day")
    TEACHERS_DAY = "teachers_day", _("Teachers' Day")
    DRAGON_BOAT = "dragon_boat", _("Dragon Boat Festival")
    MID_AUTUMN = "mid_autumn", _("Mid-Autumn Festival")
    SPRING = "spring", _("Spring Festival")
    CHRISTMAS = "christmas", _("Christmas")
    VISIT = "visit", _("visit to the sick")  # 探望


class Doubt(Choices):
    """What buyers usually want to be sure of before they buy; anything else is written in words."""

    ENGRAVING = "engraving", _("whether engraving is possible")  # 是否支持刻字
    CUSTOM = "custom", _("whether it can be made to order")
    GIFT_BOX = "gift_box", _("whether there is a gift box")
    GREETING_CARD = "greeting_card", _("whether a greeting card can be added")
    NO_PRICE = "no_price", _("whether the parcel shows no price")
    RETURNS = "returns", _("whether it can be returned")
    WARRANTY = "warranty", _("how long the warranty is")
    GENUINE = "genuine", _("whether it is genuine")
    FADING = "fading", _("whether the colour fades")
    SHRINKING = "shrinking", _("whether it shrinks")
    SKIN = "skin", _("whether it irritates the skin")
    ARRIVAL = "arrival", _("when it arrives")
    INVOICE = "invoice", _("whether there is an invoice")


class Field(StrEnum):
    """The answers, by the names of the form's fields; in the order of the summary."""

    BUDGET = "budget"
    FOR_WHOM = "for_whom"
    RECIPIENT = "recipient"
    OCCASION = "occasion"
    PREFERENCES = "preferences"
    WANTED = "wanted"
    DOUBTS = "doubts"


Usual = TypeVar("Usual", Recipient, Occasion, Doubt)
TEXT_MOST: Final = 60  # characters of one answer in words
ITEMS_MOST: Final = 8  # preferences, wanted products, doubts


def named(kind: type[Usual], value: str) -> str:
    """The usual answer in the reader's language, or the words as they were written."""
    return str(kind(value).label) if value in kind.values else value


def coded(kind: type[Usual], text: str) -> str:
    """What to keep of words typed into the form: the code of a usual answer when they are its name, else the words."""
    plain = " ".join(text.split())
    return next((one.value for one in kind if fold(str(one.label)) == fold(plain)), plain)
