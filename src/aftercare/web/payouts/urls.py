from django.urls import path

from aftercare.web.payouts import views

urlpatterns = [
    path("", views.payouts, name="payouts"),
    path("books/", views.books, name="books"),
    path("journal.csv", views.journal_file, name="journal_csv"),
    path("<int:pk>/", views.payout, name="payout"),
    path("<int:pk>/paid/", views.paid, name="payout_paid"),
    path("<int:pk>/refused/", views.refused, name="payout_refused"),
    path("<int:pk>/recheck/", views.recheck, name="payout_recheck"),
    path("<int:pk>/take-over/", views.take_over, name="payout_take_over"),
]
