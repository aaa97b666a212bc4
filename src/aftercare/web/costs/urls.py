from django.urls import path

from aftercare.web.costs import views

urlpatterns = [
    path("", views.costs, name="costs"),
    path("charges/", views.charge_backs, name="cost_charges"),
    path("bookings/", views.bookings, name="cost_bookings"),
    path("bookings.xlsx", views.export, name="cost_export"),
    path("claims/", views.courier_claims, name="cost_claims"),
    path("products/", views.by_product, name="cost_products"),
    path("assessment/", views.assessments, name="cost_assessment"),
    path("cases/<str:number>/reassign/", views.reassign, name="cost_reassign"),
]
