from django.urls import path

from aftercare.web.dispatch import freight_views, packing_views, stock_views, views

urlpatterns = [
    path("", views.dispatch, name="dispatch"),
    path("slips/", views.slips, name="dispatch_slips"),
    path("orders/<int:pk>/", views.order, name="dispatch_order"),
    path("orders/<int:pk>/release/", views.release, name="dispatch_release"),
    path("products/<int:pk>/", views.product, name="product_handling"),
    path("stock/", stock_views.stock, name="stock"),
    path("stock/new/", stock_views.new, name="stock_new"),
    path("stock/<int:pk>/", stock_views.shortage, name="stock_shortage"),
    path("stock/tasks/<int:pk>/", stock_views.task, name="stock_task"),
    path("freight/", freight_views.freight, name="dispatch_freight"),
    path("orders/<int:pk>/freight/", freight_views.new, name="dispatch_freight_new"),
    path("freight/<int:pk>/", freight_views.move, name="dispatch_freight_move"),
    path("freight/<int:pk>/bill/", freight_views.bill, name="dispatch_freight_bill"),
    path("freight/<int:pk>/bill/<str:copy>/", freight_views.photo, name="dispatch_freight_photo"),
    path("packing/", packing_views.packing, name="packing"),
    path("packing/scan/", packing_views.scan, name="packing_scan"),
    path("packing/finish/", packing_views.finish, name="packing_finish"),
    path("packing/aside/", packing_views.aside, name="packing_aside"),
    path("packing/<int:pk>/photos/", packing_views.photos, name="packing_photos"),
    path("packing/<int:pk>/files/<str:token>/<str:copy>/", packing_views.photo, name="packing_photo"),
]
