from django.urls import path

from aftercare.web.cases import acting, bulk, moving, newcase, pack, remedies, views

urlpatterns = [
    path("", views.board, name="cases"),
    path("assign/", acting.assign, name="cases_assign"),
    path("steps/", bulk.steps, name="cases_steps"),
    path("new/", newcase.new_case, name="case_new"),
    path("new/<int:order_id>/files/", newcase.draft, name="case_draft"),
    path("new/<int:order_id>/files/<str:token>/<str:copy>/", newcase.draft_file, name="case_draft_file"),
    path("<str:number>/", views.case, name="case"),
    path("<str:number>/peek/", views.peek, name="case_peek"),
    path("<str:number>/changes/", views.changes, name="case_changes"),
    path("<str:number>/moves/<str:code>/", moving.move, name="case_move"),
    path("<str:number>/notes/", acting.note, name="case_note"),
    path("<str:number>/evidence/", acting.evidence, name="case_evidence"),
    path("<str:number>/files/<str:token>/<str:copy>/", acting.file, name="case_file"),
    path("<str:number>/messages/<int:pk>/sent/", acting.message_sent, name="case_message_sent"),
    path("<str:number>/owner/", acting.owner, name="case_owner"),
    path("<str:number>/remedies/", remedies.remedies, name="case_remedies"),
    path("<str:number>/pack/", pack.pack, name="case_pack"),
]
