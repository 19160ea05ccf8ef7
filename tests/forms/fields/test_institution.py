from dataclasses import replace

import pytest

from registration.forms.fields.field import Option
from tests.forms.reading import CHINESE, ENGLISH, field_of, read, refusal

OFFERED = (
    Option("court-a", "Court A", note="Beijing", kind="court"),
    Option("school-b", "School B", note="Berlin", kind="school"),
    Option("school-a", "School A", note="Berlin", kind="school"),
    Option("hall", "Town hall", note="Beijing", kind="authority"),
)
ASKED = replace(ENGLISH, institutions=OFFERED)


def offered(**settings):
    return [one.key for one in field_of("institution", **settings).options(ASKED)]


def test_one_of_the_list_is_kept_by_its_key():
    assert read(field_of("institution"), ASKED, _="hall") == {"key": "hall"}


def test_another_one_is_kept_by_its_name():
    found = read(field_of("institution"), ASKED, _="", name=" Dorfschule   Süd ")
    assert found == {"name": "Dorfschule Süd"}


def test_nothing_chosen_and_nothing_typed_is_no_answer():
    assert read(field_of("institution"), ASKED, _="", name=" ") is None


def test_both_at_once_are_refused():
    told = refusal(field_of("institution"), ASKED, _="hall", name="Dorfschule")
    assert told.startswith("Please either choose an institution from the list or type")


def test_they_stand_sorted_by_city_and_name():
    assert offered() == ["court-a", "hall", "school-a", "school-b"]


def test_a_form_may_offer_some_kinds_only():
    assert offered(kinds=["school"]) == ["school-a", "school-b"]
    told = refusal(field_of("institution", kinds=["school"]), ASKED, _="hall")
    assert told == "Please choose one of the answers shown."


@pytest.mark.parametrize("key", ["nonsense", "x" * 20_000, "' OR 1=1 --", "\u202ehall"])
def test_what_is_not_offered_is_refused(key):
    assert (
        refusal(field_of("institution"), ASKED, _=key) == "Please choose one of the answers shown."
    )


def test_a_name_beyond_measure_is_refused():
    assert "it has 201 characters" in refusal(field_of("institution"), ASKED, name="x" * 201)


def test_a_form_may_take_those_of_the_list_only():
    only_listed = field_of("institution", other=False)
    assert only_listed.parts == ("",)
    assert read(only_listed, ASKED, _="", name="Dorfschule") is None


def test_it_is_shown_by_its_name():
    asked = field_of("institution")
    assert asked.show({"key": "hall"}, ASKED) == "Town hall"
    assert asked.show({"name": "Dorfschule"}, CHINESE) == "Dorfschule"
    assert asked.show({"key": "closed-since"}, ASKED) == "closed-since"
    assert asked.show(None, ASKED) == ""


def test_a_table_shows_side_by_side_what_was_chosen_and_what_was_typed():
    found = field_of("institution")
    assert found.part_names("de") == {"key": "Aus der Liste", "name": "Nicht in der Liste"}
    assert list(field_of("institution", other=False).part_names("de")) == ["key"]
    assert found.show_part("key", "hall", ASKED) == "Town hall"
    assert found.show_part("key", "gone", ASKED) == "gone"
    assert found.show_part("name", "hall", ASKED) == "hall"
