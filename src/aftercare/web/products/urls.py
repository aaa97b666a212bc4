from django.urls import path

from aftercare.web.products import files, views

urlpatterns = [
    path("", views.products, name="products"),
    path("new/", views.new, name="product_new"),
    path("products.csv", files.export, name="products_file"),
    path("import/", files.take_in, name="products_import"),
    path("<int:pk>/", views.product, name="product"),
    path("<int:pk>/change/", views.change, name="product_change"),
    path("<int:pk>/picture/", views.picture, name="product_picture"),
    path("<int:pk>/picture/<str:copy>/", views.picture_file, name="product_picture_file"),
]
