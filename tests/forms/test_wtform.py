"""A page of questions: typed, judged, shown again."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from registration.forms.document import parse
from registration.forms.wtform import section_form
from tests.forms.documents import long_form, short_form
from tests.forms.reading import ENGLISH

ANNA = [("name-family", "Beispiel"), ("name-given", "Anna"), ("email", "anna@stadt.example")]


@pytest.fixture(autouse=True)
def request_of_a_page():
    app = Flask(__name__)
    app.config.update(SECRET_KEY="for the tests only", WTF_CSRF_ENABLED=False)
    with app.test_request_context():
        yield


def page(raw, section_key, typed, answers=None):
    section = parse(raw).section(section_key)
    return section_form(section)(MultiDict(typed), asked=ENGLISH, answers=answers or {})


def test_answers_are_read_by_their_keys():
    form = page(short_form(), "person", ANNA)
    assert form.judge()
    assert form.values() == {
        "name": {"family": "Beispiel", "given": "Anna"},
        "email": "anna@stadt.example",
    }


def test_errors_lead_to_their_questions():
    form = page(short_form(), "person", [("email", "nonsense")])
    assert not form.judge()
    assert form.problems() == [
        ("field-name", "Please fill in “Name”; one of the names is enough."),
        ("field-email", "Please check the email address. It looks like this: name@example.org"),
    ]


def test_everything_typed_can_be_shown_again():
    typed = [("name-family", " B "), ("email", "nonsense"), ("companions-0-name-given", "Eve")]
    again = page(short_form(), "person", page(short_form(), "person", typed).typed())
    found = dict(again.typed())
    assert [found[name] for name, _ in typed] == [value for _, value in typed]


def test_a_question_is_skipped_while_its_condition_does_not_hold():
    form = page(short_form(), "more", [("diet", "none"), ("diet_other", "x"), ("data_read", "yes")])
    assert form.judge()
    assert form.values() == {"diet": "none", "data_read": True}


def test_a_question_is_asked_once_its_condition_holds():
    form = page(short_form(), "more", [("diet", "other"), ("data_read", "yes")])
    assert not form.judge()
    assert form.problems() == [("field-diet_other", "Please fill in “Diet other”.")]


def test_a_condition_is_said_in_words_for_readers_without_javascript():
    form = page(short_form(), "more", [])
    other = next(field for field in form.questions if field.spec.key == "diet_other")
    assert form.only_when(other) == "“Diet”: Other"


def test_items_of_a_group_are_read_in_their_order():
    typed = [*ANNA, ("companions-7-name-given", "Eve"), ("companions-2-name-given", "Bob")]
    form = page(short_form(), "person", typed)
    assert form.judge()
    given = [item["name"]["given"] for item in form.values()["companions"]]
    assert given == ["Bob", "Eve"]


def test_a_blank_item_is_none():
    form = page(short_form(), "person", [*ANNA, ("companions-0-name-given", "  ")])
    assert form.judge()
    assert "companions" not in form.values()


def test_an_error_within_an_item_is_named_by_its_place():
    form = page(short_form(), "person", [*ANNA, ("companions-0-child", "yes")])
    assert not form.judge()
    assert form.problems() == [
        ("field-companions-0-name", "Please fill in “Name”; one of the names is enough.")
    ]


def test_items_are_added_and_removed_by_buttons():
    typed = [("companions-0-name-given", "Bob"), ("companions-1-name-given", "Eve")]
    form = page(short_form(), "person", typed)
    assert form.rearranged(add=None, remove="companions-0")
    assert ["companions-0-name-given", "Eve"] in form.typed()
    assert form.rearranged(add="companions", remove=None)
    assert ["companions-1-name-given", ""] in form.typed()
    assert not form.rearranged(add="nonsense", remove="nonsense-x")


def test_no_more_items_than_the_group_takes():
    typed = [(f"companions-{index}-name-given", "x") for index in range(500)]
    form = page(short_form(), "person", [*ANNA, *typed])
    form.rearranged(add="companions", remove=None)
    assert form.judge()
    assert len(form.values()["companions"]) == 3


def test_nul_signs_never_reach_the_database():
    form = page(short_form(), "person", [("name-family", "O\0'Neill"), ("email", "\0")])
    assert ["name-family", "O'Neill"] in form.typed()


def test_every_type_can_be_asked_on_a_page():
    form = page(
        long_form(),
        "about",
        [
            ("motivation", "Because"), ("years", "7"), ("topics", "a"), ("topics", "b"),
            ("needs_visa", "no"), ("dates", "opening"), ("siblings-0-first", "Mia"),
            ("siblings-0-age", "9"),
        ],
    )  # fmt: skip
    assert not form.judge()
    assert form.problems() == [("field-cv", "Please choose a file for “Cv”.")]
    assert form.values() == {
        "motivation": "Because",
        "years": 7,
        "topics": ["a", "b"],
        "needs_visa": False,
        "dates": ["opening"],
        "siblings": [{"first": "Mia", "age": 9}],
    }
