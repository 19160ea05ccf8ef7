import pytest

from registration.forms.document import InvalidDocument
from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of, read, refusal

BERLIN = {"country": "DE", "street": "Jüdenstraße 1", "postal_code": "10178", "city": "Berlin"}
HAIDIAN = {
    "country": "CN",
    "province": "北京市",
    "district": "海淀区",
    "street": "西三环北路87号",
    "postal_code": "100089",
}


def without(address, part):
    return {name: typed for name, typed in address.items() if name != part}


def test_the_parts_are_kept_apart():
    assert read(field_of("address"), **BERLIN, province="", district=" ") == BERLIN


def test_nothing_typed_is_no_answer():
    assert read(field_of("address"), country="", street=" ") is None


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        (without(BERLIN, "street"), "Street and house number"),
        (without(BERLIN, "postal_code"), "Postal code"),
        (without(BERLIN, "city"), "City or town"),
        ({"country": "DE"}, "Street and house number"),
        ({**BERLIN, "country": "US"}, "Province, state or region"),
    ],
)
def test_what_the_country_needs_is_asked_for(typed, part):
    told = refusal(field_of("address"), **typed)
    assert told == f"Please fill in “{part}”; addresses in this country need it."


def test_a_country_without_postal_codes_needs_none():
    accra = {"country": "GH", "street": "Independence Avenue 1", "city": "Accra"}
    assert read(field_of("address"), **accra) == accra


def test_a_city_that_is_its_own_province_is_written_once():
    assert read(field_of("address"), **HAIDIAN) == HAIDIAN
    western = {**without(HAIDIAN, "province"), "city": "Beijing"}
    assert read(field_of("address"), **western)["city"] == "Beijing"


def test_elsewhere_in_china_province_and_city_are_needed():
    told = refusal(field_of("address"), **{**HAIDIAN, "province": "浙江省"})
    assert told == "Please fill in “City or town”; addresses in this country need it."


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("DE", "10178", "10178"),
        ("DE", "D-10178", "10178"),
        ("DE", "１０１７８", "10178"),
        ("GB", "sw1a 2aa", "SW1A 2AA"),
    ],
)
def test_a_postal_code_is_understood_as_people_write_it(country, typed, kept):
    typed = {**BERLIN, "country": country, "postal_code": typed}
    assert read(field_of("address"), **typed)["postal_code"] == kept


@pytest.mark.parametrize(
    ("country", "example", "typed"),
    [
        ("DE", "26133", "1017"),
        ("DE", "26133", "10178-1"),
        ("DE", "26133", "١٠١٧٨"),
        ("CN", "266033", "10008"),
        ("GB", "EC1Y 8SY", "GIR 0AA and more"),
    ],
)
def test_a_postal_code_of_another_kind_is_refused_with_an_example(country, example, typed):
    told = refusal(
        field_of("address"),
        **{**BERLIN, "province": "北京市", "country": country, "postal_code": typed},
    )
    assert told == f"Please check the postal code. An example of this country: {example}"


def test_a_country_is_needed_and_must_be_one():
    told = refusal(field_of("address"), **without(BERLIN, "country"))
    assert told == "Please choose the country of the address."
    for country in ("XX", "EU", "de", "DEU", "../../etc/passwd"):
        told = refusal(field_of("address"), **{**BERLIN, "country": country})
        assert told == "Please choose one of the answers shown."


@pytest.mark.parametrize("part", ["street", "city", "postal_code", "district", "province"])
def test_a_line_beyond_measure_is_refused(part):
    told = refusal(field_of("address"), **{**BERLIN, part: "x" * 20_000})
    assert told == "Please shorten this line to at most 200 characters."


def test_a_form_may_offer_some_countries_only():
    two = field_of("address", countries=["DE", "CN"])
    assert [code for code, _ in two.options(GERMAN)] == ["CN", "DE"]
    assert refusal(two, **{**BERLIN, "country": "FR"}) == "Please choose one of the answers shown."
    assert two.orders == {
        "street postal_code city": "DE",
        "postal_code province city district street": "CN",
    }


def test_countries_that_are_none_are_named_in_the_form():
    with pytest.raises(InvalidDocument, match="countries is not a list of countries"):
        field_of("address", countries=["DE", "XX"])


def test_a_german_address_is_shown_as_the_german_post_writes_it():
    shown = field_of("address").show(BERLIN, GERMAN)
    assert shown == "Jüdenstraße 1\n10178 Berlin\nDeutschland"


def test_a_chinese_address_is_shown_from_big_to_small():
    shown = field_of("address").show(HAIDIAN, CHINESE)
    assert shown == "中国\n100089\n北京市海淀区\n西三环北路87号"


def test_a_chinese_address_in_latin_letters_is_shown_from_small_to_big():
    latin = {
        "country": "CN", "province": "Zhejiang", "city": "Hangzhou", "district": "Xihu",
        "street": "88 Wensan Road", "postal_code": "310012",
    }  # fmt: skip
    shown = field_of("address").show(latin, ENGLISH)
    assert shown == "88 Wensan Road\nXihu\nHangzhou\nZhejiang, 310012\nChina"


def test_a_part_that_the_country_does_not_know_is_not_lost():
    shown = field_of("address").show({**BERLIN, "district": "Mitte"}, ENGLISH)
    assert shown == "Jüdenstraße 1\nMitte\n10178 Berlin\nGermany"


def test_signs_around_a_missing_part_are_left_out():
    shown = field_of("address").show(
        {"country": "KZ", "street": "Abai 1", "city": "Almaty"}, ENGLISH
    )
    assert shown == "Kazakhstan\nAlmaty\nAbai 1"
    shown = field_of("address").show({"country": "US", "street": "1 Main St", "city": "X"}, ENGLISH)
    assert shown == "1 Main St\nX\nUnited States"


def test_every_country_that_is_offered_can_be_written():
    field = field_of("address")
    for country, name in field.options(ENGLISH):
        lines = field.show({"country": country, "street": "Road 1"}, ENGLISH).splitlines()
        assert sorted(lines) == sorted(["Road 1", name])
