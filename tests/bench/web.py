"""Whole applications a second, and the sending request alone, against a bare insert."""

import os
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import bare
from tests.bench.clients import CLIENTS, Browser, hidden_fields, together
from tests.bench.places import prepare
from tests.bench.servers import serving

SLUG = "anniversary-reception"
LANGUAGE = "de"
BARE_PER_CLIENT = 150
WHOLE_PER_CLIENT = 12
SECTIONS = (
    {"name-family": "Beispiel", "name-given": "Anna", "email": "anna@example.org",
     "coming_from": "berlin"},
    {"diet": "vegan", "data_read": "yes"},
)  # fmt: skip


def measure() -> dict[str, Any]:
    """Bare inserts, whole applications and sending requests, each a second."""
    with tempfile.TemporaryDirectory() as folder:
        inserts = _bare(Path(folder))
        whole, requests, sending = _real(Path(folder))
    return {
        "clients": CLIENTS,
        "bare_inserts_per_second": round(inserts, 1),
        "whole_applications_per_second": round(whole, 1),
        "requests_per_application": requests,
        "whole_percent_of_bare": round(100 * whole / inserts, 1),
        "sending_requests_per_second": round(sending, 1),
        "sending_percent_of_bare": round(100 * sending / inserts, 1),
    }


def _bare(folder: Path) -> float:
    url = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder}/bare.db"
    bare.make_table(url)
    with serving("tests.bench.bare:create_app()", {"BARE_DATABASE_URL": url}) as (port, _):
        together(insert, port, 20)
        found, took = together(insert, port, BARE_PER_CLIENT)
    return sum(one["done"] for one in found) / took


def _real(folder: Path) -> tuple[float, int, float]:
    environment = prepare(folder)
    with serving("app:application", environment) as (port, _):
        together(apply_whole, port, 2)
        found, took = together(apply_whole, port, WHOLE_PER_CLIENT)
        whole = sum(one["done"] for one in found) / took
        requests = found[0]["requests"] // found[0]["done"]
        ready, _ = together(fill_in, port, WHOLE_PER_CLIENT)
        sent, took = together(send, port, WHOLE_PER_CLIENT, given=[one["ready"] for one in ready])
    return whole, requests, sum(one["done"] for one in sent) / took


def insert(port: int, count: int, _given: object) -> dict[str, Any]:
    """Insert rows through the bare view."""
    browser = Browser(port)
    done = sum(browser.post("/", []).status == 200 for _ in range(count))
    return {"done": done}


def apply_whole(port: int, count: int, _given: object) -> dict[str, Any]:
    """Apply as new people do, from the programme's page to the page after sending."""
    done = requests = 0
    for _ in range(count):
        browser = Browser(port)
        summary, fields = _to_summary(browser)
        answer = browser.post(summary, fields)
        assert answer.status == 303, answer.body[:2000]
        done += 1
        requests += browser.requests
    return {"done": done, "requests": requests}


def fill_in(port: int, count: int, _given: object) -> dict[str, Any]:
    """Fill applications in up to the summary."""
    ready = []
    for _ in range(count):
        browser = Browser(port)
        summary, fields = _to_summary(browser)
        ready.append((browser.cookies, summary, fields))
    return {"ready": ready}


def send(port: int, _count: int, given: list[Any]) -> dict[str, Any]:
    """Send what was filled in: one request each."""
    browser = Browser(port)
    done = 0
    for cookies, summary, fields in given:
        browser.cookies = cookies
        done += browser.post(summary, fields).status == 303
    return {"done": done}


def _to_summary(browser: Browser) -> tuple[str, list[tuple[str, str]]]:
    browser.get(f"/{LANGUAGE}/programmes/{SLUG}")
    path = f"/{LANGUAGE}/programmes/{SLUG}/apply"
    page = browser.get(path)
    for answers in SECTIONS:
        answer = browser.post(path, [*hidden_fields(page.body), *answers.items()])
        assert answer.status == 303, answer.body[:3000]
        path = answer.location or ""
        page = browser.get(path)
    assert path.endswith("/summary"), path
    return path, hidden_fields(page.body)
