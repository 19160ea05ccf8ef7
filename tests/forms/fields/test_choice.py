from tests.forms.documents import choices
from tests.forms.reading import GERMAN, field_of, read, refusal

FEW = choices("none", "vegan")
MANY = choices(*"abcdefgh")


def test_a_choice_is_kept_by_its_key():
    assert read(field_of("choice", choices=FEW), _="vegan") == "vegan"


def test_what_was_not_offered_is_refused():
    told = refusal(field_of("choice", choices=FEW), _="admin")
    assert told == "Please choose one of the answers shown."


def test_a_long_list_is_not_shown_as_radio_buttons():
    assert field_of("choice", choices=FEW).several_inputs
    assert not field_of("choice", choices=MANY).several_inputs


def test_it_is_shown_in_the_language_of_the_reader():
    assert field_of("choice", choices=FEW).show("vegan", GERMAN) == "Vegan (de)"
