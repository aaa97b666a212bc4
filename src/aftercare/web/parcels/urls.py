from django.urls import path

from aftercare.web.parcels import settings, views

urlpatterns = [
    path("", views.parcels, name="parcels"),
    path("<int:pk>/", views.parcel, name="parcel"),
    path("<int:pk>/ask/", views.ask, name="parcel_ask"),
    path("to-tell/", views.to_tell, name="parcels_to_tell"),
    path("notices/<int:pk>/", views.notice, name="parcel_notice"),
    path("settings/<slug:slug>/", settings.links, name="parcel_links"),
    path("settings/<slug:slug>/<slug:provider>/", settings.link, name="parcel_link"),
    path("settings/<slug:slug>/<slug:provider>/address/", settings.address, name="parcel_address"),
]
