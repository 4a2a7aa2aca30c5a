"""People who use the site over HTTP, one connection each, as their browsers would."""

from __future__ import annotations

import http.client
import re
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
IDLE = 1.0  # seconds; the web server closes a connection that has rested for two
BASE = re.compile(r'name="base"(?: value="(\d*)")?')


@dataclass
class Answer:
    """What came back, and how long it took in seconds."""

    status: int
    text: str
    location: str = ""
    seconds: float = 0.0


@dataclass
class Visitor:
    """A signed-in browser."""

    address: str
    cookie: str
    connection: http.client.HTTPConnection | None = None
    csrf: str = ""
    token: str = ""
    base: str = "0"
    last_used: float = 0.0

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """One request; OSError or HTTPException when nobody answers."""
        began = time.monotonic()
        if began - self.last_used > IDLE:
            self.close()
        for second_try in (False, True):
            fresh = self.connection is None
            if self.connection is None:
                self.connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
            try:
                self.connection.request(method, path, body or None, self._headers() | headers)
                raw = self.connection.getresponse()
                text = raw.read().decode(errors="replace")
                break
            except (OSError, http.client.HTTPException):
                self.close()
                if second_try or fresh or method != "GET":  # a browser repeats only what does no harm
                    raise
        for header in raw.headers.get_all("Set-Cookie") or ():
            if header.startswith("csrftoken="):
                self.csrf = header.split("=", 1)[1].split(";")[0]
        self.last_used = time.monotonic()
        if raw.headers.get("Connection") == "close":
            self.close()
        return Answer(raw.status, text, raw.headers.get("Location", ""), time.monotonic() - began)

    def _headers(self) -> dict[str, str]:
        return {
            "Cookie": f"sessionid={self.cookie}; csrftoken={self.csrf}",
            "Referer": self.address,
            "Accept-Encoding": "identity",
        }

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def open_upload(self, report: int) -> Answer:
        """Look at the page on which a file is chosen, and keep what its form needs."""
        answer = self.ask("GET", f"/report/{report}/upload/")
        if found := TOKEN.search(answer.text):
            self.token = found[1]
        if found := BASE.search(answer.text):
            self.base = found[1] or "0"
        return answer

    def upload(self, report: int, name: str, data: bytes) -> Answer:
        """Bring in a file; 302 to the result is the site's word that it has it."""
        border = secrets.token_hex(16)
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in (("csrfmiddlewaretoken", self.token), ("base", self.base))
        ]
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", data]
        body = b"".join([*parts, f"\r\n--{border}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={border}"
        return self.ask("POST", f"/report/{report}/upload/", body, **{"Content-Type": kind})
