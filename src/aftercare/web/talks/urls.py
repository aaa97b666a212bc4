from django.urls import include, path

from aftercare.web.talks import acting, boardview, views

urlpatterns = [
    path("", include("aftercare.web.talks.panel.urls")),
    path("", views.workbench, name="talks"),
    path("list/", views.rows, name="talk_list"),
    path("rows/", views.rows_again, name="talk_rows"),
    path("frames/", acting.frames, name="talk_frames"),
    path("duty/", acting.duty, name="talk_duty"),
    path("board/", boardview.board, name="talk_board"),
    path("<int:talk>/", views.talk, name="talk"),
    path("<int:talk>/messages/", views.messages, name="talk_messages"),
    path("<int:talk>/pictures/", acting.pictures, name="talk_pictures"),
    path("<int:talk>/pictures/<str:token>/", views.picture, name="talk_picture"),
    path("<int:talk>/products/", views.products, name="talk_products"),
    path("<int:talk>/orders/", views.orders, name="talk_orders"),
    path("<int:talk>/take/", acting.take, name="talk_take"),
    path("<int:talk>/transfer/", acting.transfer, name="talk_transfer"),
    path("<int:talk>/close/", acting.close, name="talk_close"),
    path("<int:talk>/watch/", acting.watch, name="talk_watch"),
    path("<int:talk>/flag/", acting.flag, name="talk_flag"),
]
