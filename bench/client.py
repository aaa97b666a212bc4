"""Eight people at once: keep-alive connections that each send their next request when the last one is answered.

Plain sockets and epoll, because the client shares the two cores with what it measures: about 40 µs per request.
"""

import select
import socket
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Final

RECEIVE: Final = 256 * 1024
PATIENCE: Final = 60.0  # seconds without any answer


@dataclass
class Outcome:
    """What came of some requests. `latencies` in seconds, sorted; `failures` are status lines that are no success."""

    seconds: float
    latencies: list[float]
    failures: list[str]
    sent: int
    own_cpu: float  # seconds that this client took itself

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        return 1000 * self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)]


@dataclass
class _Line:
    """One connection with what it still has to send."""

    socket: socket.socket
    waiting: deque[bytes]
    sent_at: float = 0.0
    head: bytes = b""
    wanted: int = -1  # bytes of the whole answer, -1 before its head is complete
    got: int = 0


def send_all(port: int, queues: Sequence[Iterable[bytes]]) -> Outcome:
    """Send each queue on a connection of its own, all at the same time."""
    poll = select.epoll()
    lines = {}
    for queue in queues:
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines[connection.fileno()] = _Line(connection, deque(queue))
        poll.register(connection.fileno(), select.EPOLLIN)
    latencies: list[float] = []
    failures: list[str] = []
    began, cpu = perf_counter(), process_time()
    open_lines = {number for number, line in lines.items() if _send_next(line)}
    while open_lines:
        events = poll.poll(PATIENCE)
        if not events:
            raise RuntimeError("the server does not answer")
        for number, _event in events:
            line = lines[number]
            if not _receive(line):
                continue
            latencies.append(perf_counter() - line.sent_at)
            if line.head[9:10] not in b"23":
                failures.append(line.head.split(b"\r\n", 1)[0].decode())
            if not _send_next(line):
                open_lines.discard(number)
    seconds, own_cpu = perf_counter() - began, process_time() - cpu
    for line in lines.values():
        line.socket.close()
    return Outcome(seconds, sorted(latencies), failures, len(latencies), own_cpu)


def _send_next(line: _Line) -> bool:
    if not line.waiting:
        return False
    line.head, line.wanted, line.got = b"", -1, 0
    line.sent_at = perf_counter()
    line.socket.sendall(line.waiting.popleft())
    return True


def _receive(line: _Line) -> bool:
    """Take what is there; true when the answer is complete."""
    data = line.socket.recv(RECEIVE)
    if not data:
        raise RuntimeError(f"the server closed a connection after {line.head[:60]!r}")
    line.got += len(data)
    if line.wanted < 0:
        line.head += data
        end = line.head.find(b"\r\n\r\n")
        if end < 0:
            return False
        line.wanted = end + 4 + _length(line.head[:end])
    return line.got >= line.wanted


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at < 0:
        if b"transfer-encoding" in lower:
            raise RuntimeError("an answer without a length")
        return 0
    return int(lower[at + 15 : lower.find(b"\r\n", at) if lower.find(b"\r\n", at) > 0 else None])
