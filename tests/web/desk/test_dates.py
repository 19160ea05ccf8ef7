"""The dates among which applicants choose are added, changed and taken away at the desk."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from registration.audit.models import AuditEntry
from registration.core.db import db
from registration.programmes.models import Programme
from tests.factories import make_application, make_programme
from tests.records import Statements, look

PAGE = "/en/desk/programmes/films/dates"
EVENING = {
    "title__de": "Eröffnung", "title__en": "Opening", "title__zh": "开幕",
    "venue__de": "Kino", "venue__en": "Cinema", "venue__zh": "影院",
    "starts_at": "2027-06-01T18:00", "ends_at": "2027-06-01T20:00",
}  # fmt: skip


@pytest.fixture
def films(ground) -> str:
    """A programme of Berlin's without dates that is being prepared."""

    def make():
        return make_programme("films", partners=("berlin",), opened=False).slug

    return look(ground, make, writes=True)


def add(visitor, **typed):
    visitor.open(f"{PAGE}/new")
    visitor.send(**{**EVENING, **typed})
    return visitor


def dates(app):
    def read():
        found = db.session.scalars(select(Programme).filter_by(slug="films")).one()
        limits = {one.key: one.places for one in found.quotas}
        return [
            (one.key, one.title["en"], one.starts_at, limits.get(f"date:{one.key}"))
            for one in found.dates
        ]

    return look(app, read)


def acts(app):
    noted = select(AuditEntry).where(AuditEntry.act.like("%_date")).order_by(AuditEntry.id)
    return look(app, lambda: [(one.act, one.details) for one in db.session.scalars(noted)])


def remove(visitor, key):
    visitor.open(f"{PAGE}/{key}")
    button = next(one for one in visitor.page.all("form") if one["action"].endswith("/delete"))
    visitor.open(PAGE)
    token = next(one["value"] for one in visitor.page.all("input") if one["name"] == "csrf_token")
    return visitor.client.post(button["action"], data={"csrf_token": token})


def test_a_date_is_added_with_its_places(films, ground, sign_in):
    berta = sign_in("Berta")
    berta.open("/en/desk/programmes/films/prepare/time")
    [link] = [one for one in berta.page.all("a") if one.text == "Dates to choose from"]
    berta.open(link["href"])
    assert "There are none" in berta.main
    add(berta, places="20")
    assert "Opening" in berta.main
    assert "20 places left" in berta.main
    evening = datetime(2027, 6, 1, 16, tzinfo=UTC)  # by the clocks of Berlin
    assert dates(ground) == [("opening", "Opening", evening, 20)]
    assert acts(ground) == [("add_date", {"date": "opening"})]


def test_two_of_the_same_name_have_keys_of_their_own(films, ground, sign_in):
    berta = add(add(sign_in("Berta")), title__en="new")
    add(berta)
    assert sorted(key for key, *_ in dates(ground)) == ["new_2", "opening", "opening_2"]


def test_a_date_is_changed(films, ground, sign_in):
    berta = add(sign_in("Berta"), places="20")
    berta.open(f"{PAGE}/opening")
    assert [one["value"] for one in berta.page.all("input") if one["id"] == "title-zh"] == ["开幕"]
    assert "1 June 2027, 18:00" in berta.main
    berta.send(title__en="Gala", starts_at="2027-06-01T17:00")
    evening = datetime(2027, 6, 1, 15, tzinfo=UTC)
    assert dates(ground) == [("opening", "Gala", evening, 20)]
    assert acts(ground)[1:] == [("change_date", {"date": "opening"})]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({f"venue__{one}": "" for one in ("de", "en", "zh")}, "in all three languages."),
        ({"title__zh": " "}, "Please fill this in in all three languages."),
        ({"venue__de": ""}, "Please fill this in in all three languages."),
        ({"starts_at": ""}, "Please give day and time."),
        ({"starts_at": "2027-02-30T10:00"}, "There is no such day."),
        ({"ends_at": "2027-06-01T18:00"}, "The end must come after the beginning."),
        ({"places": "many"}, "Please give a whole number."),
    ],
)
def test_what_cannot_be_is_told_and_kept_as_it_was_typed(films, ground, sign_in, typed, told):
    berta = add(sign_in("Berta"), **typed)
    assert berta.status == 422
    assert told in berta.main
    assert [one["value"] for one in berta.page.all("input") if one["id"] == "title-en"] == [
        "Opening"
    ]
    assert dates(ground) == []
    assert acts(ground) == []


def test_nobody_overwrites_what_they_never_saw(films, ground, sign_in):
    berta, ada = add(sign_in("Berta")), sign_in("Ada")
    ada.open(f"{PAGE}/opening")
    berta.open(f"{PAGE}/opening")
    berta.send(title__en="Gala")
    ada.send(title__en="Premiere")
    assert ada.status == 409
    assert "Somebody else changed this date meanwhile." in ada.main
    assert [title for _, title, *_ in dates(ground)] == ["Gala"]


def test_a_date_is_removed_with_its_limit(films, ground, sign_in):
    berta = add(sign_in("Berta"), places="20")
    assert remove(berta, "opening").status_code == 303
    assert dates(ground) == []
    add(berta)
    assert [places for *_, places in dates(ground)] == [None]
    assert [act for act, _ in acts(ground)] == ["add_date", "remove_date", "add_date"]


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_a_date_that_somebody_chose_stays(films, ground, sign_in, state):
    berta = add(sign_in("Berta"))

    def choose():
        programme = db.session.scalars(select(Programme).filter_by(slug="films")).one()
        make_application(programme, state=state, date_keys=["opening"])

    look(ground, choose, writes=True)
    refused = remove(berta, "opening")
    assert refused.status_code == 409
    assert "Somebody has chosen this date already, so it stays." in refused.text
    assert len(dates(ground)) == 1


def test_there_are_at_most_fifty(films, ground, sign_in):
    def fill():
        programme = db.session.scalars(select(Programme).filter_by(slug="films")).one()
        other = make_programme("other", dates={f"d{number}": None for number in range(50)})
        programme.dates.extend(list(other.dates))

    look(ground, fill, writes=True)
    berta = add(sign_in("Berta"))
    assert (berta.status, "at most 50 dates" in berta.main) == (422, True)


def test_a_page_of_three_dates_takes_as_many_statements_as_of_one(films, ground, sign_in):
    berta, sent = add(sign_in("Berta"), places="5"), []
    for more in (0, 2):
        for _ in range(more):
            add(berta, places="5")
        with Statements(ground) as statements:
            berta.open(PAGE)
        sent.append(len(statements))
    assert sent[0] == sent[1]
