"""All routes. Each page declares who may open it; a route without a policy stops the start (web.checks)."""

from django.urls import include, path

urlpatterns = [
    path("", include("aftercare.web.urls")),
    path("", include("aftercare.portal.urls")),
    path("api/v1/", include("aftercare.api.urls")),
]

handler400 = "aftercare.web.errors.bad_request"
handler403 = "aftercare.web.errors.forbidden"
handler404 = "aftercare.web.errors.not_found"
handler500 = "aftercare.web.errors.broken"
