"""The product's own server on the bench's data folder, with the bench's settings: `python -m bench.server`.

The same `serve` as the command of the product: web processes, worker and PostgreSQL. Prints "ready" once pages answer.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.place import set_up


def main() -> None:
    set_up()
    from aftercare.config.environment import environment  # noqa: PLC0415 Django comes first
    from aftercare.config.household import stop_on_signals  # noqa: PLC0415 the same
    from aftercare.config.serve import serve  # noqa: PLC0415 the same

    stop_on_signals(0)
    ready = lambda _address: print("ready", flush=True)  # noqa: E731
    serve(environment, "127.0.0.1", beside=(), prepare=lambda: None, announce=ready)


@contextmanager
def serving(port: int) -> Iterator[int]:
    """The server runs inside the block; gives its process id."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.server"],
        env={**os.environ, "AFTERCARE_PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        if "ready" not in process.stdout.readline():
            raise SystemExit("the server did not start")
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


if __name__ == "__main__":
    main()
