"""What the blocks for type, abuse and needs of a buyer print (S5, S14, S15). Plain data in, no query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import override

from aftercare.chat.needs.questions import open_questions
from aftercare.chat.needs.reading import Reading, filled
from aftercare.chat.needs.rules import Needs
from aftercare.chat.needs.summary import summary
from aftercare.chat.needs.terms import ForWhom, Occasion, Recipient
from aftercare.chat.needs.typed import as_typed
from aftercare.chat.signs.abuse import Abuse
from aftercare.chat.signs.buyer_type import Suggestion
from aftercare.chat.signs.guide import BEFORE, guide
from aftercare.chat.signs.lines import Quote
from aftercare.chat.signs.repeated import RepeatedMatter
from aftercare.chat.signs.terms import CHARACTER, TREATMENT, AbuseLevel, BuyerType
from aftercare.web.pieces.marks import Tone

SIGNS_MOST: Final = 6


@dataclass(frozen=True)
class Sign:
    """One sign and where it stands; `times` 1 when it was found once."""

    label: Any
    quote: Quote
    times: int = 1


@dataclass(frozen=True)
class TypeChoice:
    """One of the four. `value` is what its button sends: '' takes the choice back."""

    label: Any
    value: str
    is_chosen: bool
    is_suggested: bool


@dataclass(frozen=True)
class TypePanel:
    """`talks/_type.html`. `shown` is the type whose treatment is told: the agent's choice, else the suggestion."""

    choices: tuple[TypeChoice, ...]
    chosen: Any
    suggested: Any
    sureness: Any
    signs: tuple[Sign, ...]
    shown: Any
    character: Any
    treatment: tuple[Any, ...]
    post_url: str


@dataclass(frozen=True)
class GuideStep:
    """One step; `script` in the buyer's language, '' for none."""

    title: Any
    how: Any
    script: str


@dataclass(frozen=True)
class Telling:
    """One time the buyer told it."""

    day: date
    quote: Quote


@dataclass(frozen=True)
class RepeatedPanel:
    """What was told again and again; the addresses are '' where there is nothing to press."""

    times: int
    agents: int
    days: int
    tellings: tuple[Telling, ...]
    claim: Quote | None
    compensation_url: str = ""  # a page that opens a compensation
    tell_url: str = ""  # takes a POST with `times`: the supervisor is told
    is_told: bool = False


@dataclass(frozen=True)
class AbusePanel:
    """`talks/_abuse.html`. `is_flagged`: an agent has flagged the conversation."""

    level: Any
    tone: Tone
    is_flagged: bool
    is_abusive: bool
    signs: tuple[Sign, ...]
    before: Any
    steps: tuple[GuideStep, ...]
    repeated: RepeatedPanel | None

    @property
    def is_shown(self) -> bool:
        """Nothing is shown of a calm buyer whose matter was told once."""
        return self.is_flagged or bool(self.signs) or self.repeated is not None


@dataclass(frozen=True)
class Asked:
    """What may be asked next, in the buyer's language."""

    label: Any
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class NeedsPanel:
    """`talks/_needs.html`. `typed` are the texts of the fields, `problems` sentences by their names. `read` is the line
    that the buyer's own words would add, '' for nothing new; `quotes` are those words."""

    typed: Mapping[str, str]
    problems: Mapping[str, Any]
    whom: tuple[tuple[str, Any], ...]
    recipients: tuple[Any, ...]
    occasions: tuple[Any, ...]
    questions: tuple[Asked, ...]
    summary: str
    read: str
    quotes: tuple[Quote, ...]
    version: int
    post_url: str


@dataclass(frozen=True)
class RepeatedLinks:
    """What can be done about a matter told again and again."""

    compensation_url: str = ""
    tell_url: str = ""
    is_told: bool = False


@dataclass(frozen=True)
class NeedsForm:
    """What came back from the form, when it cannot be kept; without it the kept answers are shown."""

    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, Any] = field(default_factory=dict)


def type_panel(chosen: str, suggestion: Suggestion | None, post_url: str = "") -> TypePanel:
    """`chosen` is the code of the type that an agent has set, '' for none. Without `post_url` none can be set."""
    own = BuyerType(chosen) if chosen in BuyerType.values else None
    found = suggestion.type if suggestion else None
    shown = own or found
    return TypePanel(
        choices=tuple(
            TypeChoice(one.label, "" if one == own else one.value, one == own, one == found) for one in BuyerType
        ),
        chosen=own.label if own else "",
        suggested=found.label if found else "",
        sureness=suggestion.sureness.label if suggestion else "",
        signs=tuple(Sign(one.sign.label, one.quote, one.times) for one in suggestion.signs) if suggestion else (),
        shown=shown.label if shown else "",
        character=CHARACTER[shown] if shown else "",
        treatment=TREATMENT[shown] if shown else (),
        post_url=post_url,
    )


def abuse_panel(
    abuse: Abuse,
    repeated: RepeatedMatter | None = None,
    links: RepeatedLinks | None = None,
    is_flagged: bool = False,
    language: str = "zh-hans",
) -> AbusePanel:
    """The signs of the level found, the guide, and what was told again; sentences to the buyer in their `language`."""
    signs = tuple(Sign(mark.sign.label, mark.quote) for mark in abuse.reasons[:SIGNS_MOST])
    steps = tuple(GuideStep(step.title, step.how, _in(language, step.script)) for step in guide())
    return AbusePanel(
        level=abuse.level.label,
        tone=Tone.LATE if abuse.is_flagged or is_flagged else Tone.SOON,
        is_flagged=is_flagged,
        is_abusive=abuse.is_flagged,
        signs=signs if abuse.level != AbuseLevel.NONE else (),
        before=BEFORE,
        steps=steps,
        repeated=_repeated(repeated, links or RepeatedLinks()) if repeated else None,
    )


def needs_panel(
    needs: Needs,
    reading: Reading,
    version: int = 0,
    post_url: str = "",
    form: NeedsForm | None = None,
    language: str = "zh-hans",
) -> NeedsPanel:
    """The kept answers (or the form as it came back), what to ask next, and what the buyer's words would add."""
    more = filled(needs, reading.needs)
    is_new = more != needs
    return NeedsPanel(
        typed=form.typed if form else as_typed(needs),
        problems=form.problems if form else {},
        whom=tuple((one.value, one.label) for one in ForWhom),
        recipients=tuple(one.label for one in Recipient),
        occasions=tuple(one.label for one in Occasion),
        questions=tuple(
            Asked(question.label, tuple(_in(language, one) for one in question.sentences))
            for question in open_questions(needs)
        ),
        summary=summary(needs),
        read=summary(more) if is_new else "",
        quotes=_once(tuple(source.quote for source in reading.sources)) if is_new else (),
        version=version,
        post_url=post_url,
    )


def _repeated(matter: RepeatedMatter, links: RepeatedLinks) -> RepeatedPanel:
    return RepeatedPanel(
        times=matter.times,
        agents=matter.agents,
        days=len(matter.days),
        tellings=tuple(Telling(one.day, one.quote) for one in matter.tellings),
        claim=matter.claim,
        compensation_url=links.compensation_url,
        tell_url=links.tell_url,
        is_told=links.is_told,
    )


def _in(language: str, sentence: Any) -> str:
    """A lazy sentence in the buyer's language; '' for none."""
    with override(language):
        return str(sentence) if sentence is not None else ""


def _once(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """One quote for each place: one piece of a line may give several answers."""
    return tuple({(one.line, one.words): one for one in quotes}.values())
