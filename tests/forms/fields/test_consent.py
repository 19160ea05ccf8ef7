import hashlib

import pytest

from registration.forms.fields.field import Wrong
from tests.forms.documents import words
from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of, read, refusal

WORDING = words("You may **print** my picture.")
OTHER = words("You may sell my picture.")


def consent(**settings):
    return field_of("consent", wording=WORDING, **settings)


def answered(found, answer, asked=ENGLISH):
    return read(found, asked, _=found.choice(answer, asked))


def test_the_exact_wording_is_kept_in_the_language_that_was_read():
    wording = "You may **print** my picture. (de)"
    assert answered(consent(), "yes", GERMAN) == {
        "given": True,
        "language": "de",
        "label": "Question (de)",
        "wording": wording,
        "sha256": hashlib.sha256(wording.encode()).hexdigest(),
    }


def test_nothing_is_ticked_beforehand_and_no_tick_is_no_consent():
    assert read(consent(), _="") is None
    assert read(consent(may_refuse=True), _="") is None


def test_refusing_is_an_answer_where_one_may_refuse():
    kept = answered(consent(may_refuse=True), "no")
    assert (kept["given"], kept["wording"]) == (False, "You may **print** my picture.")


def test_refusing_is_none_where_the_consent_is_needed():
    with pytest.raises(Wrong):
        answered(consent(), "no")


def test_a_tick_under_another_wording_is_none_under_this_one():
    before = field_of("consent", wording=OTHER)
    for ticked in (before.choice("yes", ENGLISH), consent().choice("yes", CHINESE)):
        told = refusal(consent(), ENGLISH, _=ticked)
        assert told == "This is not the wording that you answered. Please read it and answer again."


@pytest.mark.parametrize("value", ["yes", "on", "yes-", "-", "x" * 20_000, "٣", "\u202eyes"])
def test_nonsense_is_no_consent(value):
    assert refusal(consent(), _=value).startswith("This is not the wording that you answered.")


def test_what_was_kept_stays_provable_when_the_form_changes():
    kept = answered(consent(), "yes")
    assert hashlib.sha256(kept["wording"].encode()).hexdigest() == kept["sha256"]
    assert field_of("consent", wording=OTHER).show(kept, ENGLISH) == "Agreed"


def test_it_is_shown_as_agreed_or_not():
    asked = consent(may_refuse=True)
    shown = [asked.show(answered(asked, answer), ENGLISH) for answer in ("yes", "no")]
    assert [*shown, asked.show(None, ENGLISH)] == ["Agreed", "Not agreed", ""]


def test_a_table_shows_the_answer_and_what_proves_it_side_by_side():
    found = consent()
    value = answered(found, "yes", GERMAN)
    assert list(found.part_names("en")) == list(value)
    assert list(found.part_names("de").values()) == [
        "Antwort", "Sprache", "Satz am Kästchen", "Wortlaut", "SHA-256 des Wortlauts",
    ]  # fmt: skip
    assert [found.show_part(part, value[part], ENGLISH) for part in value] == [
        "Agreed", "Deutsch", "Question (de)", "You may **print** my picture. (de)",
        value["sha256"],
    ]  # fmt: skip
    assert found.show_part("given", False, CHINESE) == "不同意"
