from django.urls import path

from aftercare.web.personal import views

urlpatterns = [path("orders/<int:order_id>/<str:field>/", views.reveal, name="reveal")]
