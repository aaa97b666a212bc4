"""The HTTP face: POST /pay, GET /pay/<key>, GET /records, GET /calls, GET and POST /faults."""

import json
import re
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from aftercare.connectors.simulator.faults import Weather
from aftercare.connectors.simulator.record import Demand, KeyReused, Record

MAX_BODY = 16 * 1024
PAGE = 500
_TEXTS = {"key": 60, "merchant": 80, "payee": 80, "purpose": 400}
_KEY = re.compile(r"^[A-Za-z0-9_.:-]{1,60}$", re.ASCII)

Answer = tuple[int, dict[str, Any]]


class BadRequest(Exception):
    """What was sent cannot be used; the text says why."""


class Simulator(ThreadingHTTPServer):
    """One provider: a record and its weather. Binds loopback only."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int = 0, path: Path | None = None) -> None:
        self.record = Record(path)
        self.weather = Weather()
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        # HTTPServer's own would ask the resolver for the machine's name.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news; anything else is a fault of this program."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class ReplyLost(Exception):
    """The work is done and nobody is told."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = 90
    wbufsize = -1  # headers and body in one packet: two would wait for each other's acknowledgement (40 ms)
    server: Simulator

    def do_GET(self) -> None:
        self._reply(self._get)

    def do_POST(self) -> None:
        self._reply(self._post)

    def log_message(self, *_args: Any) -> None:
        """Silent: the record is the log."""

    def _reply(self, work: Any) -> None:
        try:
            status, answer = work()
        except ReplyLost:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        except BadRequest as problem:
            status, answer = 400, {"error": str(problem)}
            self.close_connection = True
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _get(self) -> Answer:
        url = urlsplit(self.path)
        if url.path == "/faults":
            return 200, vars(self.server.weather.faults)
        if self.server.weather.faults.down:
            return 503, {"error": "down"}
        if url.path.startswith("/pay/"):
            return self._find(unquote(url.path.removeprefix("/pay/")))
        if url.path == "/calls":
            return 200, self.server.record.calls()
        if url.path == "/records":
            return self._records({name: values[-1] for name, values in parse_qs(url.query).items()})
        return 404, {"error": "no such address"}

    def _post(self) -> Answer:
        body = self._body()
        if self.path == "/faults":
            try:
                return 200, vars(self.server.weather.set(body))
            except ValueError as problem:
                raise BadRequest(str(problem)) from problem
        if self.server.weather.faults.down:
            return 503, {"error": "down"}
        return self._pay(_demand(body)) if self.path == "/pay" else (404, {"error": "no such address"})

    def _pay(self, demand: Demand) -> Answer:
        server, fate = self.server, self.server.weather.fate()
        time.sleep(fate.stall_before)
        if fate.error_before:
            return 500, {"error": "before"}
        if fate.needs_code:
            return 200, {
                "key": demand.key,
                "state": "needs_code",
                "voucher": "",
                "reason": "已发送短信验证码,请在渠道后台输入",
            }
        try:
            done = server.record.execute(demand, keeps_keys=not server.weather.faults.no_keys, refusal=fate.refusal)
        except KeyReused:
            return 409, {"error": "the key is known with other content"}
        time.sleep(fate.stall_after)
        if fate.error_after:
            return 500, {"error": "after"}
        if fate.reply_lost:
            raise ReplyLost
        return 200, done

    def _find(self, key: str) -> Answer:
        if self.server.weather.faults.no_query:
            return 404, {"error": "no such address"}
        found = self.server.record.find(key)
        return (200, found) if found else (200, {"key": key, "state": "absent"})

    def _records(self, query: dict[str, str]) -> Answer:
        after = query.get("after", "0")
        if not after.isascii() or not after.isdigit() or len(after) > 15:
            raise BadRequest("after must be a number")
        rows = self.server.record.paid(
            merchant=query.get("merchant", ""), since=query.get("since", ""), after=int(after), limit=PAGE
        )
        return 200, {"records": rows, "next": rows[-1]["seq"] if len(rows) == PAGE else None}

    def _body(self) -> dict[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > MAX_BODY:
            raise BadRequest("the body is missing or too large")
        try:
            body = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as problem:
            raise BadRequest("the body is not JSON") from problem
        if not isinstance(body, dict):
            raise BadRequest("the body is not an object")
        return body


def _demand(body: dict[str, Any]) -> Demand:
    if set(body) != {*_TEXTS, "amount_fen"}:
        raise BadRequest("fields: " + ", ".join([*_TEXTS, "amount_fen"]))
    for name, longest in _TEXTS.items():
        if not isinstance(body[name], str) or not 0 < len(body[name]) <= longest:
            raise BadRequest(f"{name} must be a text of 1 to {longest} characters")
    if not _KEY.match(body["key"]):
        raise BadRequest("key must be of letters, digits, '_', '.', ':' and '-'")
    amount = body["amount_fen"]
    if type(amount) is not int or not 0 < amount <= 10**12:
        raise BadRequest("amount_fen must be a whole number of fen above zero")
    return Demand(amount_fen=amount, **{name: body[name] for name in _TEXTS})
