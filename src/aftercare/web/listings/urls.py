from django.urls import path

from aftercare.web.listings import views

urlpatterns = [
    path("", views.listings, name="listings"),
    path("report.xlsx", views.report_file, name="listings_file"),
    path("check-again/", views.again, name="listings_again"),
    path("<int:pk>/", views.listing, name="listing"),
]
