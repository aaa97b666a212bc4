"""The addresses."""

from django.urls import path

from aftercare.web.confirmation import bulk, edit_views, views

urlpatterns = [
    path("", views.queue, name="confirmation"),
    path("shift/", views.shift, name="confirmation_shift"),
    path("bulk/", bulk.bulk, name="confirmation_bulk"),
    path("<int:pk>/", views.order, name="confirmation_order"),
    path("<int:pk>/act/", views.act, name="confirmation_act"),
    path("<int:pk>/text/", views.text, name="confirmation_text"),
    path("<int:pk>/correct/", edit_views.correct, name="confirmation_correct"),
    path("<int:pk>/notes/", edit_views.note, name="confirmation_note"),
    path("notes/<int:pk>/", edit_views.note_change, name="confirmation_note_change"),
]
