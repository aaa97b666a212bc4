"""Steps of a sample: comment, score, calibrate, accept, appeal, decide (K2)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.access import ANSWERERS
from aftercare.core.errors import InvalidInput
from aftercare.quality.access import LEADERS, access_sample
from aftercare.quality.actions.answer_score import accept_score, appeal
from aftercare.quality.actions.calibrate import ask_calibration, end_calibration
from aftercare.quality.actions.decide_appeal import decide_appeal
from aftercare.quality.actions.score_sample import comment_message, score_sample
from aftercare.quality.terms import Ruling, SampleState
from aftercare.web.fragments import go_with
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only
from aftercare.web.quality.cards import FIELDS, read_card
from aftercare.web.quality.views import sample_context


def _back(request: PageRequest, pk: int, text: str) -> HttpResponse:
    return go_with(request, reverse("quality_sample", args=[pk]), text)


@page(roles=LEADERS, methods=("POST",))
def comment(request: PageRequest, pk: int, seq: int) -> HttpResponse:
    """What somebody says to one message; the part with it comes back, so that a half-filled card stays."""
    text = only(request.POST, "text").get("text", "")
    comment_message(sample_id=pk, seq=seq, text=text, person=request.person)
    context = sample_context(request, access_sample(request.person, pk), seq - 1)
    line = next(one for one in context.lines if one.seen.seq == seq)
    return render(request, "quality/_comments.html", {"line": line, "one": context})


@page(roles=LEADERS, methods=("POST",))
def score(request: PageRequest, pk: int) -> HttpResponse:
    """A filled-in scorecard."""
    posted = only(request.POST, *FIELDS, "note")
    sample = score_sample(sample_id=pk, card=read_card(posted), note=posted.get("note", ""), person=request.person)
    if sample.state == SampleState.OPEN:
        return _back(request, pk, _("Saved. It is shown when the second reviewer has scored as well."))
    return _back(request, pk, _("Scored. Your colleague sees it now."))


@page(roles=LEADERS, methods=("POST",))
def calibrate(request: PageRequest, pk: int) -> HttpResponse:
    """Two reviewers, or one after all."""
    step = only(request.POST, "do").get("do", "")
    if step == "ask":
        ask_calibration(sample_id=pk, person=request.person)
        return _back(request, pk, _("Two reviewers score it, each alone."))
    if step == "end":
        end_calibration(sample_id=pk, person=request.person)
        return _back(request, pk, _("One score is enough."))
    raise InvalidInput({"do": _("Choose one of the buttons.")})


@page(roles=ANSWERERS, methods=("POST",))
def accept(request: PageRequest, pk: int) -> HttpResponse:
    """The agent agrees."""
    only(request.POST)
    accept_score(sample_id=pk, person=request.person)
    return _back(request, pk, _("Thank you. The score stands."))


@page(roles=ANSWERERS, methods=("POST",))
def object_to(request: PageRequest, pk: int) -> HttpResponse:
    """The agent says what is wrong with it."""
    reason = only(request.POST, "reason").get("reason", "")
    appeal(sample_id=pk, reason=reason, person=request.person)
    return _back(request, pk, _("Your appeal is with somebody who has not scored it."))


@page(roles=LEADERS, methods=("POST",))
def decide(request: PageRequest, pk: int) -> HttpResponse:
    """The score stays, or another takes its place."""
    posted = only(request.POST, *FIELDS, "do", "answer")
    step = posted.get("do", "")
    if step not in Ruling.values:
        raise InvalidInput({"do": _("Choose one of the buttons.")})
    ruling = Ruling(step)
    card = read_card(posted) if ruling is Ruling.CHANGED else None
    decide_appeal(sample_id=pk, ruling=ruling, answer=posted.get("answer", ""), card=card, person=request.person)
    return _back(request, pk, _("Decided. Your colleague sees it now."))
