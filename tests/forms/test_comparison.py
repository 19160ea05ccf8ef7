"""Comparing two versions of a form: what was added, removed, moved and changed."""

from hypothesis import given

from registration.forms import editing
from registration.forms.comparison import How, changes
from tests.forms.documents import field, long_form, section, short_form, words
from tests.forms.test_editing import apply, edits


def told(before, now):
    return [(one.how, "/".join(one.place), sorted(one.settings)) for one in changes(before, now)]


def test_the_same_form_has_no_changes():
    assert changes(long_form(), long_form()) == []


def test_a_question_that_was_added_removed_or_set_otherwise_is_told():
    document, _ = editing.added(short_form(), ("person",), field("text", "job"))
    document = editing.deleted(document, ("more", "diet_other"))
    document = editing.set_values(
        document, ("more", "diet"), {"hint": words("Eat"), "required": False}
    )
    assert told(short_form(), document) == [
        (How.ADDED, "person/job", []),
        (How.CHANGED, "more/diet", ["hint", "required"]),
        (How.REMOVED, "more/diet_other", []),
    ]


def test_before_and_now_of_a_setting_are_both_told():
    document = editing.set_values(short_form(), ("person", "companions"), {"max": 5})
    [change] = changes(short_form(), document)
    assert change.settings == {"max": (3, 5)}


def test_a_question_that_moved_within_its_section_or_to_another_is_told():
    within = editing.moved(short_form(), ("more", "data_read"), -2)
    assert (How.MOVED, "more/data_read", []) in told(short_form(), within)
    across, _ = editing.moved_to(short_form(), ("more", "diet"), ("person",), 0)
    assert told(short_form(), across) == [(How.MOVED, "person/diet", [])]


def test_what_stands_beside_an_added_question_did_not_move():
    document, place = editing.added(short_form(), ("person",), field("text", "job"))
    document, _ = editing.moved_to(document, place, ("person",), 0)
    assert told(short_form(), document) == [(How.ADDED, "person/job", [])]


def test_a_whole_group_or_section_is_told_with_its_questions_or_as_one():
    gone = editing.deleted(short_form(), ("person", "companions"))
    assert told(short_form(), gone) == [(How.REMOVED, "person/companions", [])]
    assert told(gone, short_form()) == [(How.ADDED, "person/companions", [])]
    document, _ = editing.added(short_form(), (), section("hobby", field("text", "sport")))
    assert told(short_form(), document) == [
        (How.ADDED, "hobby", []), (How.ADDED, "hobby/sport", []),
    ]  # fmt: skip


def test_the_title_of_the_form_counts_too():
    document = {**short_form(), "title": words("Trip")}
    assert told(short_form(), document) == [(How.CHANGED, "", ["title"])]


@given(edits)
def test_no_edit_goes_unnoticed(edit):
    form = long_form()
    try:
        changed = apply(form, edit)
    except editing.NoSuchPlace:
        return
    assert bool(changes(form, changed)) == (changed != form)
