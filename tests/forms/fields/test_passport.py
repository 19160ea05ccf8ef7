from dataclasses import replace

import pytest

from registration.forms.mrz import Zone
from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of, read, refusal

# Today is 24 November 2026.
PASSPORT = {
    "number": "C01X00T47", "country": "DE", "issued-day": "1", "issued-month": "3",
    "issued-year": "2024", "expires-day": "28", "expires-month": "2", "expires-year": "2034",
}  # fmt: skip
VALUE = {"number": "C01X00T47", "country": "DE", "issued": "2024-03-01", "expires": "2034-02-28"}
LINE1, LINE2 = Zone(
    issuer="D", surname="MUSTERMANN", given_names="ERIKA MARIA", number="C01X00T47",
    nationality="D", birth="640812", sex="F", expires="340228",
).lines()  # fmt: skip


def passport(asked=ENGLISH, settings=None, **typed):
    return read(field_of("passport", **settings or {}), asked, **{**PASSPORT, **typed})


def told(asked=ENGLISH, settings=None, **typed):
    return refusal(field_of("passport", **settings or {}), asked, **{**PASSPORT, **typed})


def zone(**typed):
    return told(settings={"mrz": True}, **{"line1": LINE1, "line2": LINE2, **typed})


def expires(day, month, year):
    return {"expires-day": day, "expires-month": month, "expires-year": year}


def test_a_passport_is_kept_in_its_parts():
    assert passport() == VALUE


def test_nothing_typed_is_no_answer():
    assert read(field_of("passport", mrz=True), ENGLISH, number=" ", line1="") is None


def test_it_is_sensitive_unless_the_form_says_otherwise():
    assert field_of("passport").sensitive
    assert not field_of("passport", sensitive=False).sensitive
    assert not field_of("text").sensitive


@pytest.mark.parametrize(
    ("number", "kept"),
    [("c01x00t47", "C01X00T47"), (" E 1234 5678 ", "E12345678"), ("Ｇ１２３４", "G1234")],
)
def test_a_number_is_tidied(number, kept):
    assert passport(number=number)["number"] == kept


@pytest.mark.parametrize(
    "number", ["", "1234", "1234567890", "C01-00T47", "٣٣٣٣٣", "王王王王王", "\u202eC01X0"]
)
def test_what_is_no_passport_number_is_refused(number):
    assert told(number=number) == (
        "Please give the passport number with its 5 to 9 letters and digits."
    )


def test_its_country_is_one_of_all_countries():
    assert told(country="") == "Please choose the country that issued the passport."
    assert told(country="XX") == "Please choose one of the answers shown."


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"issued-day": "", "issued-month": "", "issued-year": ""},
         "Please give the day on which the passport was issued."),
        (expires("", "", ""), "Please give the day on which the passport expires."),
        ({"issued-day": "31", "issued-month": "2"},
         "There is no such day. Please check day, month and year."),
        (expires("²", "2", "2034"), "Please give day, month and year in digits."),
        ({"issued-year": "2027"},
         "The passport cannot have been issued in the future. Please check this day."),
        (expires("1", "3", "2024"),
         "The passport expires before it was issued. Please check both days."),
    ],
)  # fmt: skip
def test_days_that_cannot_be_are_refused(typed, reason):
    assert told(**typed) == reason


@pytest.mark.parametrize(
    ("ends", "last", "enough"),
    [
        ("2027-05-03", ("2", "11", "2027"), False),
        ("2027-05-03", ("3", "11", "2027"), True),
        ("2027-08-31", ("28", "2", "2028"), False),
        ("2027-08-31", ("29", "2", "2028"), True),
        ("", ("23", "5", "2027"), False),
        ("", ("24", "5", "2027"), True),
    ],
)
def test_it_must_be_valid_six_months_after_the_programme_or_from_today(ends, last, enough):
    refused = told(replace(ENGLISH, ends=ends), **expires(*last))
    assert refused.startswith("This passport expires too early") is not enough


def test_the_day_that_is_needed_is_named():
    refused = told(replace(ENGLISH, ends="2027-05-03"), **expires("2", "11", "2027"))
    assert "it must be valid until 3 November 2027 at least" in refused


def test_a_form_may_ask_for_less_time():
    asked = replace(ENGLISH, ends="2027-05-03")
    assert passport(asked, {"months_after": 0}, **expires("3", "5", "2027"))


def test_both_lines_of_the_zone_are_kept_where_they_fit():
    found = passport(settings={"mrz": True}, line1=LINE1.lower(), line2=f" {LINE2} ")
    assert found == {**VALUE, "mrz": [LINE1, LINE2]}


def test_the_zone_may_be_left_out_and_is_ignored_where_it_is_not_asked():
    assert passport(settings={"mrz": True}) == VALUE
    assert passport(line1="nonsense") == VALUE


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"line2": ""}, "Line 2 at the foot of the passport should have 44 characters; it has 0"),
        ({"line1": LINE1[:-2]}, "it has 42. Please compare it character by character"),
        ({"line1": "I" + LINE1[1:]}, "Line 1 at the foot of the passport cannot be right"),
        ({"line2": "王" + LINE2[1:]}, "Line 2 at the foot of the passport cannot be right"),
        ({"line2": LINE2.replace("C01X00T47", "C01X00T48")},
         "does not fit its check digit: character 10 is 8 and should be 9"),
        ({"line2": LINE2.replace("640812", "640813")}, "the date of birth (characters 14 to 19)"),
        ({"line2": LINE2.replace("340228", "340229")}, "the date of expiry (characters 22 to 27)"),
        ({"line2": LINE2[:30] + "5" + LINE2[31:]}, "the characters 29 to 42 do not fit"),
        ({"line2": LINE2[:43] + str((int(LINE2[43]) + 1) % 10)}, "the last check digit"),
        ({"number": "C01X00T48"}, "is C01X00T47, but above stands C01X00T48"),
        (expires("27", "2", "2034"), "340228 (year, month, day), but above stands 27 Feb"),
    ],
)  # fmt: skip
def test_a_zone_that_differs_is_explained(typed, reason):
    assert reason in zone(**typed)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (ENGLISH, "C01X00T47 (Germany), issued on 1 March 2024, valid until 28 February 2034"),
        (
            GERMAN,
            "C01X00T47 (Deutschland), ausgestellt am 1. März 2024, gültig bis 28. Februar 2034",
        ),
        (CHINESE, "C01X00T47（德国），2024年3月1日签发，有效期至2034年2月28日"),
    ],
)
def test_it_is_shown_in_words(asked, shown):
    assert field_of("passport").show(VALUE, asked) == shown


def test_a_table_shows_its_parts_side_by_side():
    assert list(field_of("passport").part_names("de").values()) == [
        "Passnummer", "Ausgestellt von (Land)", "Ausgestellt am", "Gültig bis",
    ]  # fmt: skip
    with_lines = field_of("passport", mrz=True)
    assert list(with_lines.part_names("en")) == [*VALUE, "mrz"]
    value = {**VALUE, "mrz": [LINE1, LINE2]}
    assert [with_lines.show_part(part, value[part], ENGLISH) for part in value] == [
        "C01X00T47", "Germany", "1 March 2024", "28 February 2034", f"{LINE1}\n{LINE2}",
    ]  # fmt: skip
    assert with_lines.show_part("expires", VALUE["expires"], CHINESE) == "2034年2月28日"
