"""System checks of the pages: no route without a policy, no section that leads nowhere."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from aftercare.web.policy import Policy
from aftercare.web.shell.sections import SECTIONS


def routes(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All routes below `patterns` with their written address, such as 'cases/<str:number>/'."""
    for pattern in patterns:
        address = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        else:
            yield address, pattern


def check_policies(app_configs: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """web.E001: a route that does not say who may open it."""
    return [
        Error(
            f"The route '/{address}' declares no policy.",
            hint="Put @page(roles=..., methods=...) of aftercare.web.policy on its view.",
            id="web.E001",
        )
        for address, pattern in routes(get_resolver().url_patterns)
        if not isinstance(getattr(pattern.callback, "policy", None), Policy)
    ]


def check_sections(app_configs: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """web.E002: a section of the shell whose page does not exist."""
    problems: list[CheckMessage] = []
    for section in SECTIONS:
        try:
            reverse(section.url_name)
        except NoReverseMatch:
            problems.append(Error(f"Section '{section.code}' leads nowhere: {section.url_name}.", id="web.E002"))
    return problems


def register_all() -> None:
    """Called once when the applications are ready."""
    register(check_policies)
    register(check_sections)
