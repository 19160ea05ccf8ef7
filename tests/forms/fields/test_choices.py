from tests.forms.documents import choices
from tests.forms.reading import ENGLISH, field_of, read, refusal

THREE = choices("a", "b", "c")


def test_several_are_kept_in_the_order_of_the_form():
    assert read(field_of("choices", choices=THREE), _=["c", "a"]) == ["a", "c"]


def test_none_ticked_is_no_answer():
    assert read(field_of("choices", choices=THREE), _=[]) is None


def test_too_few_and_too_many_are_refused():
    limited = field_of("choices", choices=THREE, min=2, max=2)
    assert refusal(limited, _=["a"]) == "Please choose at least 2 answers."
    assert refusal(limited, _=["a", "b", "c"]) == "Please choose at most 2 answers."


def test_what_was_not_offered_is_refused():
    assert refusal(field_of("choices", choices=THREE), _=["a", "z"]) != ""


def test_they_are_shown_as_a_sentence_would():
    assert field_of("choices", choices=THREE).show(["a", "b", "c"], ENGLISH) == "A, B and C"
