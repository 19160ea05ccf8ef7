"""The numbers of a programme: counted as they are, drawn, and in tables for everybody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registration.core import clock
from registration.core.db import db
from registration.programmes.models import Partner, Programme
from registration.workflow.actors import Actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from tests.factories import make_application, make_programme
from tests.forms.documents import field, short_form
from tests.records import Statements, look


def add(number, **more):
    programme = db.session.scalars(select(Programme).filter_by(slug="both")).one()
    return [make_application(programme, **more) for _ in range(number)]


@pytest.fixture
def busy(app, ground):
    """In ``both``: one confirmed from Berlin, two rejected, one draft, one as it came."""

    def fill():
        now = clock.now()
        berlin = db.session.scalars(select(Partner).filter_by(key="berlin")).one()
        [taken] = add(1, institution="Amtsgericht Mitte", now=now)
        taken.partner = berlin
        for one in add(2, now=now):
            transition(one, Act.REJECT, by=Actor("staff", 1), now=now + timedelta(days=3))
        transition(taken, Act.OFFER, by=Actor("staff", 1), now=now + timedelta(days=1))
        add(1, state="draft")

    look(app, fill, writes=True)
    return app


def rows(visitor, caption):
    figures = visitor.page.all("figure")
    figure = next(one for one in figures if caption in [c.text for c in one.all("figcaption")])
    return [[cell.text for cell in row.all("th", "td")] for row in figure.all("tr")][1:]


@pytest.fixture
def ada(busy, sign_in):
    visitor = sign_in("Ada")
    visitor.open("/en/desk/programmes/both/figures")
    return visitor


def test_states_are_counted_without_drafts(ada):
    found = {row[0]: row[1] for row in rows(ada, "Where they stand now")}
    assert found == {"Received": "1", "No place": "2", "Place confirmed": "1"}


def test_applications_are_counted_by_day(ada):
    assert [row[1] for row in rows(ada, "Applications by day")] == ["4"]


def test_the_way_of_the_applications_is_drawn_and_told(ada):
    found = {(row[0], row[1]): row[2] for row in rows(ada, "The way of the applications")}
    assert found == {
        ("Received", "No place"): "2",
        ("Received", "Place offered"): "1",
        ("Place offered", "Place confirmed"): "1",
    }
    assert len([one for one in ada.page.all("path") if one["class"] == "chart__stream"]) == 3


def test_cities_and_institutions_are_told_with_their_places(ada):
    assert ["Berlin", "1", "1"] in rows(ada, "By city")
    assert rows(ada, "By institution") == [["Amtsgericht Mitte", "1", "1"]]


def test_answers_to_choices_are_counted_in_words(ada):
    assert [row[:2] for row in rows(ada, "Diet")] == [["None", "4"]]


def test_ages_are_counted_on_the_first_day_of_the_programme(app, sign_in):
    born = field("date", "born", role="birth_date")
    form = {**short_form(), "key": "young"}
    form["sections"][1]["fields"].append(born)
    start = clock.now().replace(year=2027, month=5, day=1)

    def fill():
        programme = make_programme("young", form=form, starts_at=start, ends_at=start)
        for day in ("2011-05-01", "2011-05-02", "1987-01-01"):
            more = {"diet": "none", "data_read": True, "born": day}
            make_application(programme, more=more)

    ada = sign_in("Ada")
    look(app, fill, writes=True)
    ada.open("/en/desk/programmes/young/figures")
    found = [row[:2] for row in rows(ada, "Age on the first day of the programme")]
    assert found == [["14–15", "1"], ["16–17", "1"], ["40–59", "1"]]


def test_the_days_until_a_decision_are_told(ada):
    assert "3 applications have been decided about." in ada.main
    assert "Half of them waited for at most 3 days, the longest 3." in ada.main


def test_a_programme_without_applications_says_so(app, sign_in):
    ada = sign_in("Ada")
    look(app, lambda: make_programme("quiet"), writes=True)
    ada.open("/en/desk/programmes/quiet/figures")
    assert "No application has arrived yet." in ada.main


def test_the_years_add_up(ada):
    ada.open("/en/desk/figures")
    foot = ada.page.all("tfoot")[0].all("td", "th")
    assert [one.text for one in foot] == ["Together", "5", "1", "0"]


def test_a_coordinator_counts_only_the_programmes_of_their_city(busy, sign_in):
    bo = sign_in("Bo")
    bo.open("/en/desk/figures")
    assert "Berlin Only" not in bo.main
    bo.open("/en/desk/programmes/berlin-only/figures")
    assert bo.status == 404


def test_more_applications_take_no_more_statements(busy, ada):
    with Statements(busy) as few:
        ada.open(ada.address)
    look(busy, lambda: add(20), writes=True)
    with Statements(busy) as many:
        ada.open(ada.address)
    assert len(many) == len(few)
