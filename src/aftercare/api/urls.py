from django.urls import path

from aftercare.api import reviews

urlpatterns = [
    path("reviews/", reviews.reviews, name="api_reviews"),
    path("reviews/replies/", reviews.replies, name="api_replies"),
]
