from django.urls import path

from aftercare.web.widget import views

urlpatterns = [
    path("", views.widget, name="shop_widget"),
    path("sites/", views.sites, name="widget_sites"),
    path("key/", views.key, name="widget_key"),
]
