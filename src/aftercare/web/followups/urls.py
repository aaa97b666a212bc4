from django.urls import path

from aftercare.web.followups import views

urlpatterns = [
    path("", views.follow_ups, name="follow_ups"),
    path("<int:pk>/", views.follow_up, name="follow_up"),
]
