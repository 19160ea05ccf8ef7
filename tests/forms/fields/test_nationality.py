import pytest

from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of, read, refusal


def names(asked):
    return [name for _, name in field_of("nationality").options(asked)]


@pytest.mark.parametrize(
    "code", ["D", "CHN", "GBR", "GBN", "RKS", "EUE", "UNO", "XXA", "XXX", "XOM"]
)
def test_a_nationality_is_kept_as_the_passport_writes_it(code):
    assert read(field_of("nationality"), _=code) == code


def test_nothing_chosen_is_no_answer():
    assert read(field_of("nationality"), _="") is None


@pytest.mark.parametrize(
    "typed", ["DEU", "DE", "D<<", "DDR", "SUN", "YUG", "XKK", "EUR", "chn", "x" * 20_000]
)
def test_what_no_passport_says_is_refused(typed):
    assert refusal(field_of("nationality"), _=typed) == "Please choose one of the answers shown."


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("D", ["Germany", "Deutschland", "德国"]),
        ("XXC", ["Refugee, other", "Flüchtling, sonstiger", "难民（其他）"]),
    ],
)
def test_it_is_shown_in_the_language_of_the_reader(code, shown):
    field = field_of("nationality")
    assert [field.show(code, asked) for asked in (ENGLISH, GERMAN, CHINESE)] == shown


def test_they_are_sorted_as_the_language_sorts():
    german = names(GERMAN)
    assert german.index("Ägypten") < german.index("Albanien") < german.index("Interpol")
    chinese = names(CHINESE)
    assert chinese.index("德国") < chinese.index("法国") < chinese.index("中国")


def test_no_name_stands_twice():
    for asked in (ENGLISH, GERMAN, CHINESE):
        assert len(set(names(asked))) == len(names(asked))
