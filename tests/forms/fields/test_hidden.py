from tests.forms.reading import ENGLISH, field_of


def test_a_hidden_value_is_kept_though_nobody_sees_it():
    found = field_of("hidden", value="form")
    assert found.answer({"": ["forged"]}, ENGLISH, {}) == "form"
    assert (found.asks, found.shows) == (False, False)
