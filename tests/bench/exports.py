"""Exports of 10,000 and of 100,000 applications: rows a second, and what memory they need."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from registration import create_app
from registration.applications.models import Application, SectionAnswers
from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.exchange.answers import extract
from registration.exchange.tables import FORMATS
from registration.forms.readers import Reader
from registration.programmes.models import Programme
from tests.bench import crowd
from tests.bench.places import prepare
from tests.factories import make_programme
from tests.forms.documents import SECOND_PAGE, choices, field, short_form

SIZES = (10_000, 100_000)
KINDS = ("csv", "xlsx")
SLUG = "exported"
KILOBYTE = 1024
COORDINATOR = Reader(roles=frozenset({"coordinator"}), opened=False)
FIELDS = [
    field("choices", "topics", choices=choices("law", "art")),
    field("date_range", "stay"),
    field("address", "home"),
    field("number", "years"),
    field("long_text", "motive"),
]


def measure() -> dict[str, Any]:
    """For CSV and XLSX: rows a second, megabytes at the peak, and how many times more of them."""
    found: dict[str, Any] = {kind: {} for kind in KINDS}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            environment = prepare(Path(folder))
            _fill(environment, size)
            for kind in KINDS:
                for name, value in _in_a_process(environment, kind).items():
                    found[kind][f"{name}_at_{size}"] = value
    for figures in found.values():
        small, large = (figures[f"megabytes_at_{size}"] for size in SIZES)
        figures["export_memory_times_larger"] = round(large / small, 2)
    return found


def _fill(environment: Mapping[str, str], size: int) -> None:
    form = short_form()
    form["key"] = SLUG
    form["sections"][1]["fields"] = FIELDS
    with create_app(environment).app_context():
        with unit_of_work():
            make_programme(SLUG, form=form)
        crowd.fill(size, now=clock.now(), slug=SLUG)
        with unit_of_work(writes=False):
            numbers = db.session.scalars(select(Application.id)).all()
        for first in range(0, len(numbers), crowd.CHUNK):
            rows = [row for one in numbers[first : first + crowd.CHUNK] for row in _answers(one)]
            with unit_of_work():
                db.session.execute(insert(SectionAnswers), rows)
        db.engine.dispose()


def _answers(number: int) -> list[dict[str, Any]]:
    person = {
        "name": {"family": "Wang", "given": f"晓明 {number}"},
        "email": f"person{number}@stadt.example",
        "companions": [{"name": {"family": "Wang", "given": "晓红"}, "child": True}],
    }
    more = {
        "topics": ["law", "art"],
        "stay": {"from": "2027-05-01", "to": f"2027-05-{2 + number % 29:02}"},
        "home": {"country": "DE", "city": "Berlin", "street": f"Am Ufer {number}"},
        "years": number % 40,
        "motive": crowd.ANSWER,
    }
    kept = {"typed": [], "saved_at": clock.now()}
    return [
        {"application_id": number, "section": section, "values": values, **kept}
        for section, values in (("person", person), (SECOND_PAGE, more))
    ]


def _in_a_process(environment: Mapping[str, str], kind: str) -> dict[str, float]:
    done = subprocess.run(  # a process of its own, whose peak is nobody else's
        [sys.executable, "-m", "tests.bench.exports", kind],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _take(kind: str) -> dict[str, float]:
    """Take everything out; the bytes go nowhere."""
    with create_app().app_context():
        with unit_of_work(writes=False):
            programme = db.session.scalars(select(Programme).filter_by(slug=SLUG)).one()
            found = extract(programme, "de", now=clock.now(), labels=True, reader=COORDINATOR)
            rows = found.count()
        began = time.perf_counter()
        size = sum(len(piece) for piece in FORMATS[kind].pieces(found))
        seconds = time.perf_counter() - began
    return {
        "rows": rows,
        "rows_a_second": round(rows / seconds),
        "file_megabytes": round(size / KILOBYTE**2, 1),
        "megabytes": _peak(),
    }


def _peak() -> float:
    """The most memory that this process ever had; unlike ``ru_maxrss``, not its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return round(int(found[1]) / KILOBYTE, 1) if found else 0.0


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_take(sys.argv[1])))
