from django.urls import path

from aftercare.web.apikeys import views

urlpatterns = [
    path("", views.keys, name="shop_keys"),
    path("make/", views.make, name="shop_key_make"),
    path("<int:pk>/end/", views.end, name="shop_key_end"),
]
