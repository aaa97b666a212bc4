from django.urls import path

from aftercare.web.dispatch import packing_views, views

urlpatterns = [
    path("", views.dispatch, name="dispatch"),
    path("slips/", views.slips, name="dispatch_slips"),
    path("orders/<int:pk>/", views.order, name="dispatch_order"),
    path("orders/<int:pk>/release/", views.release, name="dispatch_release"),
    path("products/<int:pk>/", views.product, name="dispatch_product"),
    path("packing/", packing_views.packing, name="packing"),
    path("packing/scan/", packing_views.scan, name="packing_scan"),
    path("packing/finish/", packing_views.finish, name="packing_finish"),
    path("packing/aside/", packing_views.aside, name="packing_aside"),
    path("packing/<int:pk>/photos/", packing_views.photos, name="packing_photos"),
    path("packing/<int:pk>/files/<str:token>/<str:copy>/", packing_views.photo, name="packing_photo"),
]
