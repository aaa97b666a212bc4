from django.urls import path

from aftercare.web.remedyrules import draft_views as draft
from aftercare.web.remedyrules import publish_views as publishing
from aftercare.web.remedyrules import views

urlpatterns = [
    path("", views.rules, name="remedy_rules"),
    path("changes/", views.history, name="remedy_changes"),
    path("withdraw/", publishing.withdraw, name="remedy_withdraw"),
    path("draft/", draft.draft, name="remedy_draft"),
    path("draft/drop/", draft.drop, name="remedy_draft_drop"),
    path("draft/rules/", draft.arrange, name="remedy_arrange"),
    path("draft/rules/<str:code>/", draft.rule, name="remedy_rule"),
    path("draft/try/", publishing.try_out, name="remedy_try"),
    path("draft/publish/", publishing.publish, name="remedy_publish"),
]
