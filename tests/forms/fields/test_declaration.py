from tests.forms.reading import ENGLISH, field_of, read


def test_only_a_tick_declares():
    assert read(field_of("declaration"), _="yes") is True
    assert read(field_of("declaration"), _="") is None
    assert read(field_of("declaration"), _="on") is None


def test_whoever_forgot_it_reads_its_wording():
    told = field_of("declaration").say_missing("en")
    assert told == "Please read and tick: “Question”."


def test_it_is_shown_as_declared():
    assert field_of("declaration").show(value=True, asked=ENGLISH) == "Declared"
