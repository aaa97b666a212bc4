"""The widget: its button for shops' pages, its page in the frame, and what that page asks (S1)."""

import json

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from aftercare.chat.actions.write_picture import write_picture_as_buyer
from aftercare.core.errors import AftercareError, NotFound
from aftercare.files.terms import Copy
from aftercare.orders.models import Product
from aftercare.portal import parts
from aftercare.portal.access import TOKEN_MOST, access_open_shop, access_visitor, text_in
from aftercare.portal.contexts import FrameContext
from aftercare.portal.desk import SHORT, BuyerDesk, arrival_of
from aftercare.portal.entering import enter as enter_shop
from aftercare.portal.entering import language_in
from aftercare.portal.headers import allow_frame, for_other_sites
from aftercare.portal.limits import count_upload
from aftercare.portal.pictures import ANYBODY, picture_address, read_picture_address
from aftercare.portal.polling import MOST_FRAMES, answer_frames
from aftercare.portal.reading import bearer, check_origin, read_json, refusal
from aftercare.portal.texts import button_texts
from aftercare.web.files import answer_file, read_upload
from aftercare.web.policy import ANONYMOUS, PageRequest, page, page_time

LOADER_KEPT = 300  # seconds in the browsers of buyers: so long a closed shop's button may still be there
PICTURE_KEPT = 1800


@page(roles=ANONYMOUS)
def loader(request: PageRequest, slug: str) -> HttpResponse:
    """The script of the one tag on a shop's page: the button, which opens the frame. No button for a closed shop."""
    shop = access_open_shop(slug)
    frame = reverse("widget_frame", args=[shop.slug])
    told = json.dumps({"shop": shop.slug, "name": shop.name, "frame": frame, "texts": button_texts()})
    script = parts.text_of(parts.BUTTON).rstrip().rstrip(";")  # a function that wants to know which shop's it is
    response = parts.packed(request, f"{script}({told});\n", parts.TYPES[".js"])
    for_other_sites(response, LOADER_KEPT)
    return response


@page(roles=ANONYMOUS)
def frame(request: PageRequest, slug: str) -> HttpResponse:
    """The chat itself, for our pages and those of the shop's sites."""
    shop = access_open_shop(slug)
    language = language_in(request.GET.dict())
    with translation.override(language):
        context = FrameContext(shop, language, page_time(request))
        text = render_to_string("portal/frame.html", {"widget": context})
    response = parts.packed(request, text, "text/html; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Content-Language"] = language
    allow_frame(request, response, context.sites)
    return response


@page(roles=ANONYMOUS)
def part(request: PageRequest, mark: str, name: str) -> HttpResponse:
    """A script or the styles of the frame."""
    if name not in parts.names():
        raise NotFound(name)
    return parts.part(request, name, mark == parts.mark())


@page(roles=ANONYMOUS, methods=("POST",))
@csrf_exempt
def enter(request: PageRequest, slug: str) -> HttpResponse:
    """Who comes: {"buyer", "token", "guest", "language"} is answered by {"token", "known"} (`entering.enter`)."""
    shop, told = access_open_shop(slug), read_json(request)
    with translation.override(language_in(told)):
        try:
            entered = enter_shop(shop, told, request.META.get("REMOTE_ADDR", ""))
        except AftercareError as error:
            return refusal(error)
    return JsonResponse({"is": "known" if entered.is_known else "guest", "token": entered.token})


@page(roles=ANONYMOUS, methods=("POST",))
@csrf_exempt
def talk(request: PageRequest, slug: str) -> HttpResponse:
    """Frames without a socket: {"token", "language", "frames": [...]}."""
    told = read_json(request)
    frames = told.get("frames")
    desk = BuyerDesk()
    entering = {**told, "do": "enter", "shop": slug}
    answer = answer_frames(desk, [entering, *(frames if isinstance(frames, list) else [])[:MOST_FRAMES]])
    return JsonResponse({"frames": answer}, status=200 if desk.has_entered else 404)


@page(roles=ANONYMOUS, methods=("POST",))
@csrf_exempt
def pictures(request: PageRequest, slug: str) -> HttpResponse:
    """A picture of the buyer: the form's `id` and `file`, with `topic` and `page` as a frame has them."""
    check_origin(request)
    posted = request.POST.dict()
    with translation.override(language_in(posted)):
        try:
            visitor = access_visitor(slug, bearer(request)[:TOKEN_MOST])
            count_upload(visitor)
            message = write_picture_as_buyer(
                visitor=visitor,
                upload=read_upload(request),
                client_id=text_in(posted, "id", SHORT),
                arrival=arrival_of(posted),
            )
        except AftercareError as error:
            return refusal(error)
    return JsonResponse({"is": "kept", "talk": message.conversation_id, "seq": message.seq, "id": message.client_id})


@page(roles=ANONYMOUS)
def picture(request: PageRequest, slug: str, signed: str) -> HttpResponseBase:
    """A picture, for whoever has its signed address."""
    response = answer_file(*read_picture_address(slug, signed))
    response["Cache-Control"] = f"private, max-age={PICTURE_KEPT}"
    return response


@page(roles=ANONYMOUS)
def product(request: PageRequest, slug: str) -> HttpResponse:
    """What a product of the shop looks like, before the buyer asks about it: {"title", "price" in fen, "picture"}."""
    shop = access_open_shop(slug)
    code = text_in(request.GET.dict(), "code", SHORT)
    found = Product.objects.select_related("picture").filter(shop=shop, code=code, is_active=True).first()
    if found is None:
        raise NotFound(code)
    token = found.picture.token if found.picture else None
    return JsonResponse(
        {
            "code": found.code,
            "title": found.title,
            "price": None if found.price is None else found.price.fen,
            "picture": token and picture_address(shop.slug, ANYBODY, token, Copy.THUMB),
        }
    )
