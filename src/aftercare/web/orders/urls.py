from django.urls import path

from aftercare.web.orders import views

urlpatterns = [
    path("", views.orders, name="orders"),
    path("<int:pk>/", views.order, name="order"),
]
