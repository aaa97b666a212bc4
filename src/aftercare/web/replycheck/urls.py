from django.urls import path

from aftercare.web.replycheck import edit_views as edit
from aftercare.web.replycheck import views

ROOT = "shops/<slug:slug>/reply-check/"
urlpatterns = [
    path("reply-rules/check.json", views.check_rules, name="reply_rules_wire"),
    path(ROOT, views.rules, name="reply_rules"),
    path(f"{ROOT}hits/", views.hits, name="reply_hits"),
    path(f"{ROOT}switch/", edit.switch, name="reply_rule_switch"),
    path(f"{ROOT}remove/", edit.remove, name="reply_rule_remove"),
    path(f"{ROOT}restore/", edit.restore, name="reply_rules_restore"),
    path(f"{ROOT}new/<str:kind>/", edit.new_rule, name="reply_rule_new"),
    path(f"{ROOT}rules/<str:code>/", edit.rule, name="reply_rule"),
]
