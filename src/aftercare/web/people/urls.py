from django.urls import path

from aftercare.web.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.create, name="person_new"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/details/", views.update, name="person_update"),
    path("<int:pk>/roles/", views.roles, name="person_roles"),
    path("<int:pk>/close/", views.close, name="person_close"),
    path("<int:pk>/reopen/", views.reopen, name="person_reopen"),
    path("<int:pk>/password/", views.password, name="person_password"),
    path("<int:pk>/administrator/", views.administrator, name="person_administrator"),
]
