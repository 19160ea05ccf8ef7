import pytest

from registration.forms.document import InvalidDocument
from tests.forms.documents import words
from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of, read, refusal


def test_a_rating_is_kept_as_a_number():
    assert read(field_of("rating"), _="4") == 4


def test_nothing_chosen_is_no_answer():
    assert read(field_of("rating"), _="") is None


def test_zero_and_less_are_points_like_others():
    assert read(field_of("rating", min=0, max=10), _="0") == 0
    assert read(field_of("rating", min=-2, max=2), _="-2") == -2


@pytest.mark.parametrize(
    "typed", ["0", "6", "3.0", "+3", "03", "٣", "３", "x" * 20_000, ["9", "3"]]
)
def test_what_is_no_point_of_the_scale_is_refused(typed):
    assert refusal(field_of("rating"), _=typed) == "Please choose one of the answers shown."


@pytest.mark.parametrize(
    ("settings", "told"),
    [({"min": 5, "max": 5}, "min is not less than max"), ({"min": -5, "max": 6}, "more than 11")],
)
def test_a_scale_has_two_to_eleven_points(settings, told):
    with pytest.raises(InvalidDocument, match=told):
        field_of("rating", **settings)


def test_the_ends_may_have_words():
    scale = field_of("rating", low=words("Bad"), high=words("Good"))
    assert (list(scale.points), scale.low["de"], scale.high["zh"]) == (
        [1, 2, 3, 4, 5],
        "Bad (de)",
        "Good (zh)",
    )


def test_it_is_shown_with_its_scale():
    shown = [field_of("rating").show(4, asked) for asked in (ENGLISH, GERMAN, CHINESE)]
    assert shown == [
        "4 on a scale from 1 to 5",
        "4 auf einer Skala von 1 bis 5",
        "4（1至5分）",
    ]
