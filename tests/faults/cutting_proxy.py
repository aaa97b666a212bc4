"""Stands between a client and PostgreSQL and cuts the line at a COMMIT, before it arrives or before its answer does."""

import select
import shutil
import socket
import tempfile
import threading
from pathlib import Path
from typing import Any, Self

COMMIT = b"COMMIT\x00"  # of the client's query, and of the server's answer


class CuttingProxy:
    """A unix socket in a folder of its own; `settings` are those of the real connection."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._real = f"{settings['HOST']}/.s.PGSQL.{settings['PORT'] or 5432}"
        self.folder = Path(tempfile.mkdtemp(prefix="cut-"))  # short: a socket's path has about 100 characters
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.folder / Path(self._real).name))
        self._listener.listen()
        self._plan: tuple[bool, int] | None = None  # the answer only?, commits to let pass first
        self.cuts = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.close()
        shutil.rmtree(self.folder)

    def cut(self, *, answer_only: bool, after: int = 0) -> None:
        """Cut once, at the COMMIT that follows `after` others: only its answer is lost, or it never arrives."""
        self._plan = (answer_only, after)

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._real)
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        with client, server:
            while True:
                ready, _writable, _broken = select.select([client, server], [], [])
                for source, target in ((client, server), (server, client)):
                    if source in ready:
                        data = source.recv(65536)
                        if not data or (source is client and COMMIT in data and self._cuts_now(data, server)):
                            return
                        target.sendall(data)

    def _cuts_now(self, data: bytes, server: socket.socket) -> bool:
        if self._plan is None:
            return False
        answer_only, left = self._plan
        if left:
            self._plan = (answer_only, left - 1)
            return False
        self._plan = None
        if answer_only:
            server.sendall(data)
            answer = b""
            while COMMIT not in answer:
                answer += server.recv(65536)
        self.cuts += 1
        return True
