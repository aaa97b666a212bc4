from django.urls import path

from aftercare.web.quickreplies import box_views as box
from aftercare.web.quickreplies import form_views as form
from aftercare.web.quickreplies import views

urlpatterns = [
    path("", views.replies, name="quick_replies"),
    path("find.json", box.find, name="quick_reply_find"),
    path("new/", form.create, name="quick_reply_new"),
    path("try/", form.try_question, name="quick_reply_try"),
    path("import/", views.take_in, name="quick_replies_import"),
    path("export/", views.export, name="quick_replies_export"),
    path("<int:pk>/", form.reply, name="quick_reply"),
    path("<int:pk>/archive/", form.archive, name="quick_reply_archive"),
    path("<int:pk>/restore/", form.restore, name="quick_reply_restore"),
    path("<int:pk>/used/", box.used, name="quick_reply_used"),
]
