from tests.forms.reading import ENGLISH, field_of, read, refusal


def test_no_is_an_answer_and_nothing_is_none():
    assert read(field_of("yes_no"), _="no") is False
    assert read(field_of("yes_no"), _="yes") is True
    assert read(field_of("yes_no"), _="") is None


def test_anything_else_is_refused():
    assert refusal(field_of("yes_no"), _="perhaps") != ""


def test_it_is_shown_in_words():
    shown = [field_of("yes_no").show(value, ENGLISH) for value in (True, False, None)]
    assert shown == ["Yes", "No", ""]
