"""What Django itself costs: a view that does nothing, and one that commits one row.

They are answered before the product's middleware, by a URLconf of their own, and are no part of the product.
"""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, resolve

TABLE = "CREATE TABLE bench_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text, at timestamptz)"


def nothing(request: HttpRequest) -> HttpResponse:
    """An answer of two letters."""
    return HttpResponse("ok", headers={"Content-Length": "2"})


def insert(request: HttpRequest) -> HttpResponse:
    """One row, committed."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (text, at) VALUES (%s, now())", ["买家申请退货退款，质量问题"])
    return HttpResponse("ok", headers={"Content-Length": "2"})


urlpatterns = [path("bare/nothing", nothing), path("bare/insert", insert)]


def answer_bare(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that answers /bare/ and passes everything else on."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/bare/"):
            return get_response(request)
        view, arguments, named = resolve(request.path_info, "bench.bare")
        return view(request, *arguments, **named)

    return answer
