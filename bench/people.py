"""Agents with a browser's habits: they log in by the real form, and send back the real forms they are given."""

from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Form(HTMLParser):
    """The fields of the form that goes to `action`, as a browser would send them untouched."""

    def __init__(self, html: str, action: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._action, self._inside, self._area, self._select = action, False, "", ""
        self.feed(html)
        if not self.fields:
            raise RuntimeError(f"no form for {action}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action", self._action) == self._action
        if not self._inside:
            return
        name = given.get("name", "")
        if tag == "input" and name and (given.get("type") not in ("radio", "checkbox", "file") or "checked" in given):
            self.fields[name] = given.get("value", "")
        elif tag in ("textarea", "select"):
            self.fields[name] = ""
            self._area, self._select = (name, "") if tag == "textarea" else ("", name)
        elif tag == "option" and self._select and ("selected" in given or not self.fields[self._select]):
            self.fields[self._select] = given.get("value", "")
        elif tag == "button" and name and name not in self.fields:
            self.fields[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


@dataclass
class Agent:
    """Somebody who is logged in."""

    port: int
    username: str
    cookies: dict[str, str]

    @classmethod
    def log_in(cls, port: int, username: str, password: str) -> "Agent":
        agent = cls(port, username, {})
        address = "/account/login/"
        fields = Form(agent.get(address), address).fields
        agent.post(address, {**fields, "login": username, "password": password})
        if "sessionid" not in agent.cookies:
            raise RuntimeError(f"{username} could not log in")
        return agent

    def get(self, address: str, *, may_lead_on: bool = False) -> str:
        """The page; anything but 200 stops the bench, or 302 where a page may lead on: then it is empty."""
        status, text = self._ask("GET", address, None)
        if status != 200 and not (may_lead_on and status == 302):
            raise RuntimeError(f"{status} at {address}")
        return text

    def post(self, address: str, fields: dict[str, str]) -> int:
        """Send a form; the status."""
        status, text = self._ask("POST", address, fields)
        if status >= 400:
            raise RuntimeError(f"{status} at {address}: {text[:2000]}")
        return status

    def raw(self, address: str, fields: dict[str, str] | None = None) -> bytes:
        """The request as bytes, for a connection that stays open."""
        body = urlencode(fields).encode() if fields else b""
        head = [
            f"{'POST' if fields else 'GET'} {address} HTTP/1.1",
            f"Host: localhost:{self.port}",
            "Accept-Language: zh-CN,zh;q=0.9",
            f"Cookie: {self.cookie}",
        ]
        if fields:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([*head, "", ""]).encode() + body

    @property
    def cookie(self) -> str:
        """The header's value."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _ask(self, method: str, address: str, fields: dict[str, str] | None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": f"localhost:{self.port}", "Cookie": self.cookie, **(FORM if fields else {})}
        connection.request(method, address, urlencode(fields) if fields else None, headers)
        response = connection.getresponse()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _equals, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value.strip('"')
        text = response.read().decode()
        connection.close()
        return response.status, text
