"""All staff pages. One line per screen; who may open each is declared on its views."""

from django.urls import include, path

urlpatterns = [
    path("", include("aftercare.web.home.urls")),
    path("", include("aftercare.web.preferences.urls")),
    path("account/", include("aftercare.web.account.urls")),
    path("search/", include("aftercare.web.search.urls")),
    path("gallery/", include("aftercare.web.gallery.urls")),
    path("receiving/", include("aftercare.web.receiving.urls")),
    path("approvals/", include("aftercare.web.approvals.urls")),
]
