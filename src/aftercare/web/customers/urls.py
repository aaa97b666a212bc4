from django.urls import path

from aftercare.web.customers import acts, views

urlpatterns = [
    path("", views.customers, name="customers"),
    path("duplicates/", views.duplicates, name="customer_duplicates"),
    path("duplicates/<int:pair>/apart/", acts.different, name="customer_different"),
    path("joinings/<int:joining>/undo/", acts.apart, name="customer_apart"),
    path("<int:pk>/", views.customer, name="customer"),
    path("<int:pk>/profile/", acts.profile, name="customer_profile"),
    path("<int:pk>/notes/", acts.note, name="customer_note"),
    path("<int:pk>/contacts/", acts.peace, name="customer_peace"),
    path("<int:pk>/join/", acts.join, name="customer_join"),
]
