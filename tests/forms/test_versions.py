"""Publishing versions of a form."""

import pytest

from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.forms import versions
from registration.forms.document import InvalidDocument
from registration.forms.models import FormVersion
from tests.forms.documents import field, long_form, section, short_form
from tests.records import look


def publish(app, document, key="short"):
    """(number, how many there are) after publishing."""

    def act():
        number = versions.publish(key, document, now=clock.now()).number
        return number, db.session.query(FormVersion).count()

    return look(app, act, writes=True)


def changed():
    document = short_form()
    document["sections"][1]["fields"].append(field("text", "more"))
    return document


def problems_of(key, document):
    with pytest.raises(InvalidDocument) as refused:
        versions.check(key, document)
    return [str(problem) for problem in refused.value.problems]


def test_the_first_version_makes_the_form(app):
    assert publish(app, short_form()) == (1, 1)


def test_a_changed_document_is_the_next_version_and_the_old_one_stays(app):
    publish(app, short_form())
    assert publish(app, changed()) == (2, 2)
    assert look(app, lambda: versions.find("short", 1).document) == short_form()
    assert look(app, lambda: versions.find("short").document) == changed()


def test_the_same_document_again_is_no_new_version(app):
    publish(app, short_form())
    assert publish(app, short_form()) == (1, 1)


def test_going_back_to_an_old_document_is_a_new_version(app):
    for document in (short_form(), changed(), short_form()):
        number, _ = publish(app, document)
    assert number == 3


def test_two_forms_count_their_own_versions(app):
    publish(app, short_form())
    assert publish(app, long_form(), key="long") == (1, 2)


def test_a_document_keeps_the_order_of_its_keys_on_every_database(app):
    document = {"sections": short_form()["sections"], "key": "short"}
    publish(app, document)
    kept = look(app, lambda: versions.find("short").document)
    assert list(kept) == ["sections", "key"]
    assert list(kept["sections"][0]["fields"][0]) == list(document["sections"][0]["fields"][0])


def test_a_wrong_document_publishes_nothing(app):
    wrong = {"key": "short", "sections": [section("only", field("text", "age"))]}
    with app.app_context(), pytest.raises(InvalidDocument), unit_of_work():
        versions.publish("short", wrong, now=clock.now())
    assert look(app, lambda: versions.find("short")) is None


@pytest.mark.on_one_database
@pytest.mark.parametrize("key", ["", "Short", "a b", "a/b", "x" * 81, "ä"])
def test_a_form_needs_a_key_that_fits_into_an_address(key):
    assert problems_of(key, {**short_form(), "key": key}) == [
        f"form: key {key!r} is not like a-name"
    ]


@pytest.mark.on_one_database
def test_a_document_is_published_under_its_own_key_only():
    assert problems_of("other", short_form()) == ["form: key is 'short', the form's is 'other'"]


@pytest.mark.on_one_database
@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("a\0b", "has a sign that is no text"),
        ("a\ud800b", "has a sign that is no text"),
        (float("nan"), "is too large a number"),
        (float("inf"), "is too large a number"),
        (10**400, "is too large a number"),
        (b"x", "is neither text, number, list nor mapping"),
        ({1: 2}, "has a name of a setting that is no word"),
    ],
)
def test_what_a_database_cannot_keep_is_named_with_its_place(value, told):
    document = short_form()
    document["sections"][0]["title"]["de"] = value
    assert problems_of("short", document) == [f"form/sections/#1/title/de: {told}"]


@pytest.mark.on_one_database
def test_a_document_without_an_end_is_refused():
    deep: list = []
    for _ in range(500):
        deep = [deep]
    [told] = problems_of("short", {**short_form(), "more": deep})
    assert told.endswith("is nested more than 100 deep")
