from tests.forms.reading import ENGLISH, field_of, read, refusal


def test_white_space_around_and_within_is_tidied():
    assert read(field_of("text"), _="  Amtsgericht \t Mitte ") == "Amtsgericht Mitte"


def test_nothing_typed_is_no_answer():
    assert read(field_of("text"), _="   ") is None


def test_the_same_letters_are_the_same_answer():
    assert read(field_of("text"), _="Mu\u0308ller") == "M\u00fcller"


def test_too_long_an_answer_says_by_how_much():
    told = refusal(field_of("text", max=5), _="abcdef")
    assert told == "Please shorten “Question”: it has 6 characters, 5 are possible."


def test_it_is_shown_as_it_was_read():
    assert field_of("text").show("Mitte", ENGLISH) == "Mitte"
