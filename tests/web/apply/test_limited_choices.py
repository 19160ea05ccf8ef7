"""Choices that only some can have: what is left is shown, what is full is refused in good time."""

import pytest
from sqlalchemy import select

from registration.core.db import db
from registration.programmes.models import Programme
from tests.factories import make_application, make_programme
from tests.forms.documents import choices, limited_form
from tests.records import Statements, look, states, taken
from tests.web.apply.ground import PERSON, REST

FULL = "“None” is full. Please choose another answer."


@pytest.fixture
def programme(app):
    """A programme decided by review in which two can have the diet ``none``."""

    def make(**more):
        look(app, lambda: make_programme("limited", form=limited_form(2), **more), writes=True)
        return app

    return make


def others(app, number):
    """So many others who sent an application with the diet ``none``."""

    def send():
        found = db.session.scalars(select(Programme).filter_by(slug="limited")).one()
        for _ in range(number):
            make_application(found)

    look(app, send, writes=True)


def at_the_choice(visitor, language="en"):
    visitor.open(f"/{language}/programmes/limited/apply")
    visitor.send(**PERSON)
    return visitor


def option(visitor, key="none"):
    return next(one for one in visitor.page.all("input", "option") if one["value"] == key)


def words_of(visitor, key="none"):
    return next(one for one in visitor.page.all("label") if one["for"] == f"diet-{key}").text


def test_the_places_left_stand_beside_what_is_limited(programme, anna):
    others(programme(), 1)
    at_the_choice(anna)
    assert words_of(anna) == "None 1 place left"
    assert words_of(anna, "vegan") == "Vegan"


def test_what_is_full_cannot_be_chosen(programme, anna):
    others(programme(), 2)
    at_the_choice(anna)
    assert words_of(anna) == "None No places left"
    assert "disabled" in option(anna).attributes
    assert "disabled" not in option(anna, "vegan").attributes
    anna.send(**REST | {"diet": "none"})
    assert anna.status == 422
    assert anna.errors == [FULL]


def test_what_was_chosen_before_it_was_full_stands_there_still(programme, anna):
    app = programme()
    at_the_choice(anna).send(**REST | {"diet": "none"})
    others(app, 2)
    anna.open(anna.address.replace("/summary", "/sections/more"))
    assert {"checked"} == {"checked", "disabled"} & set(option(anna).attributes)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", FULL),
        ("de", "„None (de)“ ist ausgebucht. Bitte wählen Sie eine andere Antwort."),
        ("zh", "“None (zh)”名额已满，请选择其他选项。"),
    ],
)
def test_what_became_full_is_refused_at_sending_in_the_applicants_language(
    programme, anna, language, message
):
    app = programme()
    at_the_choice(anna, language).send(**REST | {"diet": "none"})
    others(app, 2)
    anna.send()
    assert anna.status == 409
    assert anna.errors == [message]
    assert sorted(states(app)) == ["draft", "submitted", "submitted"]
    question = next(a["href"] for a in anna.page.all("a") if a.text == message)
    assert question.endswith("/sections/more#field-diet")
    anna.open(question)
    anna.send(diet="vegan")
    anna.send()
    assert anna.status == 200
    assert states(app).count("submitted") == 3


def test_a_party_reads_how_many_places_it_needs(programme, anna):
    others(programme(), 1)
    anna.open("/en/programmes/limited/apply")
    anna.send(button=("add", "companions"), **PERSON)
    anna.send(companions__0__name__family="Ben", companions__0__name__given="Bo")
    anna.send(**REST | {"diet": "none"})
    assert anna.errors == [
        "“None” has too few places left: 1, and you need 2. Please choose another answer."
    ]


class TestCorrecting:
    def correct(self, visitor, **typed):
        visitor.open(next(a["href"] for a in visitor.page.all("a") if a.text == "Change : Diet"))
        visitor.send(**typed)

    def test_what_one_holds_one_may_keep(self, programme, anna):
        app = programme()
        at_the_choice(anna).send(**REST | {"diet": "none"})
        anna.send()
        others(app, 1)
        self.correct(anna, data_read="yes")
        assert anna.heading == "Your application"
        assert taken(app, "limited") == [0, 2]

    def test_another_answer_makes_room_for_somebody_else(self, programme, anna):
        app = programme()
        at_the_choice(anna).send(**REST | {"diet": "none"})
        anna.send()
        self.correct(anna, diet="vegan")
        assert taken(app, "limited") == [0, 0]

    def test_what_is_full_is_refused_and_what_was_acknowledged_stays(self, programme, anna):
        app = programme()
        at_the_choice(anna).send(**REST)
        anna.send()
        others(app, 2)
        self.correct(anna, diet="none")
        assert (anna.status, anna.errors) == (422, [FULL])
        assert taken(app, "limited") == [0, 2]
        anna.open(anna.address.partition("/sections")[0])
        assert "Vegan" in anna.main

    def test_a_party_that_grows_beyond_what_is_left_is_told_so(self, programme, anna):
        app = programme()
        at_the_choice(anna).send(**REST | {"diet": "none"})
        anna.send()
        others(app, 1)
        anna.open(next(a["href"] for a in anna.page.all("a") if a.text == "Change : Name"))
        ben = {"companions-0-name-family": "Ben", "companions-0-name-given": "Bo"}
        anna.send(**ben)
        assert anna.status == 409
        assert "“None” does not have enough places left" in anna.main
        assert "Ben" in [one["value"] for one in anna.page.all("input")]
        assert taken(app, "limited") == [0, 2]


def test_a_long_list_of_limited_choices_says_what_is_full(app, anna):
    form = limited_form(0)
    form["sections"][1]["fields"][0]["choices"] += choices(*"abcdef")
    look(app, lambda: make_programme("limited", form=form), writes=True)
    at_the_choice(anna)
    assert option(anna).text == "None (No places left)"
    assert "disabled" in option(anna).attributes


def test_many_limited_choices_take_as_many_queries_as_one(app, anna):
    def statements(number):
        form = limited_form(5)
        form["sections"][1]["fields"][0]["choices"] += [
            {**one, "places": 5} for one in choices(*(f"more{n}" for n in range(number)))
        ]
        slug = f"limited{number}"
        look(app, lambda: make_programme(slug, form=form), writes=True)
        anna.open(f"/en/programmes/{slug}/apply")
        anna.send(**PERSON)
        with Statements(app) as sent:
            anna.open(anna.address)
        return len(sent)

    assert statements(1) == statements(3)
