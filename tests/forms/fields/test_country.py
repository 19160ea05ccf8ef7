from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of, read, refusal


def names(asked):
    return [name for _, name in field_of("country").options(asked)]


def test_a_country_is_kept_by_its_iso_code():
    assert read(field_of("country"), _="CN") == "CN"


def test_regions_that_are_no_countries_are_not_offered():
    assert refusal(field_of("country"), _="EU") == "Please choose one of the answers shown."


def test_it_is_shown_in_the_language_of_the_reader():
    shown = [field_of("country").show("DE", asked) for asked in (ENGLISH, GERMAN, CHINESE)]
    assert shown == ["Germany", "Deutschland", "德国"]


def test_they_are_sorted_as_the_language_sorts():
    german = names(GERMAN)
    assert german.index("Ägypten") < german.index("Albanien")
    chinese = names(CHINESE)
    assert chinese.index("德国") < chinese.index("法国") < chinese.index("中国")
