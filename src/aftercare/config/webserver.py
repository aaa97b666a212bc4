"""The web server: the one place that knows which one it is."""

import logging
import socket
import threading
from collections.abc import Callable

import uvicorn

from aftercare.config.environment import Unusable

APPLICATION = "aftercare.config.asgi:application"
GRACE_SECONDS = 5  # for answers under way when we are told to stop
BACKLOG = 512
log = logging.getLogger("aftercare.serve")


def bind(host: str, port: int) -> socket.socket:
    """Take the address now, so that a taken port is one clear sentence before anything is started."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise Unusable(
            f"Port {port} on {host} cannot be used ({error.strerror}). Set AFTERCARE_PORT to another."
        ) from None
    return listener


def is_free(host: str, port: int) -> bool:
    """Whether we could listen there: it is this machine's own loopback, and nobody does yet."""
    if host not in ("127.0.0.1", "localhost"):
        return False
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def run_web(listener: socket.socket, *, when_ready: Callable[[], None]) -> None:
    """Serve on the listener until SIGINT or SIGTERM; `when_ready` is called once pages can be asked for."""
    server = uvicorn.Server(
        uvicorn.Config(
            APPLICATION,
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)

    def announce() -> None:
        while not server.started and not server.should_exit:
            threading.Event().wait(0.02)
        if server.started:
            when_ready()

    threading.Thread(target=announce, daemon=True).start()
    server.run(sockets=[listener])
