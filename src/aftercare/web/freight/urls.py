"""The addresses."""

from django.urls import path

from aftercare.web.freight import acts, batches, views

urlpatterns = [
    path("", views.freight, name="freight"),
    path("files/", batches.files, name="freight_batches"),
    path("files/<str:number>/", batches.file, name="freight_batch"),
    path("files/<str:number>/payments.<str:kind>", batches.download_file, name="freight_batch_file"),
    path("files/<str:number>/results/", batches.results, name="freight_batch_results"),
    path("files/<str:number>/failed/", batches.failed, name="freight_batch_failed"),
    path("cases/<str:number>/", views.of_case, name="freight_case"),
    path("cases/<str:number>/link/", acts.link, name="freight_link"),
    path("<str:number>/", views.claim, name="freight_claim"),
    path("<str:number>/approve/", acts.approve, name="freight_approve"),
    path("<str:number>/refuse/", acts.refuse, name="freight_refuse"),
    path("<str:number>/account/", acts.account, name="freight_account"),
    path("<str:number>/receipt/<str:copy>/", views.receipt, name="freight_receipt"),
]
