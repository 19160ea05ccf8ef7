"""The desk's queue at 1,000 and at 100,000 applications: milliseconds and SQL statements.

On SQLite and on a PostgreSQL cluster of its own.
"""

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from registration import create_app
from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.staff.models import RoleName
from tests import databases, system_packages
from tests.bench import crowd
from tests.bench.clients import Browser, hidden_fields
from tests.bench.places import prepare
from tests.bench.servers import serving
from tests.factories import PASSWORD, make_staff
from tests.page import Visitor
from tests.records import Statements

SIZES = (1_000, 100_000)
ROUNDS = 40
ORDERS = ("oldest", "name", "institution", "state")
EMAIL = "berta@stadt.example"


def measure() -> dict[str, Any]:
    """For each database and view: milliseconds, rows and statements at both sizes, how much slower.

    A view that shows fewer rows at 1,000 has less to do there; it does not count for the worst.
    """
    found = {"sqlite": _measured(lambda folder: f"sqlite:///{folder}/desk.db")}
    with databases.cluster(system_packages.postgresql()) as port:
        found["postgresql"] = _measured(databases.Postgresql(port).empty)
    return found


def _measured(database: Callable[[Path], str]) -> dict[str, Any]:
    small, large = (_at_size(size, database) for size in SIZES)
    found: dict[str, Any] = {}
    for name in large:
        found[name] = {
            f"{figure}_at_{size}": view[figure]
            for figure in ("milliseconds", "rows", "statements")
            for size, view in zip(SIZES, (small[name], large[name]), strict=True)
        }
        slower = large[name]["milliseconds"] / small[name]["milliseconds"]
        found[name]["times_slower"] = round(slower, 2)
    worst = {
        f"{part}_times_slower_at_worst": max(
            view["times_slower"]
            for name, view in found.items()
            if name.startswith(part) and len({view[f"rows_at_{size}"] for size in SIZES}) == 1
        )
        for part in ("queue", "search")
    }
    return {**found, **worst}


def _at_size(size: int, database: Callable[[Path], str]) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        environment = prepare(Path(folder), database(Path(folder)))
        views = _fill(environment, size)
        found = _count(environment, views)
        with serving("app:application", environment) as (port, _):
            for name, milliseconds in _time(port, views).items():
                found[name]["milliseconds"] = round(milliseconds, 1)
        return found


def _fill(environment: Mapping[str, str], size: int) -> dict[str, str]:
    """Fill the database; gives the addresses to open, by the name of the view."""
    app = create_app(environment)
    now = clock.now()
    with app.app_context():
        crowd.fill(size, now=now)
        with unit_of_work():
            make_staff("Berta", RoleName.COORDINATOR, partner="berlin")
            middle = db.session.get_one(Application, size // 2)
            place = f"{middle.submitted_at.isoformat()}_{middle.id}" if middle.submitted_at else ""
        _analyse()
        db.engine.dispose()
    one = {"programme": "judges-seminar"}
    return {
        "queue_first_page": "/en/desk",
        "queue_one_programme": _address(**one),
        "queue_one_state": _address(state="waitlisted"),
        "queue_programme_and_state": _address(**one, state="confirmed"),
        "queue_three_states": _address(state=["waitlisted", "in_review", "confirmed"]),
        "queue_partner": _address(partner="beijing"),
        "queue_days": _address(**{"from": "2000-01-01", "to": "2199-12-31"}),
        "queue_part_owed": _address(owes="anybody"),
        "queue_language": _address(speaks="en"),
        "queue_undecided": _address(decision="none"),
        "queue_answer": _address(**one, **{"answer.topics": "labour"}),
        **{f"queue_by_{order}": _address(sort=order) for order in ORDERS},
        **{f"queue_by_{order}_in_programme": _address(**one, sort=order) for order in ORDERS},
        "queue_by_name_and_two_states": _address(sort="name", state=["waitlisted", "rejected"]),
        "search_common_name": _address(text="müller"),
        "search_rare_name": _address(text="seltenheim"),
        "search_two_words": _address(text="anna müller"),
        "search_hanzi": _address(text="王"),
        "search_word_of_answers": _address(text="vergleichen"),
        "search_nobody": _address(text="nobodyiscalledso"),
        "queue_page_in_the_middle": _address(after=place),
        "queue_by_name_in_the_middle": _address(sort="name", after=size // 2),
        "queue_by_state_in_the_middle": _address(sort="state", after=f"rejected_{place}"),
    }


def _address(**given: object) -> str:
    return "/en/desk?" + urlencode(given, doseq=True)


def _analyse() -> None:
    """What PostgreSQL does by itself within a minute of so many new rows."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")


def _count(environment: Mapping[str, str], views: Mapping[str, str]) -> dict[str, dict[str, float]]:
    app = create_app(environment)
    visitor = Visitor(app.test_client())
    visitor.open("/en/account/sign-in")
    visitor.send(email=EMAIL, password=PASSWORD)
    counts = {}
    for name, address in views.items():
        visitor.open(address)
        with Statements(app) as statements:
            visitor.open(address)
        assert visitor.status == 200, address
        rows = len(visitor.page.all("tbody")[0].all("tr")) if visitor.page.all("tbody") else 0
        counts[name] = {"statements": len(statements), "rows": rows}
    with app.app_context():
        db.engine.dispose()
    return counts


def _time(port: int, views: Mapping[str, str]) -> dict[str, float]:
    browser = Browser(port)
    path = "/en/account/sign-in"
    fields = [*hidden_fields(browser.get(path).body), ("email", EMAIL), ("password", PASSWORD)]
    browser.post(path, fields)
    for address in views.values():
        assert browser.get(address).status == 200, address
    times: dict[str, list[float]] = {name: [] for name in views}
    for _ in range(ROUNDS):
        for name, address in views.items():
            began = time.perf_counter()
            browser.get(address)
            times[name].append(1000 * (time.perf_counter() - began))
    browser.connection.close()
    return {name: median(found) for name, found in times.items()}
