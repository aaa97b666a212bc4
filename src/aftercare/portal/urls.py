from django.urls import path

from aftercare.portal import freight, reviewing, storefront, views

urlpatterns = [
    path("widget/<slug:slug>.js", views.loader, name="widget_loader"),
    path("widget-parts/<str:mark>/<str:name>", views.part, name="widget_part"),
    path("widget/<slug:slug>/", views.frame, name="widget_frame"),
    path("widget/<slug:slug>/enter/", views.enter, name="widget_enter"),
    path("widget/<slug:slug>/talk/", views.talk, name="widget_talk"),
    path("widget/<slug:slug>/pictures/", views.pictures, name="widget_pictures"),
    path("widget/<slug:slug>/pictures/<str:signed>/", views.picture, name="widget_picture"),
    path("widget/<slug:slug>/product/", views.product, name="widget_product"),
    path("f/<str:token>/", freight.freight, name="freight_buyer"),
    path("f/<str:token>/<str:number>/account/", freight.account, name="freight_buyer_account"),
    path("r/<slug:slug>/", reviewing.bought, name="buyer_orders"),
    path("r/<slug:slug>/<int:line>/", reviewing.review, name="buyer_review"),
    path("r/<slug:slug>/<int:line>/addition/", reviewing.addition, name="buyer_addition"),
    path("r/<slug:slug>/pictures/<str:token>/<str:copy>/", reviewing.picture, name="buyer_review_picture"),
    path("storefront/<slug:slug>/", storefront.storefront, name="storefront"),
]
