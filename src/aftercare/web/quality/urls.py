"""The addresses."""

from django.urls import path

from aftercare.web.quality import acts, figures, views

urlpatterns = [
    path("", views.samples, name="quality"),
    path("figures/", figures.figures, name="quality_figures"),
    path("drawings/", views.drawings, name="quality_drawings"),
    path("drawings/<int:pk>/", views.drawing, name="quality_drawing"),
    path("<int:pk>/", views.sample, name="quality_sample"),
    path("<int:pk>/comments/<int:seq>/", acts.comment, name="quality_comment"),
    path("<int:pk>/score/", acts.score, name="quality_score"),
    path("<int:pk>/calibrate/", acts.calibrate, name="quality_calibrate"),
    path("<int:pk>/accept/", acts.accept, name="quality_accept"),
    path("<int:pk>/appeal/", acts.object_to, name="quality_appeal"),
    path("<int:pk>/decide/", acts.decide, name="quality_decide"),
]
