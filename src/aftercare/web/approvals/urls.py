from django.urls import path

from aftercare.web.approvals import prices, views

urlpatterns = [
    path("", views.approvals, name="approvals"),
    path("<int:pk>/", views.decide, name="approvals_decide"),
    path("prices/<int:offer>/", prices.price, name="approvals_price"),
    path("substitutes/", views.substitutes, name="substitutes"),
    path("substitutes/<int:pk>/end/", views.end, name="substitute_end"),
]
