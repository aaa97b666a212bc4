from django.urls import path

from aftercare.web.cases import views

urlpatterns = [
    path("", views.board, name="cases"),
]
