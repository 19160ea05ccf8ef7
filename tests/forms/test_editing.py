"""Edits of a form document: each gives a changed copy and leaves what it was given alone."""

from contextlib import suppress
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.forms import editing
from registration.forms.document import parse
from tests.forms.documents import field, long_form, section, short_form

FORM = long_form()
SECTIONS = [(part["key"],) for part in FORM["sections"]]
FIELDS = [(part["key"], one["key"]) for part in FORM["sections"] for one in part["fields"]]
INNER = [
    (part["key"], one["key"], inner["key"])
    for part in FORM["sections"]
    for one in part["fields"]
    for inner in one.get("fields", [])
]
places = st.sampled_from([*SECTIONS, *FIELDS, *INNER])
owners = st.sampled_from([(), *SECTIONS, ("about", "siblings")])
edits = st.one_of(
    st.tuples(st.just("move"), places, st.sampled_from([-1, 1])),
    st.tuples(st.just("copy"), places, st.none()),
    st.tuples(st.just("delete"), places, st.none()),
    st.tuples(st.just("set"), places, st.none()),
    st.tuples(st.just("add"), st.sampled_from([(), *SECTIONS]), st.none()),
    st.tuples(
        st.just("move to"), places, st.sampled_from([(), *SECTIONS, ("person", "companions")])
    ),
)


def apply(document, edit):
    kind, place, by = edit
    if kind == "move":
        return editing.moved(document, place, by)
    if kind == "set":
        return editing.set_values(document, place, {"label": {"de": "Neu"}, "hint": None})
    if kind == "add":
        return editing.added(
            document, place, section("person") if not place else field("text", "name")
        )[0]
    if kind == "move to":
        return editing.moved_to(document, place, by, 1)[0]
    return editing.copied(document, place) if kind == "copy" else editing.deleted(document, place)


def keys_that_must_differ(document):
    parts = document["sections"]
    fields = [one for part in parts for one in part["fields"]]
    yield [part["key"] for part in parts]
    yield [one["key"] for one in fields]
    yield from ([inner["key"] for inner in one["fields"]] for one in fields if "fields" in one)


@given(places)
def test_up_and_down_again_is_the_same_document(place):
    beside = editing.parts_of(editing.find(FORM, place[:-1]), len(place) - 1)
    index = [one["key"] for one in beside].index(place[-1])
    if index > 0:
        assert editing.moved(editing.moved(FORM, place, -1), place, 1) == FORM
    else:
        assert editing.moved(FORM, place, -1) == FORM


@given(st.lists(edits, max_size=8))
def test_keys_stay_unique_whatever_is_done(steps):
    document = FORM
    for step in steps:
        try:
            document = apply(document, step)
        except editing.NoSuchPlace:
            continue
    for keys in keys_that_must_differ(document):
        assert len(keys) == len(set(keys))


@given(edits)
def test_an_edit_leaves_its_input_alone(edit):
    document = deepcopy(FORM)
    with suppress(editing.NoSuchPlace):
        apply(document, edit)
    assert document == FORM


@given(places)
def test_a_copy_stands_behind_its_original_and_goes_away_again(place):
    copied = editing.copied(FORM, place)
    beside = editing.parts_of(editing.find(copied, place[:-1]), len(place) - 1)
    index = [one["key"] for one in beside].index(place[-1])
    assert editing.deleted(copied, (*place[:-1], beside[index + 1]["key"])) == FORM


def test_a_copy_has_no_role_because_a_role_stands_once():
    copy = editing.find(editing.copied(short_form(), ("person", "email")), ("person", "email_2"))
    assert copy == {
        key: value for key, value in field("email", "email_2").items() if key != "label"
    } | {"label": field("email", "email")["label"]}


def test_a_long_key_is_shortened_for_its_number():
    document = short_form()
    long = "k" * 40
    document, _ = editing.added(document, ("more",), field("text", long))
    _, place = editing.added(document, ("more",), field("text", long))
    assert place == ("more", "k" * 38 + "_2")


def test_none_takes_a_value_away():
    changed = editing.set_values(short_form(), ("person", "email"), {"role": None, "label": {}})
    assert editing.find(changed, ("person", "email")) == {
        "type": "email",
        "key": "email",
        "label": {},
    }


@pytest.mark.parametrize("place", [("person", "email"), ("person", "companions", "child")])
def test_a_key_that_stands_beside_is_refused(place):
    with pytest.raises(editing.KeyTaken):
        editing.set_values(short_form(), place, {"key": "name"})


def test_a_field_of_another_section_has_its_key_too():
    with pytest.raises(editing.KeyTaken):
        editing.set_values(short_form(), ("more", "diet"), {"key": "email"})


@pytest.mark.parametrize("place", [("none",), ("person", "none"), ("person", "email", "none")])
@pytest.mark.parametrize("act", [editing.copied, editing.deleted, editing.find])
def test_a_place_that_is_not_there_is_named_as_such(place, act):
    with pytest.raises(editing.NoSuchPlace):
        act(short_form(), place)


def looking_form():
    """A form whose second section looks at the first, at itself, and within a group."""
    document = short_form()
    document["sections"][1]["when"] = {"count": "companions", "at_least": 1}
    return document


def test_rules_follow_a_question_that_gets_another_key():
    changed = editing.set_values(short_form(), ("more", "diet"), {"key": "food"})
    assert editing.find(changed, ("more", "diet_other"))["when"] == {"field": "food", "is": "other"}
    changed = editing.set_values(looking_form(), ("person", "companions"), {"key": "party"})
    assert editing.find(changed, ("more",))["when"] == {"count": "party", "at_least": 1}
    parse(changed)


def test_rules_in_a_copied_section_look_at_the_copies():
    changed = editing.copied(looking_form(), ("more",))
    copy = editing.find(changed, ("more_2", "diet_other_2"))
    assert copy["when"] == {"field": "diet_2", "is": "other"}
    assert editing.find(changed, ("more_2",))["when"] == {"count": "companions", "at_least": 1}
    parse(changed)


def test_in_a_group_its_own_questions_are_meant_first():
    document = short_form()
    group = editing.find(document, ("person", "companions"))
    group["fields"].append(field("text", "email"))
    group["fields"].append(field("text", "note", when={"field": "email", "filled": True}))
    changed = editing.set_values(document, ("person", "email"), {"key": "mail"})
    note = editing.find(changed, ("person", "companions", "note"))
    assert note["when"] == {"field": "email", "filled": True}
    changed = editing.set_values(document, ("person", "companions", "email"), {"key": "mail"})
    note = editing.find(changed, ("person", "companions", "note"))
    assert note["when"] == {"field": "mail", "filled": True}


def test_a_part_moves_to_another_section_with_a_key_that_is_free_there():
    document, place = editing.moved_to(short_form(), ("more", "diet"), ("person",), 1)
    assert place == ("person", "diet")
    assert [one["key"] for one in document["sections"][0]["fields"]] == [
        "name", "diet", "email", "companions",
    ]  # fmt: skip
    parse(document)
    document, place = editing.moved_to(short_form(), ("person", "companions", "name"), ("more",), 0)
    assert place == ("more", "name_2")


@pytest.mark.parametrize(
    ("place", "owner"),
    [
        (("person",), ("more",)),
        (("person", "email"), ()),
        (("person", "companions"), ("person", "companions")),
        (("person", "email"), ("none",)),
    ],
)
def test_a_part_cannot_move_where_it_cannot_stand(place, owner):
    with pytest.raises(editing.NoSuchPlace):
        editing.moved_to(short_form(), place, owner, 0)
