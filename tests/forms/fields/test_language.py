from tests.forms.reading import ENGLISH, GERMAN, field_of, read, refusal


def test_a_language_is_kept_by_its_code():
    assert read(field_of("language"), _="zh") == "zh"


def test_a_form_can_limit_which_are_offered():
    limited = field_of("language", codes=["de", "zh"])
    assert limited.options(ENGLISH) == (("de", "German"), ("zh", "Chinese"))
    assert refusal(limited, _="en") != ""


def test_it_is_shown_in_the_language_of_the_reader():
    assert field_of("language").show("zh", GERMAN) == "Chinesisch"
