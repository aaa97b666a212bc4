"""Headers of the pages that buyers see: who may show them in a frame, and what they may load."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase


def allow_frame(request: HttpRequest, response: HttpResponseBase, sites: Sequence[str]) -> None:
    """Our own pages and those of `sites` may show this one; no other page of ours can be shown in a frame. It loads
    nothing of anybody else."""
    socket = f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    response.xframe_options_exempt = True  # type: ignore[attr-defined]
    response._csp_config = {  # type: ignore[attr-defined]
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:"],
        "connect-src": ["'self'", socket],  # 'self' is no socket in older browsers
        "form-action": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'", *sites],
    }


def for_other_sites(response: HttpResponseBase, seconds: int) -> None:
    """A script that pages of other sites load, and may keep for some seconds."""
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["X-Content-Type-Options"] = "nosniff"
