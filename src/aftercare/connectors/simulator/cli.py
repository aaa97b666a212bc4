"""Start the provider from the command line."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from aftercare.connectors.simulator.server import Simulator


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C; the first line printed is the address. Returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="aftercare simulator", description="A payment provider to practise with, on 127.0.0.1."
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--record", type=Path, help="SQLite file of the provider's record; in memory without it")
    parser.add_argument("--follow", action="store_true", help="stop when standard input is closed")
    options = parser.parse_args(argv)
    server = Simulator(options.port, options.record)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # shutdown() waits for serve_forever(), which is the frame this signal interrupts.
        threading.Thread(target=server.shutdown).start()

    def follow() -> None:
        while sys.stdin.buffer.read(1):
            pass
        server.shutdown()

    if options.follow:
        threading.Thread(target=follow, daemon=True).start()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sys.stdout.write(f"{server.address}\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    return 0
