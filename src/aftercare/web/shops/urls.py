from django.urls import path

from aftercare.web.calendar import views as calendar
from aftercare.web.shops import policy_views as rules
from aftercare.web.shops import views

urlpatterns = [
    path("", views.shops, name="shops"),
    path("new/", views.create, name="shop_new"),
    path("<slug:slug>/", views.shop, name="shop"),
    path("<slug:slug>/details/", views.update, name="shop_update"),
    path("<slug:slug>/close/", views.close, name="shop_close"),
    path("<slug:slug>/reopen/", views.reopen, name="shop_reopen"),
    path("<slug:slug>/addresses/new/", views.address, name="address_new"),
    path("<slug:slug>/addresses/<int:pk>/", views.address, name="address"),
    path("<slug:slug>/addresses/<int:pk>/use/", views.address_use, name="address_use"),
    path("<slug:slug>/rules/", rules.policies, name="shop_policies"),
    path("<slug:slug>/rules/withdraw/", rules.withdraw, name="policy_withdraw"),
    path("<slug:slug>/rules/<str:key>/", rules.policy, name="shop_policy"),
    path("<slug:slug>/calendar/", calendar.calendar, name="shop_calendar"),
    path("<slug:slug>/calendar/week/", calendar.week, name="calendar_week"),
    path("<slug:slug>/calendar/days/", calendar.day, name="calendar_day"),
    path("<slug:slug>/calendar/days/<int:pk>/remove/", calendar.day_remove, name="calendar_day_remove"),
    path("<slug:slug>/calendar/promotions/", calendar.promotion, name="calendar_promotion"),
    path("<slug:slug>/calendar/promotions/<int:pk>/", calendar.promotion, name="calendar_promotion_edit"),
    path(
        "<slug:slug>/calendar/promotions/<int:pk>/remove/", calendar.promotion_remove, name="calendar_promotion_remove"
    ),
]
