from django.urls import path

from aftercare.web.delivery import views

urlpatterns = [
    path("", views.delivery, name="delivery"),
    path("answer/", views.ask, name="delivery_answer"),
    path("couriers/<slug:slug>/", views.table, name="delivery_table"),
]
