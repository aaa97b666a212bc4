"""Quality sampling: the lists, one sample, drawings (K2)."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render

from aftercare.chat.models import Conversation
from aftercare.quality.access import LEADERS, READERS, access_drawing, access_sample
from aftercare.quality.models import Sample
from aftercare.quality.queries import talk_of
from aftercare.web.fragments import answer
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.quality.contexts import SamplesContext
from aftercare.web.quality.drawings import DrawingContext, DrawingsContext
from aftercare.web.quality.sample import SampleContext
from aftercare.web.shell.choices import chosen_shop_ids


@page(roles=READERS)
def samples(request: PageRequest) -> HttpResponse:
    """What is to be scored, decided or answered, or all."""
    context = SamplesContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return answer(request, "quality/page.html", "quality/_rows.html", {"view": context})


@page(roles=READERS)
def sample(request: PageRequest, pk: int) -> HttpResponse:
    """The conversation beside its scorecard."""
    found = access_sample(request.person, pk)
    after = read_number(request.GET.get("after", "0"))
    if after is None or set(request.GET) - {"after"}:
        raise BadRequest("unknown key")
    return render(request, "quality/sample.html", {"one": sample_context(request, found, after)})


def sample_context(request: PageRequest, found: Sample, after: int = 0) -> SampleContext:
    """What the page of a sample prints, from the message after that number on."""
    talk: Conversation = talk_of(found)
    return SampleContext(request.person, found, talk, (after, page_time(request)))


@page(roles=LEADERS)
def drawings(request: PageRequest) -> HttpResponse:
    """The weeks that were drawn."""
    context = DrawingsContext(request.person, chosen_shop_ids(request), request.GET)
    return answer(request, "quality/drawings.html", "quality/_drawings.html", {"view": context})


@page(roles=LEADERS)
def drawing(request: PageRequest, pk: int) -> HttpResponse:
    """How one was drawn, drawn again before your eyes."""
    found = access_drawing(request.person, pk)
    return render(request, "quality/drawing.html", {"one": DrawingContext(found)})
