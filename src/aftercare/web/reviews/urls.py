"""The addresses."""

from django.urls import path

from aftercare.web.reviews import bulk, figures, giving, templates, views

urlpatterns = [
    path("", views.reviews, name="reviews"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/reply/", views.review_reply, name="review_reply"),
    path("<int:pk>/addition/", views.review_addition, name="review_addition"),
    path("<int:pk>/dispute/", views.review_dispute, name="review_dispute"),
    path("<int:pk>/case/", views.review_case, name="review_case"),
    path("<int:pk>/pictures/<str:token>/<str:copy>/", views.review_picture, name="review_picture"),
    path("orders/<int:pk>/", giving.review_give, name="review_give"),
    path("replies/<int:pk>/published/", views.review_published, name="review_published"),
    path("replies/", bulk.replies_preview, name="replies_preview"),
    path("replies/store/", bulk.replies_store, name="replies_store"),
    path("templates/", templates.reply_templates, name="reply_templates"),
    path("templates/new/", templates.reply_template_new, name="reply_template_new"),
    path("templates/<int:pk>/", templates.reply_template, name="reply_template"),
    path("templates/<int:pk>/use/", templates.reply_template_use, name="reply_template_use"),
    path("figures/", figures.review_figures, name="review_figures"),
    path("figures/export/", figures.review_figures_export, name="review_figures_export"),
]
