from tests.forms.reading import field_of, read, refusal


def test_line_breaks_are_kept_and_count_as_one():
    assert read(field_of("long_text", max=3), _="a\r\nb") == "a\nb"


def test_too_long_a_text_is_refused():
    assert refusal(field_of("long_text", max=3), _="abcd") != ""
