from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of

NIGHTS = {"days": [{"day": "starts"}, {"day": "ends"}]}


def test_the_value_follows_from_the_answers():
    people = field_of("calculated", value={"sum": [1, 2]})
    assert people.answer({}, ENGLISH, {}) == 3


def test_nothing_is_asked_and_nothing_can_be_missing():
    found = field_of("calculated", value=NIGHTS)
    assert found.answer({}, ENGLISH, {}) is None
    assert not found.is_required({}, ENGLISH.facts)


def test_numbers_days_and_words_are_shown_as_readers_know_them():
    found = field_of("calculated", value=1)
    assert [found.show(1234.5, one) for one in (ENGLISH, GERMAN, CHINESE)] == [
        "1,234.5", "1.234,5", "1,234.5",
    ]  # fmt: skip
    assert found.show("2027-03-01", GERMAN) == "1. März 2027"
    assert found.show(value=True, asked=CHINESE) == "是"
    assert found.show("vegan", ENGLISH) == "vegan"
    assert found.show(None, ENGLISH) == ""


def test_what_was_typed_under_its_name_counts_for_nothing():
    assert field_of("calculated", value=7).answer({"": ["8"]}, ENGLISH, {}) == 7
