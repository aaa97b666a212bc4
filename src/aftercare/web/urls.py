"""All staff pages. One line per screen; who may open each is declared on its views."""

from django.urls import include, path

urlpatterns = [
    path("", include("aftercare.web.home.urls")),
    path("", include("aftercare.web.preferences.urls")),
    path("", include("aftercare.web.health.urls")),
    path("account/", include("aftercare.web.account.urls")),
    path("search/", include("aftercare.web.search.urls")),
    path("people/", include("aftercare.web.people.urls")),
    path("shops/", include("aftercare.web.shops.urls")),
    path("shops/<slug:slug>/remedies/", include("aftercare.web.remedyrules.urls")),
    path("shops/<slug:slug>/widget/", include("aftercare.web.widget.urls")),
    path("", include("aftercare.web.replycheck.urls")),
    path("gallery/", include("aftercare.web.gallery.urls")),
    path("talks/", include("aftercare.web.talks.urls")),
    path("follow-ups/", include("aftercare.web.followups.urls")),
    path("cases/", include("aftercare.web.cases.urls")),
    path("orders/", include("aftercare.web.orders.urls")),
    path("personal/", include("aftercare.web.personal.urls")),
    path("receiving/", include("aftercare.web.receiving.urls")),
    path("approvals/", include("aftercare.web.approvals.urls")),
    path("payouts/", include("aftercare.web.payouts.urls")),
    path("costs/", include("aftercare.web.costs.urls")),
    path("audit/", include("aftercare.web.audit.urls")),
    path("imports/", include("aftercare.web.imports.urls")),
    path("delivery/", include("aftercare.web.delivery.urls")),
    path("products/", include("aftercare.web.products.urls")),
    path("quick-replies/", include("aftercare.web.quickreplies.urls")),
]
