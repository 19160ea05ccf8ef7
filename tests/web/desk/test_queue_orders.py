"""The orders of the queue: each with pages that follow each other, forwards and back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from registration.applications.models import Application
from registration.applications.orders import PAGE
from registration.applications.states import SENT, State
from registration.core.db import db
from tests.factories import make_application, make_programme
from tests.records import change, look
from tests.web.desk.test_queue import names

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
STATES = [state for state in State if state in SENT]
MANY = 2 * PAGE + 7


@pytest.fixture
def many(app, ground):
    """More than two pages; some arrived in the same second, have the same name or institution."""

    def add():
        programme = make_programme("many", places=None)
        for number in range(MANY):
            make_application(
                programme, given=f"Guest{number:03}", family=f"F{number % 40:02}",
                institution=f"Court {number % 7}", state=STATES[number % len(STATES)],
                now=NOON + timedelta(seconds=number // 3),
            )  # fmt: skip

    look(app, add, writes=True)


def number_of(name):
    return int(name[5:8])


KEYS = {
    "newest": lambda number: -number,
    "oldest": lambda number: number,
    "name": lambda number: (number % 40, number),
    "institution": lambda number: (number % 7, number % 40, number),
    "state": lambda number: (number % len(STATES), -number),
}


def walk(visitor, rel):
    pages = [names(visitor)]
    while links := [one for one in visitor.page.all("a") if one["rel"] == rel]:
        visitor.open(links[0]["href"])
        pages.append(names(visitor))
    return pages


@pytest.mark.parametrize("narrowed", ["", "&state=submitted&state=in_review&state=absent"])
@pytest.mark.parametrize("order", KEYS)
def test_pages_follow_each_other_without_gap_or_repetition(many, sign_in, order, narrowed):
    visitor = sign_in("Ada")
    wanted = [
        number
        for number in sorted(range(MANY), key=KEYS[order])
        if not narrowed or STATES[number % len(STATES)] in narrowed
    ]
    visitor.open(f"/en/desk?programme=many&sort={order}{narrowed}")
    there = walk(visitor, "next")
    assert [number_of(name) for page in there for name in page] == wanted
    assert walk(visitor, "prev") == there[::-1]


@pytest.mark.parametrize("order", KEYS)
@pytest.mark.parametrize(
    "place",
    ["x", "999999", "-1", "0_1", "submitted_0_1", "x_2026-11-24T12:00:00+00:00_1",
     "2026-11-24T12:00:00_1", "9" * 30, "_", "²"],
)  # fmt: skip
def test_a_place_that_is_none_begins_at_the_top(ground, sign_in, order, place):
    visitor = sign_in("Ada")
    for side in ("after", "before"):
        visitor.open(f"/en/desk?sort={order}&{side}={place}")
        assert visitor.status == 200
        assert len(names(visitor)) == 2


def test_names_of_all_scripts_stand_in_one_order(app, ground, sign_in):
    def add():
        programme = make_programme("mixed")
        for given, family, native, language in [
            ("Jürgen", "Müller", "", "de"),
            ("", "", "王晓明", "en"),
            ("Mei", "Li", "李梅", "zh"),
            ("Paul", "Özil", "", "de"),
            ("", "", "欧阳娜娜", "zh"),
            ("晓东", "张", "", "zh"),
            ("Anna", "ábel", "", "en"),
        ]:
            make_application(
                programme, given=given, family=family, native=native, language=language
            )

    look(app, add, writes=True)
    visitor = sign_in("Ada")
    visitor.open("/en/desk?programme=mixed&sort=name")
    assert names(visitor) == [
        "Anna ábel", "李梅 (Mei Li)", "Jürgen Müller", "欧阳娜娜", "Paul Özil", "王晓明", "晓东 张",
    ]  # fmt: skip


def test_states_stand_in_the_order_of_an_applications_life(many, sign_in):
    visitor = sign_in("Ada")
    visitor.open("/en/desk?programme=many&sort=state")
    tags = [one.text for one in visitor.page.all("span") if one["class"].startswith("tag")]
    assert list(dict.fromkeys(tags))[:3] == ["Received", "In review", "Sent back for correction"]


def test_who_moves_on_in_between_costs_nobody_their_turn(app, many, sign_in):
    visitor = sign_in("Ada")
    visitor.open("/en/desk?programme=many&sort=state")
    last = names(visitor)[-1]
    following = next(one["href"] for one in visitor.page.all("a") if one["rel"] == "next")
    change(app, Application, {"state": "withdrawn"}, name=last)
    visitor.open(following)
    seen = [number_of(name) for name in names(visitor) if name != last]
    assert seen == sorted(range(MANY), key=KEYS["state"])[PAGE : PAGE + len(seen)]


def test_the_order_stays_when_the_filters_change(many, sign_in):
    visitor = sign_in("Ada")
    visitor.open("/en/desk?programme=many&sort=institution&state=submitted")
    chosen = [o for o in visitor.page.all("option") if "selected" in o.attributes]
    assert [one["value"] for one in chosen if one["value"] in KEYS] == ["institution"]
    held = {one["name"]: one["value"] for one in visitor.page.all("input") if one["name"]}
    assert held["sort"] == "institution"


@pytest.mark.on_one_database  # PostgreSQL rightly sorts so few rows by itself
@pytest.mark.parametrize("narrowed", ["", "programme=many", "after=1"])
@pytest.mark.parametrize("order", ["newest", "oldest", "name", "institution"])
def test_no_order_sorts_what_an_index_has_sorted(app, many, sign_in, order, narrowed):
    visitor = sign_in("Ada")
    with app.app_context():
        engine = db.engine
    sent = []

    def note(_connection, _cursor, statement, values, *_more):
        sent.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    visitor.open(f"/en/desk?sort={order}&{narrowed}")
    event.remove(engine, "before_cursor_execute", note)
    [(statement, values)] = [
        one for one in sent if "ORDER BY applications" in one[0] and "LIMIT" in one[0]
    ]
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    steps = [row[-1] for row in plan]
    assert [step for step in steps if "TEMP B-TREE FOR ORDER BY" in step] == [], steps
    assert any("USING INDEX ix_applications_" in step for step in steps), steps
