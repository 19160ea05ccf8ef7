"""The machine-readable zone, held against the examples of ICAO Doc 9303."""

import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as some

from registration.forms import mrz

SPECIMEN = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
WORDS = some.text(string.ascii_uppercase, min_size=1, max_size=8)
SIGNS = some.text(string.ascii_uppercase + string.digits, min_size=1, max_size=9)
DAYS = some.text(string.digits, min_size=6, max_size=6)
ZONES = some.builds(
    mrz.Zone,
    issuer=some.sampled_from(["D", "CHN", "UTO"]),
    surname=some.lists(WORDS, min_size=1, max_size=2).map(" ".join),
    given_names=some.lists(WORDS, max_size=2).map(" ".join),
    number=SIGNS,
    nationality=some.sampled_from(["D", "CHN", "UTO"]),
    birth=DAYS,
    sex=some.sampled_from(["F", "M", ""]),
    expires=DAYS,
    optional=some.text(string.ascii_uppercase + string.digits, max_size=14),
)


def test_the_published_specimen_is_read():
    zone = mrz.read(*SPECIMEN)
    assert (zone.surname, zone.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert (zone.number, zone.issuer, zone.birth) == ("L898902C3", "UTO", "740812")
    assert (zone.sex, zone.expires, zone.optional) == ("F", "120415", "ZE184226B")
    assert list(mrz.mismatches(SPECIMEN[1])) == []
    assert zone.lines() == SPECIMEN


@given(ZONES)
def test_what_is_written_reads_back(zone):
    first, second = zone.lines()
    assert (len(first), len(second)) == (44, 44)
    assert mrz.read(first, second) == zone
    assert list(mrz.mismatches(second)) == []


@given(ZONES, some.data())
def test_any_single_digit_altered_is_noticed(zone, data):
    second = zone.lines()[1]
    places = [place for place, sign in enumerate(second) if sign.isdecimal()]
    place = data.draw(some.sampled_from(places))
    other = data.draw(some.sampled_from(sorted(set(string.digits) - {second[place]})))
    assert list(mrz.mismatches(second[:place] + other + second[place + 1 :]))


def test_the_digit_expected_is_named_with_its_part():
    altered = SPECIMEN[1].replace("7408122F", "7408128F")
    assert mrz.Mismatch("birth", "8", "2") in list(mrz.mismatches(altered))


def test_an_empty_optional_part_may_leave_its_check_digit_out():
    zone = mrz.Zone(
        issuer="D", surname="X", number="C01X00T47", nationality="D", birth="640812",
        expires="271031",
    )  # fmt: skip
    first, second = zone.lines()
    left_out = second[:42] + "<" + second[43:]
    assert list(mrz.mismatches(left_out)) == []
    assert mrz.read(first, left_out) == zone


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Müller", "MUELLER"),
        ("Großmann", "GROSSMANN"),
        ("Åse Sørensen", "AASE<SOERENSEN"),
        ("Þórður", "THORDUR"),
        ("Muñoz", "MUNOZ"),
        ("Łukasz Dvořák", "LUKASZ<DVORAK"),
        ("O'Connor", "OCONNOR"),
        ("Smith-Jones", "SMITH<JONES"),
        ("Nguyễn", "NGUYEN"),
        ("Yıldız", "YILDIZ"),
        ("Lǚ", "LU"),
        ("王", ""),
    ],
)
def test_letters_are_spelled_as_the_table_says(name, spelled):
    assert mrz.latin(name) == spelled


@pytest.mark.parametrize(
    ("surname", "given_names", "field"),
    [
        ("Mustermann", "Erika Maria", "MUSTERMANN<<ERIKA<MARIA<<<<<<<<<<<<<<<<"),
        ("Arkfreith", "", "ARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
        ("Papandropoulous", "Jonathon Warren Trevor", "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR"),
        ("Nilavadhanananda", "Chayapa Dejthamrong Krasuang",
         "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        ("Nilavadhanananda", "Arnpol Petch Charonguang",
         "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"),
        ("Bennelong Wooloomooloo Warrandyte Warnambool", "Dingo Potoroo",
         "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WA<<D"),
    ],
)  # fmt: skip
def test_names_are_written_and_truncated_as_the_published_rules_say(surname, given_names, field):
    assert mrz.name_field(surname, given_names) == field


@given(
    some.lists(some.text(string.ascii_uppercase, min_size=2, max_size=50), min_size=1, max_size=6),
    some.lists(some.text(string.ascii_uppercase, min_size=2, max_size=50), max_size=6),
)
def test_a_name_of_any_length_fills_39_signs_and_shows_where_it_was_cut(surname, given_names):
    field = mrz.name_field(" ".join(surname), " ".join(given_names))
    whole = "<".join(surname) + ("<<" + "<".join(given_names) if given_names else "")
    assert len(field) == 39
    assert field[0] == whole[0]
    assert ("<<" in field.rstrip("<")) == bool(given_names)
    assert field[-1] != "<" if len(whole) > 39 else field.rstrip("<") == whole


@given(some.text(max_size=60), some.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(first, second):
    with contextlib.suppress(mrz.Malformed):
        mrz.read(mrz.tidy(first), mrz.tidy(second))


def test_spaces_small_letters_and_full_width_signs_are_tidied():
    assert mrz.tidy(" p＜uto «x ") == "P<UTO<<X"


@pytest.mark.parametrize(
    ("first", "second", "line", "length"),
    [
        (SPECIMEN[0][:-1], SPECIMEN[1], 1, 43),
        (SPECIMEN[0], SPECIMEN[1] + "<", 2, 45),
        (SPECIMEN[0], SPECIMEN[1].replace("U", "Ü"), 2, 44),
        ("I" + SPECIMEN[0][1:], SPECIMEN[1], 1, 44),
    ],
)
def test_what_is_no_line_of_a_passport_is_refused(first, second, line, length):
    with pytest.raises(mrz.Malformed) as refused:
        mrz.read(first, second)
    assert (refused.value.line, refused.value.length) == (line, length)
