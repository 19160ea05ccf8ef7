"""Sixteen clients, a process each, that do what a browser without JavaScript would do."""

import http.client
import multiprocessing
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

CLIENTS = 16
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]*)"')
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


@dataclass
class Answer:
    """What came back."""

    status: int
    location: str | None
    body: str


class Browser:
    """One connection with its cookies; counts its requests."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.requests = 0
        self.host = f"127.0.0.1:{port}"

    def get(self, path: str) -> Answer:
        """GET a page."""
        return self._send("GET", path, None)

    def post(self, path: str, fields: Sequence[tuple[str, str]]) -> Answer:
        """POST a form."""
        return self._send("POST", path, urlencode(fields))

    def _send(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Host": self.host, "Accept-Language": "de"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.requests += 1
        for value in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        location = answer.headers.get("Location")
        return Answer(answer.status, urlsplit(location).path if location else None, text)


def hidden_fields(page: str) -> list[tuple[str, str]]:
    """The hidden fields of the page's main form, the form token among them."""
    main = page[page.find("<main") :]
    fields = []
    for tag in HIDDEN.findall(main):
        found = dict(ATTRIBUTE.findall(tag))
        if "name" in found:
            fields.append((found["name"], unescape(found.get("value", ""))))
    return fields


def together(
    work: Callable[[int, int, Any], dict[str, Any]], port: int, per_client: int, given: Any = None
) -> tuple[list[dict[str, Any]], float]:
    """Run ``work(port, per_client, given of this client)`` in all clients at once.

    Returns:
        What each returned, and the seconds from the common start to the last end.
    """
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(CLIENTS + 1)
    results: Any = context.Queue()
    given = given or [None] * CLIENTS
    processes = [
        context.Process(target=_run, args=(work, port, per_client, given[i], barrier, results))
        for i in range(CLIENTS)
    ]
    for process in processes:
        process.start()
    barrier.wait()
    began = time.perf_counter()
    found = [results.get() for _ in processes]
    took = time.perf_counter() - began
    for process in processes:
        process.join()
    return found, took


def _run(work: Any, port: int, per_client: int, given: Any, barrier: Any, results: Any) -> None:
    barrier.wait()
    try:
        results.put(work(port, per_client, given))
    except BaseException as error:
        results.put({"done": 0, "error": repr(error)})
        raise


def address(base: str, location: str | None) -> str:
    """Where a redirect leads."""
    return urljoin(base, location or "")
