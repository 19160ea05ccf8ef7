import pytest

from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of, read, refusal


def test_a_day_is_kept_as_iso_8601():
    assert read(field_of("date"), day="3", month="5", year="2011") == "2011-05-03"


def test_nothing_typed_is_no_answer():
    assert read(field_of("date"), day="", month="", year="") is None


@pytest.mark.parametrize(
    ("day", "month", "year", "told"),
    [
        ("30", "2", "2011", "There is no such day. Please check day, month and year."),
        ("3", "", "2011", "Please give day, month and year in digits."),
        ("x", "5", "2011", "Please give day, month and year in digits."),
        ("3", "5", "11", "Please give the year with four digits, for example 2009."),
        ("²", "5", "2011", "Please give day, month and year in digits."),
    ],
)
def test_a_day_that_is_none_is_refused(day, month, year, told):
    assert refusal(field_of("date"), day=day, month=month, year=year) == told


def test_a_birthday_must_be_past():
    told = refusal(field_of("date", past=True), day="24", month="11", year="2026")
    assert told == "This day must be in the past. Please check the year."


def test_a_passport_must_still_be_valid():
    told = refusal(field_of("date", future=True), day="24", month="11", year="2026")
    assert told == "This day must be in the future. Please check the year."


@pytest.mark.parametrize(
    ("asked", "shown"),
    [(ENGLISH, "3 May 2011"), (GERMAN, "3. Mai 2011"), (CHINESE, "2011年5月3日")],
)
def test_a_day_is_shown_in_words(asked, shown):
    assert field_of("date").show("2011-05-03", asked) == shown
