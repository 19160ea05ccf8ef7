"""Start-up time and memory of the web server, and the bytes that a form's page costs."""

import re
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.clients import Browser
from tests.bench.places import prepare
from tests.bench.servers import serving
from tests.bench.web import LANGUAGE, SLUG

STARTS = 3
KILOBYTE = 1024
FORM = f"/{LANGUAGE}/programmes/{SLUG}/apply"
LOADED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/[^"]+)"')
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\./[^"']+)["']|url\(["']?(/[^"')]+)""")


def measure() -> dict[str, Any]:
    """Seconds until the first answer, megabytes of each web process, kilobytes of the form."""
    with tempfile.TemporaryDirectory() as folder:
        environment = prepare(Path(folder))
        seconds = []
        for _ in range(STARTS):
            began = time.perf_counter()
            with serving("app:application", environment) as (port, master):
                seconds.append(time.perf_counter() - began)
                _warm(port)
                memory = [_megabytes(pid) for pid in _children(master)]
                files = form_files(port)
    return {
        "start_seconds": round(median(seconds), 2),
        "web_process_megabytes": round(max(memory, default=0), 1),
        "form_requests": len(files),
        "form_kilobytes": round(sum(files.values()) / KILOBYTE, 1),
        "form_files": files,
    }


def form_files(port: int) -> dict[str, int]:
    """The form's page and all that a browser loads for it: bytes on the wire, by address."""
    found: dict[str, int] = {}
    waiting = [FORM]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        size, body = _on_the_wire(port, path)
        found[path] = size
        text = body.decode("utf-8", "replace")
        waiting += LOADED.findall(text) if path == FORM else _imports(path, text)
    return found


def _imports(path: str, text: str) -> list[str]:
    if not path.partition("?")[0].endswith((".js", ".css")):
        return []
    beside = path.rpartition("/")[0]
    return [beside + near[1:] if near else far for near, far in IMPORTED.findall(text)]


def _on_the_wire(port: int, path: str) -> tuple[int, bytes]:
    """Bytes of an answer with its headers, as a browser that accepts gzip gets it."""
    browser = Browser(port)
    browser.connection.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
    answer = browser.connection.getresponse()
    body = answer.read()
    assert answer.status == 200, path
    head = sum(len(f"{name}: {value}\r\n") for name, value in answer.getheaders())
    browser.connection.close()
    return len(body) + head + len("HTTP/1.1 200 OK\r\n\r\n"), body


def _warm(port: int) -> None:
    """Let both processes do real work first: what is loaded late counts as well."""
    for _ in range(10):
        for path in (f"/{LANGUAGE}/", FORM, f"/{LANGUAGE}/account/sign-in"):
            browser = Browser(port)
            browser.get(path)
            browser.connection.close()


def _children(master: int) -> list[int]:
    children = Path(f"/proc/{master}/task/{master}/children")
    return [int(pid) for pid in children.read_text().split()] if children.exists() else []


def _megabytes(pid: int) -> float:
    """The memory that the process alone costs: its own pages, and its share of common ones."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / KILOBYTE if found else 0.0
