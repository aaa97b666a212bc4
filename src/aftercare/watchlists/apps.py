from django.apps import AppConfig


class WatchlistsConfig(AppConfig):
    name = "aftercare.watchlists"
    label = "watchlists"
