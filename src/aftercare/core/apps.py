from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "aftercare.core"
    label = "core"

    def ready(self) -> None:
        from aftercare.core import crypto

        def make_first_key(**_kwargs: Any) -> None:
            crypto.make_first_key()

        # A set-up hook, not a domain signal: an installation has a data key as soon as it has tables.
        post_migrate.connect(make_first_key, sender=self, weak=False, dispatch_uid="core.first_key")
