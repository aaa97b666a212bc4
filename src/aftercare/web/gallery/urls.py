from django.urls import path

from aftercare.web.gallery import views

urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("peek/", views.peek, name="gallery_peek"),
]
