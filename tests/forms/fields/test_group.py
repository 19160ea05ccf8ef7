from tests.forms.documents import field, words
from tests.forms.reading import ENGLISH, field_of

SIBLINGS = [
    field("text", "first"),
    field("yes_no", "older"),
    field("text", "remark", when={"field": "older", "is": True}),
]


def test_each_item_is_shown_on_a_line_of_its_own():
    group = field_of("group", item=words("Sibling"), fields=SIBLINGS)
    items = [{"first": "Ben", "older": True, "remark": "away"}, {"first": "Mia", "older": False}]
    assert group.show(items, ENGLISH) == "1. Ben, Yes, away\n2. Mia, No"


def test_nothing_is_shown_where_nothing_was_added():
    assert field_of("group", item=words("Sibling"), fields=SIBLINGS).show(None, ENGLISH) == ""
