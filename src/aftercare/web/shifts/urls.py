"""The addresses."""

from django.urls import path

from aftercare.web.shifts import acts, checklist, feeds, files, views

urlpatterns = [
    path("shifts/", views.shifts, name="shifts"),
    path("shifts/checklist/", checklist.checklist, name="checklist"),
    path("shifts/<slug:slug>/checklist/", checklist.tick, name="checklist_tick"),
    path("shifts/<slug:slug>/checklist/items/", checklist.items, name="checklist_items"),
    path("shifts/now/", views.now, name="shifts_now"),
    path("shifts/feed/", views.feed, name="roster_feed_renew"),
    path("shifts/swaps/<int:pk>/", acts.swap_answer, name="roster_swap_answer"),
    path("shifts/<slug:slug>/cells/<int:staff>/<str:day>/", acts.cell, name="roster_cell"),
    path("shifts/<slug:slug>/copy/", acts.copy, name="roster_copy"),
    path("shifts/<slug:slug>/rotation/", acts.rotation, name="roster_rotation"),
    path("shifts/<slug:slug>/patterns/", views.patterns, name="roster_patterns"),
    path("shifts/<slug:slug>/swap/", acts.swap, name="roster_swap"),
    path("shifts/<slug:slug>/import/", files.month_in, name="roster_import"),
    path("shifts/<slug:slug>/<str:month>.xlsx", files.month_file, name="roster_month"),
    path("roster/<str:token>.ics", feeds.feed, name="roster_feed"),
]
