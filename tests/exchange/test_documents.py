"""Form documents as text: what is read is what was meant, and nothing else is read."""

import json
from contextlib import suppress

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from registration.exchange.documents import MAX_BYTES, UnreadableDocument, read, write
from tests.forms.documents import long_form

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def refusal(text: str | bytes, kind: str = "yaml") -> str:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(UnreadableDocument) as refused:
        read(data, kind)
    return refused.value.reason


@given(plain)
@example(["no", "on", "tRUE", "1:30", "2026-01-01", "012", "1e5", "~", "", " ", "- x", "a: b"])
@example({"on": "starts", "<<": "&x *y !z", "text": "One.\n\nTwo.\n", "trailing": "a \n b\n\n\n"})
@example("A line that is long enough to be folded, with a: colon, # signs and 'quotes'. " * 3)
@example("word " * 30 + " two spaces and a\ttab")
def test_what_is_written_is_read_again_as_it_was(document):
    for kind in ("yaml", "json"):
        again = read(write(document, kind).encode(), kind)
        assert again == document
        assert json.dumps(again) == json.dumps(document)  # in the same order, of the same types


@given(plain)
def test_other_readers_of_yaml_understand_the_same(document):
    assert yaml.safe_load(write(document)) == document


def test_a_form_is_written_for_readers():
    long = "We ask for this so that everything is prepared at the door and in the hall. " * 2
    document = {
        "key": "x",
        "texts": {"de": "Für Ämter", "zh": "姓名"},
        "why": long.strip(),
        "text": "One.\n\nTwo.\n",
        "choices": [{"key": "a"}, {"key": "b"}],
    }
    assert write(document) == (
        "key: x\n"
        "texts:\n"
        "  de: Für Ämter\n"
        "  zh: 姓名\n"
        "why: >-\n"
        "  We ask for this so that everything is prepared at the door and in the hall. We ask for this so that\n"  # noqa: E501
        "  everything is prepared at the door and in the hall.\n"
        "text: |\n"
        "  One.\n"
        "\n"
        "  Two.\n"
        "choices:\n"
        "  - key: a\n"
        "  - key: b\n"
    )


def test_words_that_yaml_once_took_for_truths_stay_words():
    assert read(b"on: starts\nis: no\nat: 12:30\nday: 2026-01-01\ncode: 012\nyes: true") == {
        "on": "starts", "is": "no", "at": "12:30", "day": "2026-01-01", "code": "012", "yes": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("a: 1\nb: {x: 1,\n  x: 2}", "yaml", "line 3: 'x' stands twice in the same mapping"),
        (
            '{"a": "}",\n"b": {"c": 1,\n"c": 2}}',
            "json",
            "line 3: 'c' stands twice in the mapping that ends here",
        ),
        ("a: &x [1]\nb: *x", "yaml", "line 2: write it out; aliases (*) are not read"),
        ("a: !!python/object:os.system x", "yaml", "line 1: tags (!) are not read"),
        ("!!map {a: 1}", "yaml", "line 1: tags (!) are not read"),
        ("a: 1\n---\nb: 1", "yaml", "line 2: a second document begins"),
        ("a: b: c", "yaml", "line 1: mapping values are not allowed in this context"),
        ("? [a]\n: 1", "yaml", "line 1: the name of a setting is a word"),
        ("", "yaml", "it is empty"),
        ("a: \0", "yaml", "it has a sign that YAML does not allow"),
        ("[" * 500, "yaml", "line 1: it is nested more than 100 deep"),
        ("[" * 100_000, "json", "it is nested more than 100 deep"),
        ("a: " + "9" * 5000, "yaml", "line 1: a number has too many digits"),
        ('{"a": ' + "9" * 5000 + "}", "json", "a number has too many digits"),
        ('{"a": NaN}', "json", "NaN is no number"),
        ('{"a": 1e999}', "json", "1e999 is no number"),
        ('{"a": 1,}', "json", "line 1: Expecting property name enclosed in double quotes"),
        ("", "json", "line 1: Expecting value"),
    ],
)
def test_what_is_no_document_is_refused_with_its_line(text, kind, reason):
    assert refusal(text, kind) == reason


def test_a_text_in_another_encoding_or_too_large_is_refused():
    assert refusal("Über".encode("latin-1")) == "it is not text in UTF-8"
    assert refusal(b"a" * (MAX_BYTES + 1)) == "it is larger than 2 MB"


def test_a_document_that_grows_by_its_aliases_is_refused():
    lines = ["a: &a [x, x]"] + [
        f"{new}: &{new} [*{old}, *{old}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert refusal("\n".join(lines)) == "line 2: write it out; aliases (*) are not read"


def test_a_mark_of_byte_order_is_no_part_of_the_text():
    assert read(b"\xef\xbb\xbfkey: x") == {"key": "x"}


@given(st.binary(max_size=60))
def test_no_bytes_whatever_do_more_than_be_refused(data):
    for kind in ("yaml", "json"):
        with suppress(UnreadableDocument):
            read(data, kind)


def test_the_longest_form_of_the_tests_comes_back():
    assert read(write(long_form()).encode()) == long_form()
