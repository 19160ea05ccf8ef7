import pytest

from tests.forms.reading import ENGLISH, field_of, read, refusal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+49 30 90260", "+493090260"),
        ("0049 (30) 90260", "+493090260"),
        ("+86 10 6519 2708", "+861065192708"),
    ],
)
def test_a_number_is_kept_as_e164(typed, kept):
    assert read(field_of("telephone"), _=typed) == kept


@pytest.mark.parametrize("typed", ["030 90260", "12", "call me", "+49"])
def test_a_number_without_its_country_is_refused(typed):
    assert refusal(field_of("telephone"), _=typed).startswith("Please check the telephone number.")


def test_it_is_shown_in_groups():
    assert field_of("telephone").show("+493090260000", ENGLISH) == "+49 30 90260000"
