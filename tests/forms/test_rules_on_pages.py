"""Rules on a page of questions: what is asked, what is needed, what can stand."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from registration.forms.document import parse
from registration.forms.rules.values import Facts
from registration.forms.wtform import section_form
from tests.forms.documents import choices, field, section, words
from tests.forms.reading import ENGLISH

PERSON = [field("name", "name", role="name"), field("email", "email", role="email")]


def form_of(*fields):
    return parse({"key": "x", "sections": [section("person", *PERSON), section("stay", *fields)]})


STAY = form_of(
    field("choice", "city", choices=choices("berlin", "beijing")),
    field("choice", "visit", required=False, choices=[
        {"key": "court", "label": words("Court")},
        {"key": "wall", "label": words("Wall"), "when": {"field": "city", "is": "beijing"}},
    ]),
    field("number", "nights", integer=True, required={"field": "city", "is": "beijing"}, valid=[
        {"rule": {"field": "nights", "at_most": 14}, "message": words("Stay at most 14 nights.")},
    ]),
    field("calculated", "cost", value={"product": [{"field": "nights"}, 80]}),
    field("group", "family", required=False, max=3, item=words("Person"), fields=[
        field("text", "first"),
        field("text", "visa", when={"field": "city", "is": "beijing"}),
        field("group", "visits", required=False, max=3, item=words("Visit"),
              fields=[field("number", "year")]),
    ]),
)  # fmt: skip


@pytest.fixture(autouse=True)
def request_of_a_page():
    app = Flask(__name__)
    app.config.update(SECRET_KEY="for the tests only", WTF_CSRF_ENABLED=False)
    with app.test_request_context():
        yield


def page(**typed):
    pairs = [(name.replace("__", "-"), value) for name, value in typed.items()]
    return section_form(STAY.section("stay"))(MultiDict(pairs), asked=ENGLISH, answers={})


def problems(form):
    form.judge()
    return form.problems()


def test_an_answer_is_needed_only_when_the_condition_holds():
    assert problems(page(city="berlin")) == []
    assert problems(page(city="beijing")) == [("field-nights", "Please fill in “Nights”.")]


def test_an_answer_that_breaks_a_rule_is_told_in_the_forms_own_words():
    assert problems(page(city="berlin", nights="15")) == [
        ("field-nights", "Stay at most 14 nights.")
    ]


def test_a_choice_that_an_earlier_answer_excludes_is_refused():
    assert problems(page(city="berlin", visit="wall")) == [
        ("field-visit", "Please choose one of the answers shown.")
    ]
    assert problems(page(city="beijing", visit="wall", nights="1")) == []


def test_a_value_is_worked_out_and_kept():
    form = page(city="berlin", nights="3", cost="1")
    assert form.judge()
    assert form.values()["cost"] == 240


def test_looking_at_a_worked_out_value_finds_no_errors():
    form = page(nights="3")
    cost = next(one for one in form.questions if one.spec.key == "cost")
    assert form.worked_out(cost) == "240"
    assert form.problems() == []


def test_a_question_in_a_group_may_depend_on_an_answer_outside_of_it():
    there = page(city="beijing", nights="1", family__0__first="Ben")
    assert problems(there) == [("field-family-0-visa", "Please fill in “Visa”.")]
    assert problems(page(city="berlin", family__0__first="Ben")) == []


def test_a_group_within_a_group_is_read_and_rearranged():
    typed = {"family__0__first": "Ben", "family__0__visits__0__year": "2024"}
    form = page(city="berlin", **typed)
    assert form.judge()
    assert form.values()["family"] == [{"first": "Ben", "visits": [{"year": 2024}]}]
    assert form.rearranged(add="family-0-visits", remove=None)
    assert form.rearranged(add=None, remove="family-0-visits-0")
    assert [name for name, _ in form.typed() if "visits" in name] == ["family-0-visits-0-year"]


def test_conditions_are_said_in_words():
    nights = next(one for one in page().questions if one.spec.key == "nights")
    assert page().needed_when(nights) == "“City”: Beijing"


def test_what_an_earlier_answer_hides_does_not_stand():
    document = parse({"key": "x", "sections": [
        section("person", *PERSON, field("yes_no", "travels")),
        section("trip", field("text", "flight"), when={"field": "travels", "is": True}),
        section("end", field("text", "seat", when={"field": "flight", "filled": True})),
    ]})  # fmt: skip
    given = {"person": {"travels": False}, "trip": {"flight": "LH 1"}, "end": {"seat": "1A"}}
    assert document.standing(given, Facts()) == {"person": {"travels": False}, "end": {}}


def test_an_earlier_answer_that_changes_reopens_a_section():
    document = parse({"key": "x", "sections": [
        section("person", *PERSON, field("yes_no", "travels")),
        section("trip", field("text", "flight", when={"field": "travels", "is": True})),
    ]})  # fmt: skip
    person = {"name": {}, "email": "a@b.example"}
    at_home = {"person": person | {"travels": False}, "trip": {}}
    away = {"person": person | {"travels": True}, "trip": {}}
    assert document.complete(at_home, Facts()) == {"person", "trip"}
    assert document.complete(away, Facts()) == {"person"}
