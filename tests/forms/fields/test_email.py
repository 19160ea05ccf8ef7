import pytest

from tests.forms.reading import field_of, read, refusal


def test_an_address_is_kept_with_a_small_domain():
    assert read(field_of("email"), _=" Anna@Stadt.EXAMPLE ") == "Anna@stadt.example"


@pytest.mark.parametrize(
    "typed", ["anna", "anna@", "@stadt.example", "a b@stadt.example", "a@stadt.example\nBcc: x@y.z"]
)
def test_what_can_be_no_address_is_refused_with_an_example(typed):
    told = refusal(field_of("email"), _=typed)
    assert told == "Please check the email address. It looks like this: name@example.org"


def test_an_address_longer_than_a_mail_server_takes_is_refused():
    assert (
        refusal(field_of("email"), _=f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 70}.example") != ""
    )
