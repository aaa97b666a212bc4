from django.urls import path

from aftercare.web.imports import naming_views, undoing, views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<int:pk>/", views.batch, name="import"),
    path("<int:pk>/columns/", naming_views.columns, name="import_columns"),
    path("sheets/", naming_views.sheets, name="import_sheets"),
    path("sheets/<int:pk>/", naming_views.sheet, name="import_sheet"),
    path("sheets/<int:pk>/forget/", naming_views.forget, name="import_sheet_forget"),
    path("<int:pk>/progress/", views.progress, name="import_progress"),
    path("<int:pk>/start/", views.start, name="import_start"),
    path("<int:pk>/cancel/", views.cancel, name="import_cancel"),
    path("<int:pk>/refused/", views.refused, name="import_refused"),
    path("<int:pk>/changes/", undoing.changes, name="import_changes"),
    path("<int:pk>/undo/", undoing.undo, name="import_undo"),
    path("<int:pk>/undo/check/", undoing.check, name="import_undo_check"),
    path("<int:pk>/undo/progress/", undoing.progress, name="import_undo_progress"),
    path("<int:pk>/refused.csv", views.refused_file, name="import_refused_file"),
]
