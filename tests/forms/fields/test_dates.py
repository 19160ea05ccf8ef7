from tests.forms.reading import ENGLISH, field_of, read, refusal


def test_dates_are_kept_in_the_order_of_the_programme():
    assert read(field_of("dates"), _=["finale", "opening"]) == ["opening", "finale"]


def test_a_date_that_the_programme_has_not_is_refused():
    assert refusal(field_of("dates"), _=["midnight"]) != ""


def test_too_many_are_refused():
    told = refusal(field_of("dates", max=1), _=["opening", "finale"])
    assert told == "Please choose at most 1 dates."


def test_their_titles_are_shown():
    shown = field_of("dates").show(["opening", "finale"], ENGLISH)
    assert shown == "Opening night and Finale"
