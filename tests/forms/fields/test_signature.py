import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.forms.reading import ENGLISH, field_of, read, refusal

POINTS = some.lists(some.integers(0, 1000), min_size=2, max_size=2)
UNREAD = "The drawing could not be read. Please delete it and draw again, or only type."


def drawn(strokes):
    return json.dumps(strokes, separators=(",", ":"))


def test_a_typed_name_signs():
    assert read(field_of("signature"), _=" Anna  Beispiel ") == {"name": "Anna Beispiel"}
    assert read(field_of("signature"), _="王", strokes="") == {"name": "王"}


def test_nothing_typed_and_nothing_drawn_is_no_answer():
    assert read(field_of("signature"), _=" ", strokes="") is None


def test_a_drawing_alone_does_not_say_whose_it_is():
    told = refusal(field_of("signature"), _="", strokes="[[[1,2]]]")
    assert told == "Please type your first and last name to sign."


@given(some.lists(some.lists(POINTS, min_size=1, max_size=5), min_size=1, max_size=5))
def test_a_drawing_is_kept_as_it_was_drawn(strokes):
    kept = read(field_of("signature"), _="Anna", strokes=drawn(strokes))
    assert kept == {"name": "Anna", "strokes": strokes}


@pytest.mark.parametrize(
    "drawing",
    [
        "[]", "[[]]", "[[[1]]]", "[[[1,2,3]]]", "[[[1,1001]]]", "[[[-1,2]]]", "[[[1.5,2]]]",
        "[[[01,2]]]", "[[[true,2]]]", '[[["1",2]]]', "[[[1,2]]] ;", "[[[1, 2]]]", "{}", "null",
        "[[[٣,2]]]", "[" * 100_000, "9" * 100_000, '<svg onload="alert(1)">', "NaN",
        drawn([[[1, 2]]] * 201), drawn([[[1, 2]] * 5001]),
    ],
)  # fmt: skip
def test_anything_but_a_drawing_of_ours_is_refused(drawing):
    assert refusal(field_of("signature"), _="Anna", strokes=drawing) == UNREAD


def test_the_largest_drawing_is_taken():
    strokes = [[[1000, 1000]] * 25] * 200
    assert read(field_of("signature"), _="Anna", strokes=drawn(strokes))["strokes"] == strokes


@pytest.mark.parametrize("name", ["-", "123", "\u202e", "👩"])
def test_what_is_no_name_does_not_sign(name):
    assert refusal(field_of("signature"), _=name).startswith("Please type your first and last")


def test_a_name_beyond_measure_is_refused():
    assert "it has 101 characters" in refusal(field_of("signature"), _="x" * 101)


def test_a_form_may_do_without_drawings():
    asked = field_of("signature", drawn=False)
    assert asked.parts == ("",)
    assert read(asked, _="Anna", strokes="[[[1,2]]]") == {"name": "Anna"}


def test_it_is_shown_with_the_name():
    asked = field_of("signature")
    assert asked.show({"name": "Anna", "strokes": [[[1, 2]]]}, ENGLISH) == "Signed: Anna"
    assert asked.show(None, ENGLISH) == ""


def test_a_table_shows_name_and_drawing_side_by_side():
    found = field_of("signature")
    assert found.part_names("de") == {"name": "Name", "strokes": "Zeichnung"}
    assert list(field_of("signature", drawn=False).part_names("de")) == ["name"]
    assert found.show_part("name", "Anna Beispiel", ENGLISH) == "Anna Beispiel"
    assert found.show_part("strokes", [[[1, 2]]], ENGLISH) == "Drawn by hand"
