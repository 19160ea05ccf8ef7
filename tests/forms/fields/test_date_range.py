from dataclasses import replace

import pytest

from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of, read, refusal

WITHIN = replace(ENGLISH, starts="2027-05-03", ends="2027-05-09")


def days(first, last):
    """Two days as they are typed, from ``3.5.2027`` and the like."""
    return {
        f"{end}_{part}": value
        for end, day in (("from", first), ("to", last))
        for part, value in zip(("day", "month", "year"), day.split("."), strict=True)
    }


def test_both_days_are_kept_as_iso_8601():
    found = read(field_of("date_range"), **days("3.5.2027", "5.5.2027"))
    assert found == {"from": "2027-05-03", "to": "2027-05-05"}


def test_one_day_is_a_range_too():
    found = read(field_of("date_range"), **days("3.5.2027", "3.5.2027"))
    assert found == {"from": "2027-05-03", "to": "2027-05-03"}


def test_nothing_typed_is_no_answer():
    assert read(field_of("date_range"), **days("..", "..")) is None


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("..", "5.5.2027", "Please give the first day, too."),
        ("3.5.2027", "..", "Please give the last day, too."),
        ("5.5.2027", "3.5.2027", "The last day is before the first. Please check both."),
        (
            "3.5.2027",
            "31.6.2027",
            "Last day: There is no such day. Please check day, month and year.",
        ),
        ("x.5.2027", "5.5.2027", "First day: Please give day, month and year in digits."),
        (
            "3.5.27",
            "5.5.2027",
            "First day: Please give the year with four digits, for example 2009.",
        ),
        ("3.5." + "9" * 5000, "..", "First day: Please give day, month and year in digits."),
    ],
)
def test_days_that_make_no_range_are_refused(first, last, told):
    assert refusal(field_of("date_range"), **days(first, last)) == told


def test_both_ends_count_towards_the_most_days():
    limited = field_of("date_range", max_days=3)
    assert refusal(limited, **days("3.5.2027", "5.5.2027")) == ""
    told = refusal(limited, **days("3.5.2027", "6.5.2027"))
    assert told == "Please choose at most 3 days; these are 4."


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("3.5.2027", "9.5.2027", ""),
        (
            "2.5.2027",
            "4.5.2027",
            "The programme begins on 3 May 2027. Please choose no earlier day.",
        ),
        ("4.5.2027", "10.5.2027", "The programme ends on 9 May 2027. Please choose no later day."),
    ],
)
def test_days_may_have_to_lie_within_the_programme(first, last, told):
    within = field_of("date_range", within_programme=True)
    assert refusal(within, WITHIN, **days(first, last)) == told


def test_where_the_days_of_the_programme_are_unknown_any_days_stand():
    within = field_of("date_range", within_programme=True)
    assert refusal(within, ENGLISH, **days("2.5.2027", "4.5.2027")) == ""


@pytest.mark.parametrize(
    ("asked", "shown"),
    [(ENGLISH, "3–5 May 2027"), (GERMAN, "3.–5. Mai 2027"), (CHINESE, "2027年5月3日至5日")],
)
def test_it_is_shown_without_repeating_what_both_days_share(asked, shown):
    value = {"from": "2027-05-03", "to": "2027-05-05"}
    assert field_of("date_range").show(value, asked) == shown
