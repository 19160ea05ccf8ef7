"""The queue: what is there, for whom, and how it is found."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from registration.applications.orders import PAGE
from registration.core.db import db
from registration.programmes.models import Programme
from tests.factories import PASSWORD, make_application, make_programme, make_staff
from tests.records import Statements, look

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def names(visitor):
    rows = [one for one in visitor.page.all("th") if one["scope"] == "row"]
    return [row.text for row in rows]


def test_the_newest_application_comes_first(sign_in):
    assert names(sign_in("Ada")) == ["Jürgen Müller", "王晓明 (Xiaoming Wang)"]


def test_each_coordinator_sees_only_the_programmes_of_their_city(sign_in):
    assert names(sign_in("Berta")) == ["Jürgen Müller", "王晓明 (Xiaoming Wang)"]
    assert names(sign_in("Bo")) == ["王晓明 (Xiaoming Wang)"]


def test_drafts_are_nobodys_business(app, sign_in):
    def add():
        programme = make_programme("quiet")
        make_application(programme, state="draft", given="Draft")
        make_application(programme, state="withdrawn", given="Gone", submitted_at=None)

    look(app, add, writes=True)
    assert len(names(sign_in("Ada"))) == 2


@pytest.mark.parametrize(
    "typed",
    ["王", "晓明", "wang", "Wang", "xiaoming", "xiao", "Wang Xiao", "WANG  xiaoming"],
)
def test_a_chinese_name_is_found_in_any_script(sign_in, typed):
    visitor = sign_in("Ada")
    visitor.open(f"/en/desk?text={typed}")
    assert names(visitor) == ["王晓明 (Xiaoming Wang)"]


@pytest.mark.parametrize("typed", ["Müller", "muller", "Mueller", "MÜL", "jürgen mü"])
def test_an_umlaut_is_found_however_it_is_typed(sign_in, typed):
    visitor = sign_in("Ada")
    visitor.open(f"/en/desk?text={typed}")
    assert names(visitor) == ["Jürgen Müller"]


def test_a_reference_is_found_with_and_without_its_dash(app, sign_in):
    visitor = sign_in("Ada")
    row = visitor.page.all("tr")[1].all("td")[1].text
    for typed in (row, row.lower(), row.replace("-", "")):
        visitor.open(f"/en/desk?text={typed}")
        assert names(visitor) == ["Jürgen Müller"]


def test_filters_combine_and_stay_in_the_address(sign_in):
    visitor = sign_in("Ada")
    programme = next(o["value"] for o in visitor.page.all("option") if o.text == "Both")
    visitor.open(f"/en/desk?programme={programme}&state=submitted")
    assert names(visitor) == ["王晓明 (Xiaoming Wang)"]
    visitor.open(f"/en/desk?programme={programme}&state=confirmed")
    assert "Nothing fits this filter." in visitor.main


@pytest.mark.parametrize(
    "nonsense",
    [
        "programme=999",
        "programme=x",
        "state=draft",
        "state=x",
        "after=x",
        "before=2026_x",
        "after=0_1",
    ],
)
def test_nonsense_in_the_address_filters_nothing(sign_in, nonsense):
    visitor = sign_in("Ada")
    visitor.open(f"/en/desk?{nonsense}")
    assert visitor.status == 200
    assert len(names(visitor)) == 2


def test_pages_follow_each_other_without_gap_or_repetition(app, sign_in):
    def add():
        programme = make_programme("many")
        for number in range(2 * PAGE + 5):
            moment = NOON + timedelta(seconds=number // 3)  # some at the very same moment
            make_application(programme, given=f"Guest{number:03}", family="", now=moment)

    look(app, add, writes=True)
    visitor = sign_in("Ada")
    programme = next(o["value"] for o in visitor.page.all("option") if o.text == "Many")
    visitor.open(f"/en/desk?programme={programme}")
    there = [names(visitor)]
    while links := [a for a in visitor.page.all("a") if a.text == "Older ones"]:
        visitor.open(links[0]["href"])
        there.append(names(visitor))
    seen = [name for page in there for name in page]
    assert seen == [f"Guest{number:03}" for number in reversed(range(2 * PAGE + 5))]
    back = [names(visitor)]
    while links := [a for a in visitor.page.all("a") if a.text == "Newer ones"]:
        visitor.open(links[0]["href"])
        back.append(names(visitor))
    assert back == there[::-1]


def test_the_number_of_statements_does_not_grow_with_the_rows(app, sign_in):
    visitor = sign_in("Ada")
    with Statements(app) as few:
        visitor.open("/en/desk")

    def add():
        programme = db.session.scalars(select(Programme).filter_by(slug="both")).one()
        for _ in range(20):
            make_application(programme)

    look(app, add, writes=True)
    with Statements(app) as many:
        visitor.open("/en/desk")
    assert len(names(visitor)) == 22
    assert len(many) == len(few)


def test_an_empty_desk_says_what_to_expect(app, visit):
    look(app, lambda: make_staff("Ada", "administrator"), writes=True)
    visitor = visit()
    visitor.open("/en/account/sign-in")
    visitor.send(email="ada@stadt.example", password=PASSWORD)
    visitor.open("/en/desk")
    assert "No application has arrived yet." in visitor.main
