import pytest

from tests.forms.reading import GERMAN, field_of, read, refusal


@pytest.mark.parametrize(
    ("typed", "kept"), [("7", 7), ("2,5", 2.5), ("2.50", 2.5), ("−3", -3), ("", None)]
)
def test_a_number_is_read_with_comma_or_point(typed, kept):
    assert read(field_of("number"), _=typed) == kept


@pytest.mark.parametrize("typed", ["many", "1e99999", "NaN", "inf", "1" * 30, "1 000"])
def test_what_is_no_number_is_refused(typed):
    assert refusal(field_of("number"), _=typed).startswith("Please give a number in digits")


def test_a_whole_number_has_no_decimals():
    assert refusal(field_of("number", integer=True), _="2,5") == "Please give a whole number."


def test_limits_are_named():
    limited = field_of("number", min=0, max=60)
    assert refusal(limited, _="-1") == "Please give a number of at least 0."
    assert refusal(limited, _="61") == "Please give a number of at most 60."


def test_it_is_shown_with_the_separators_of_the_language():
    assert field_of("number").show(1234.5, GERMAN) == "1.234,5"
