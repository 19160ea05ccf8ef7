from tests.forms.documents import words
from tests.forms.reading import field_of, read


def test_a_note_asks_nothing():
    note = field_of("note", text=words("Welcome"))
    assert not note.asks
    assert read(note, _="anything") is None
