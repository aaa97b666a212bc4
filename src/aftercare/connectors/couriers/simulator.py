"""Both aggregators to practise with, on 127.0.0.1: `python -m aftercare.connectors.couriers.simulator`.

A separate process that imports nothing of the product, so that it checks signatures by its own reading of their papers.
POST /courses {"<number>": [[time, code, words], …]} says what it knows; POST /mood {"mood": "…"} how it behaves.
"""

import base64
import hashlib
import json
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qs

MAX_BODY = 256 * 1024
ACCOUNT, KEY = "1237100", "key-of-tests"
MOODS = ("good", "down", "slow", "garbage", "huge", "moved", "refuses")
Answer = tuple[int, Any]


class Simulator(ThreadingHTTPServer):
    """What it knows of parcels, its mood, and the questions it was asked. Binds loopback only."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        self.courses: dict[str, list[list[str]]] = {}
        self.mood = "good"
        self.asked: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        # HTTPServer's own would ask the resolver for the machine's name.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Simulator

    def do_GET(self) -> None:
        self._reply(200, self.server.asked)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(min(length, MAX_BODY)).decode()
        work: dict[str, Callable[[str], Answer]] = {
            "/courses": self._learn,
            "/mood": self._change,
            "/poll/query.do": lambda text: self._in_mood(kuaidi100, text),
            "/Ebusiness/EbusinessOrderHandle.aspx": lambda text: self._in_mood(kdniao, text),
        }
        self._reply(*work.get(self.path, lambda _text: (404, {"error": "no such address"}))(body))

    def log_message(self, *_args: Any) -> None:
        """Silent: `asked` is the log."""

    def _learn(self, body: str) -> Answer:
        self.server.courses.update(json.loads(body))
        return 200, {}

    def _change(self, body: str) -> Answer:
        mood = json.loads(body).get("mood")
        if mood not in MOODS:
            return 400, {"error": "no such mood"}
        self.server.mood = mood
        return 200, {}

    def _in_mood(self, provider: Callable[["Simulator", dict[str, str]], dict[str, Any]], body: str) -> Answer:
        form = {name: values[-1] for name, values in parse_qs(body, keep_blank_values=True).items()}
        self.server.asked.append(form)
        mood = self.server.mood
        if mood == "slow":
            time.sleep(3)
        if mood in ("down", "moved"):
            return (503, {"error": "down"}) if mood == "down" else (302, {"error": "moved"})
        if mood == "garbage":
            return 200, "<html>维护中</html>"
        if mood == "huge":
            return 200, {"message": "x" * 1_000_000}
        return 200, provider(self.server, form)

    def _reply(self, status: int, answer: Any) -> None:
        body = (answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        if status == 302:
            self.send_header("Location", f"{self.server.address}/poll/query.do")
        self.end_headers()
        self.wfile.write(body)


def kuaidi100(server: Simulator, form: dict[str, str]) -> dict[str, Any]:
    """The query of V100: sign is MD5(param + key + customer) in capitals; the newest event stands first."""
    param = form.get("param", "")
    expected = hashlib.md5((param + KEY + ACCOUNT).encode(), usedforsecurity=False).hexdigest().upper()
    if form.get("sign") != expected or form.get("customer") != ACCOUNT:
        return {"result": False, "returnCode": "503", "message": "验证签名失败"}
    asked = json.loads(param)
    course = server.courses.get(asked["num"])
    if server.mood == "refuses" or course is None:
        return {"result": False, "returnCode": "500", "message": "查询无结果，请隔段时间再查"}
    if asked["com"] in ("shunfeng", "zhongtong") and not asked.get("phone"):
        return {"result": False, "returnCode": "408", "message": "快递公司参数异常：验证码错误"}
    data = [{"time": at, "ftime": at, "context": words, "statusCode": code} for at, code, words in reversed(course)]
    return {
        "message": "ok", "state": "0", "status": "200", "ischeck": "0", "com": asked["com"], "nu": asked["num"],
        "data": data,
    }  # fmt: skip


def kdniao(server: Simulator, form: dict[str, str]) -> dict[str, Any]:
    """The query: DataSign is base64(md5hex(RequestData + AppKey)); the oldest event stands first."""
    data = form.get("RequestData", "")
    digest = hashlib.md5((data + KEY).encode(), usedforsecurity=False).hexdigest()
    if form.get("DataSign") != base64.b64encode(digest.encode()).decode() or form.get("EBusinessID") != ACCOUNT:
        return {"EBusinessID": ACCOUNT, "Success": False, "Reason": "非法参数", "State": "0", "Traces": []}
    asked = json.loads(data)
    told = {"EBusinessID": ACCOUNT, "ShipperCode": asked["ShipperCode"], "LogisticCode": asked["LogisticCode"]}
    course = server.courses.get(asked["LogisticCode"])
    if server.mood == "refuses" or course is None:
        return {**told, "Success": False, "Reason": "暂无轨迹信息", "State": "0", "Traces": []}
    traces = [{"AcceptTime": at, "Action": code, "AcceptStation": words, "Location": ""} for at, code, words in course]
    return {**told, "Success": True, "State": "2", "Traces": traces}


def main() -> int:
    """Serve until standard input is closed; the first line printed is the address."""
    server = Simulator()

    def follow() -> None:
        while sys.stdin.buffer.read(1):
            pass
        server.shutdown()

    threading.Thread(target=follow, daemon=True).start()
    sys.stdout.write(f"{server.address}\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
