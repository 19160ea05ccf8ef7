import pytest

from registration.forms.document import InvalidDocument
from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of, read, refusal

WRONG = "Please give hour and minute by the 24-hour clock, for example 14:30."


@pytest.mark.parametrize(
    "typed",
    [
        "9:05",
        "09:05",
        "09.05",
        "0905",
        "905",
        "9 Uhr 05",
        "9:05 Uhr",
        "9h05",
        "９：０５",
        "9点05分",
    ],
)
def test_a_time_is_understood_as_people_write_it(typed):
    assert read(field_of("time"), _=typed) == "09:05"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("9 Uhr", "09:00"), ("9点", "09:00"), ("0:00", "00:00"), ("23:59", "23:59")],
)
def test_a_full_hour_and_both_ends_of_the_day(typed, kept):
    assert read(field_of("time"), _=typed) == kept


def test_nothing_typed_is_no_answer():
    assert read(field_of("time"), _=" ") is None


@pytest.mark.parametrize(
    "typed",
    ["24:00", "12:60", "9:5", "9:05 pm", "-9:05", "12345", "٩:٠٥", "noon", "9" * 20_000],
)
def test_what_is_no_time_of_the_24_hour_clock_is_refused(typed):
    assert refusal(field_of("time"), _=typed) == WRONG


def test_times_may_be_limited():
    open_hours = field_of("time", min="09:00", max="18:00")
    assert refusal(open_hours, _="9 Uhr") == ""
    assert refusal(open_hours, _="08:59") == "Please give a time not before 09:00."
    assert refusal(open_hours, _="18:01") == "Please give a time not after 18:00."


def test_a_limit_without_quotation_marks_is_explained():
    with pytest.raises(InvalidDocument, match='max is not a time like "09:00", in quotation marks'):
        field_of("time", max=600)  # what YAML makes of 10:00


def test_limits_that_leave_no_time_are_refused():
    with pytest.raises(InvalidDocument, match="min is later than max"):
        field_of("time", min="10:00", max="09:00")


@pytest.mark.parametrize(
    ("asked", "shown"), [(ENGLISH, "09:05"), (GERMAN, "09:05 Uhr"), (CHINESE, "09:05")]
)
def test_it_is_shown_as_the_language_shows_times(asked, shown):
    assert field_of("time").show("09:05", asked) == shown
