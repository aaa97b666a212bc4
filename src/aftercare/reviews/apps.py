from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "aftercare.reviews"
    label = "reviews"

    def ready(self) -> None:
        from aftercare.reviews import family, policies

        policies.define()
        family.define()
