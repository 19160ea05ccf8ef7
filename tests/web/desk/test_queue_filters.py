"""What narrows the queue: filters that combine, stand in the address, and come off one by one."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.casework import tags
from registration.core.db import db
from registration.parties.contributions import Person, name_somebody
from registration.staff.models import StaffMember
from tests.factories import make_application, make_programme
from tests.forms.documents import choices, field, section, shared_form, short_form
from tests.records import Statements, look
from tests.web.desk.test_queue import names

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FORM = short_form()
FORM["sections"][1]["fields"] = [
    field("choice", "diet", choices=choices("none", "vegan")),
    field("choices", "topics", choices=choices("law", "art")),
    field("yes_no", "visa"),
    field("choice", "motive", choices=choices("work", "joy"), visible_to=["reviewer"]),
    field("choice", "blood", choices=choices("a", "b"), sensitive=True),
    field("country", "home"),
    field("number", "years"),
    field("date", "born"),
    field("number", "wage", visible_to=["reviewer"]),
]
FORM["sections"].append(section("office", field("choice", "room", choices=choices("one", "two")),
                                by="coordinator"))  # fmt: skip


def chips(visitor):
    return [one for one in visitor.page.all("a") if one["class"] == "chip"]


def shown_chips(visitor):
    return [
        one.text.removeprefix("Remove the filter ").removesuffix(" ×") for one in chips(visitor)
    ]


@pytest.fixture
def guests(app, ground):
    """Anna, Bert and Cleo have applied for a programme that asks for choices."""

    def add():
        programme = make_programme("choosy", form=FORM)
        berlin, beijing = (one.id for one in programme.partners)
        more = {
            "Anna": {
                "diet": "vegan",
                "topics": ["law"],
                "visa": True,
                "motive": "joy",
                "blood": "a",
                "home": "DE",
                "years": -2.5,
                "born": "1999-12-31",
                "wage": 7,
            },
            "Bert": {
                "diet": "vegan",
                "topics": ["law", "art"],
                "visa": False,
                "motive": "work",
                "years": 10,
            },
            "Cleo": {
                "diet": "none",
                "topics": ["art"],
                "visa": True,
                "motive": "joy",
                "home": "CN",
                "years": 9,
                "born": "2001-01-01",
            },
        }
        at = {
            "Anna": ("submitted", NOON, berlin, "de"),
            "Bert": ("in_review", NOON.replace(day=25), beijing, "zh"),
            "Cleo": ("rejected", NOON.replace(day=26), beijing, "en"),
        }
        for name, values in more.items():
            state, now, partner, language = at[name]
            make_application(
                programme, given=name, family="", state=state, now=now, partner_id=partner,
                language=language, more=values,
            )  # fmt: skip

    look(app, add, writes=True)


def seen(visitor, address):
    visitor.open(f"/en/desk?programme=choosy&{address}")
    return names(visitor)


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("state=submitted&state=in_review", ["Bert", "Anna"]),
        ("partner=beijing", ["Cleo", "Bert"]),
        ("from=2026-11-25", ["Cleo", "Bert"]),
        ("to=2026-11-25", ["Bert", "Anna"]),
        ("from=2026-11-25&to=2026-11-25", ["Bert"]),
        ("speaks=zh", ["Bert"]),
        ("answer.diet=vegan", ["Bert", "Anna"]),
        ("answer.topics=art", ["Cleo", "Bert"]),
        ("answer.visa=no", ["Bert"]),
        ("answer.home=CN", ["Cleo"]),
        ("answer.years.from=9", ["Cleo", "Bert"]),
        ("answer.years.to=9,5", ["Cleo", "Anna"]),
        ("answer.years.from=-2.5&answer.years.to=-1", ["Anna"]),
        ("answer.years.from=0&answer.years.to=0", []),
        ("answer.born.from=2000-01-01", ["Cleo"]),
        ("answer.born.from=1999-12-31&answer.born.to=2001-01-01", ["Cleo", "Anna"]),
        ("decision=none", ["Cleo", "Bert", "Anna"]),
        ("answer.diet=vegan&answer.topics=art&state=in_review&partner=beijing", ["Bert"]),
        ("answer.diet=vegan&answer.visa=yes&text=bert", []),
    ],
)
def test_each_filter_narrows_and_all_combine(guests, sign_in, address, left):
    assert seen(sign_in("Ada"), address) == left


@pytest.mark.parametrize(
    "address",
    ["state=x", "partner=rome", "speaks=xx", "owes=x", "answer.diet=meat", "answer.nothing=x",
     "decision=x", "tag=x", "answer.home=XX", "sort=x", "column=x", "answer.room=one"],
)  # fmt: skip
def test_what_is_not_known_narrows_nothing(guests, sign_in, address):
    assert seen(sign_in("Ada"), address) == ["Cleo", "Bert", "Anna"]


def test_a_day_begins_when_it_does_for_the_reader(app, guests, sign_in):
    def add():
        programme = make_programme("late")
        make_application(programme, given="Late", family="", now=NOON.replace(hour=23, minute=30))

    look(app, add, writes=True)
    visitor = sign_in("Ada")  # whose clocks are those of Berlin
    visitor.open("/en/desk?programme=late&from=2026-11-25")
    assert names(visitor) == ["Late"]
    visitor.open("/en/desk?programme=late&to=2026-11-24")
    assert names(visitor) == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("from=31.2.2026", "There is no such day. Please check day, month and year."),
        ("to=0001-01-01", "There is no such day. Please check day, month and year."),
        ("from=2026-11-25&to=2026-11-24", "The last day is before the first."),
        ("answer.years.from=many", "Please give a number in digits, without separators"),
        ("answer.years.from=2&answer.years.to=1", "The greatest number is below the least."),
        ("answer.born.to=31.2.2026", "There is no such day. Please check day, month and year."),
        (
            "answer.born.from=2001-01-01&answer.born.to=2000-01-01",
            "The last day is before the first.",
        ),
    ],
)
def test_what_is_wrong_with_an_end_is_kept_and_explained_and_narrows_nothing(
    guests, sign_in, address, said
):
    visitor = sign_in("Ada")
    assert seen(visitor, address) == ["Cleo", "Bert", "Anna"]
    assert said in visitor.main
    typed = address.rpartition("=")[2]
    assert typed in [one["value"] for one in visitor.page.all("input")]


def test_who_still_owes_a_part_is_found(app, ground, sign_in):
    def add():
        programme = make_programme("shared", form=shared_form("guardian", "referee"))
        for name, party in (("Anna", "guardian"), ("Bert", "referee"), ("Cleo", "")):
            application = make_application(programme, given=name, family="")
            if party:
                somebody = Person("Gerda", "gerda@familie.example", "en")
                name_somebody(application, party, somebody, now=NOON)

    look(app, add, writes=True)
    visitor = sign_in("Ada")
    for owes, left in {
        "guardian": ["Anna"],
        "anybody": ["Bert", "Anna"],
        "institution": [],
    }.items():
        visitor.open(f"/en/desk?programme=shared&owes={owes}")
        assert names(visitor) == left


def test_a_tag_of_the_chosen_programme_narrows_the_queue(app, guests, sign_in):
    def add():
        anna, bert, _ = db.session.scalars(
            select(Application).where(Application.name.in_(["Anna", "Bert", "Cleo"]))
        )
        ada = db.session.scalars(select(StaffMember).filter_by(name="Ada")).one()
        tags.add(anna, "Visa needed", by=ada, now=NOON)
        tags.add(bert, "Late", by=ada, now=NOON)

    look(app, add, writes=True)
    visitor = sign_in("Ada")
    assert seen(visitor, "tag=visa+needed") == ["Anna"]
    assert shown_chips(visitor) == ["Programme: Choosy", "Tag: Visa needed"]
    assert seen(visitor, "tag=visa+needed&state=rejected") == []
    visitor.open("/en/desk?tag=late")
    assert len(names(visitor)) > 1
    visitor.open("/en/desk?programme=choosy&tag=late")
    visitor.open(next(one["href"] for one in chips(visitor) if "Choosy" in one.text))
    assert "tag" not in visitor.address


def test_a_decision_that_waits_is_shown_and_found(app, guests, sign_in):
    visitor = sign_in("Ada")
    seen(visitor, "state=submitted")
    visitor.send(button=("everything", "yes"), act="reject")
    visitor.send(button=("go", "decide"))
    with Statements(app) as few:
        assert seen(visitor, "decision=waits") == ["Anna"]
    assert "Decided, not in effect yet: Reject the application" in visitor.main
    assert shown_chips(visitor)[-1] == "Decision: Decided, not in effect yet"
    with Statements(app) as many:
        assert seen(visitor, "decision=none") == ["Cleo", "Bert"]
    assert "Decided, not in effect yet: " not in visitor.main.replace(shown_chips(visitor)[-1], "")
    assert len(many) == len(few)


def test_every_active_filter_is_a_chip_that_comes_off_alone(guests, sign_in):
    visitor = sign_in("Ada")
    seen(
        visitor,
        "state=submitted&state=in_review&answer.diet=vegan&from=2026-11-01&text=a&sort=name",
    )
    assert shown_chips(visitor) == [
        "Search: a", "Programme: Choosy", "Sent from: 1 November 2026", "Diet: Vegan",
        "State: Received", "State: In review",
    ]  # fmt: skip
    visitor.open(next(one["href"] for one in chips(visitor) if "In review" in one.text))
    assert "State: In review" not in shown_chips(visitor)
    assert len(chips(visitor)) == 5
    assert names(visitor) == ["Anna"]
    visitor.open(next(one["href"] for one in chips(visitor) if "Choosy" in one.text))
    assert shown_chips(visitor) == ["Search: a", "Sent from: 1 November 2026", "State: Received"]
    visitor.open(next(o["href"] for o in visitor.page.all("a") if o.text == "Clear all filters"))
    assert chips(visitor) == []
    assert visitor.address == "/en/desk?sort=name"


def test_fields_that_were_left_blank_do_not_stand_in_the_address(guests, sign_in):
    visitor = sign_in("Ada")
    visitor.open(
        "/en/desk?text=&programme=choosy&state=submitted&state=in_review&from=&sort=newest"
    )
    assert visitor.address == "/en/desk?programme=choosy&state=submitted&state=in_review"
    assert names(visitor) == ["Bert", "Anna"]


def test_another_language_shows_the_same(guests, sign_in):
    visitor = sign_in("Ada")
    seen(visitor, "state=submitted&state=in_review")
    visitor.open(next(one["href"] for one in visitor.page.all("a") if one.text == "Deutsch"))
    assert visitor.address.startswith("/de/desk")
    assert names(visitor) == ["Bert", "Anna"]


OPEN = {"answer.diet", "answer.topics", "answer.visa", "answer.home"}


def offered(visitor):
    return {one["name"] for one in visitor.page.all("select") if one["name"].startswith("answer.")}


def test_nobody_filters_by_answers_that_are_not_for_them(guests, sign_in):
    rita, berta = sign_in("Rita"), sign_in("Berta")
    assert seen(rita, "answer.motive=joy") == ["Cleo", "Anna"]
    assert offered(rita) == {*OPEN, "answer.motive"}
    assert seen(berta, "answer.motive=joy") == ["Cleo", "Bert", "Anna"]
    assert offered(berta) == OPEN
    for visitor in (rita, berta, sign_in("Ada")):
        assert seen(visitor, "answer.blood=a") == ["Cleo", "Bert", "Anna"]


def test_nobody_filters_by_numbers_that_are_not_for_them(guests, sign_in):
    assert seen(sign_in("Rita"), "answer.wage.from=7") == ["Anna"]
    assert seen(sign_in("Berta"), "answer.wage.from=7") == ["Cleo", "Bert", "Anna"]


def test_the_ends_of_a_number_and_of_a_day_are_chips(guests, sign_in):
    visitor = sign_in("Ada")
    seen(visitor, "answer.years.to=9,50&answer.born.from=1999-12-31")
    assert shown_chips(visitor) == [
        "Programme: Choosy", "Years, to: 9.5", "Born, from: 31 December 1999",
    ]  # fmt: skip
    visitor.open(chips(visitor)[1]["href"])
    assert names(visitor) == ["Cleo", "Anna"]


def test_the_form_of_a_foreign_programme_stays_unknown(app, sign_in):
    look(app, lambda: make_programme("far", partners=("berlin",), form=FORM), writes=True)
    bo = sign_in("Bo")
    bo.open("/en/desk?programme=far&answer.diet=vegan")
    assert offered(bo) == set()
    assert names(bo) == ["王晓明 (Xiaoming Wang)"]


def test_columns_show_the_answers_of_each_applicant(app, guests, sign_in):
    visitor = sign_in("Ada")
    with Statements(app) as few:
        seen(visitor, "column=topics&column=visa&state=submitted")
    heads = [one.text for one in visitor.page.all("th") if one["scope"] == "col"]
    assert heads[-2:] == ["Topics", "Visa"]
    with Statements(app) as many:
        seen(visitor, "column=topics&column=visa")
    rows = [[cell.text for cell in row.all("td")][-2:] for row in visitor.page.all("tr")[1:]]
    assert rows == [["Art", "Yes"], ["Law and Art", "No"], ["Law", "Yes"]]
    assert len(many) == len(few)


def column_choices(visitor):
    return {one["value"] for one in visitor.page.all("input") if one["name"] == "column"}


def test_columns_are_offered_only_to_who_may_read_them(guests, sign_in):
    shown = {"name", "email", "companions", "diet", "topics", "visa", "home", "years", "born"}
    for who, more in (("Rita", {"motive", "wage"}), ("Berta", {"room"}), ("Ada", {"room"})):
        visitor = sign_in(who)
        seen(visitor, "column=blood&column=motive&column=diet")
        assert column_choices(visitor) - {"on"} == shown | more, who
        heads = [one.text for one in visitor.page.all("th") if one["scope"] == "col"]
        assert heads[7:] == (["Diet", "Motive"] if who == "Rita" else ["Diet"])


def test_bulk_takes_exactly_what_the_filters_leave(guests, sign_in):
    visitor = sign_in("Ada")
    seen(visitor, "answer.diet=vegan&state=submitted&state=in_review")
    visitor.send(button=("everything", "yes"), act="reject")
    assert visitor.heading == "Reject the application: 2 applications"


@pytest.mark.parametrize("order", ["newest", "oldest", "name", "institution", "state"])
def test_no_filter_widens_what_a_person_may_see(app, guests, sign_in, order):
    bo = sign_in("Bo")
    for address in ("", "programme=berlin-only", "state=submitted&state=in_review", "text=müller"):
        bo.open(f"/en/desk?sort={order}&{address}")
        assert "Jürgen Müller" not in names(bo)
    known = look(app, lambda: db.session.scalars(select(Application.id)).all())
    bo.open(f"/en/desk?sort={order}&after={known[1]}")
    assert bo.status == 200
    assert "Jürgen Müller" not in names(bo)
