"""The addresses of promises."""

from django.urls import path

from aftercare.web.handover import promises

urlpatterns = [
    path("", promises.promises, name="promises"),
    path("<int:pk>/", promises.end, name="promise_end"),
    path("talks/<int:talk>/", promises.make, name="talk_promise"),
]
