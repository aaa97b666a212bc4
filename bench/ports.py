"""A port to serve on."""

import socket


def free_port() -> int:
    """One that nobody listens on just now, on this machine's own loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
