from django.urls import path

from aftercare.web.customers import acts, data_views, group_views, views

urlpatterns = [
    path("", views.customers, name="customers"),
    path("duplicates/", views.duplicates, name="customer_duplicates"),
    path("duplicates/<int:pair>/apart/", acts.different, name="customer_different"),
    path("joinings/<int:joining>/undo/", acts.apart, name="customer_apart"),
    path("groups/", group_views.groups, name="customer_groups"),
    path("groups/new/", group_views.new_group, name="customer_group_new"),
    path("groups/<int:pk>/", group_views.group, name="customer_group"),
    path("groups/<int:pk>/away/", group_views.put_away, name="customer_group_away"),
    path("groups/<int:pk>/send/", group_views.send, name="customer_group_send"),
    path("notices/<int:pk>/", group_views.notice, name="customer_notice"),
    path("notices/<int:pk>/stop/", group_views.stop, name="customer_notice_stop"),
    path("notices/<int:pk>/export/", group_views.export, name="customer_notice_export"),
    path("requests/", data_views.requests, name="data_requests"),
    path("requests/<int:request_id>/confirm/", data_views.confirm, name="data_confirm"),
    path("requests/<int:request_id>/refuse/", data_views.refuse, name="data_refuse"),
    path("<int:pk>/data/", data_views.data, name="customer_data"),
    path("<int:pk>/data/copy/", data_views.copy, name="customer_copy"),
    path("<int:pk>/data/erase/", data_views.ask, name="customer_erase"),
    path("<int:pk>/data/hold/", data_views.hold, name="customer_hold"),
    path("<int:pk>/", views.customer, name="customer"),
    path("<int:pk>/profile/", acts.profile, name="customer_profile"),
    path("<int:pk>/notes/", acts.note, name="customer_note"),
    path("<int:pk>/contacts/", acts.peace, name="customer_peace"),
    path("<int:pk>/join/", acts.join, name="customer_join"),
    path("<int:pk>/list/", acts.put_on_list, name="risk_list"),
    path("entries/<int:entry>/appeal/", acts.appeal, name="risk_appeal"),
    path("entries/<int:entry>/decide/", acts.decide, name="risk_decide"),
]
