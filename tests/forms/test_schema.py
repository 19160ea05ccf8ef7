"""The published schema of form documents."""

import json
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from registration.exchange.documents import read, write
from registration.forms import versions
from registration.forms.document import InvalidDocument, parse
from registration.forms.entry import Entry
from registration.forms.register import TYPES
from registration.forms.schema import form_schema
from registration.forms.setting import Fields
from registration.sample.load import FOLDER
from tests.forms.building import built, plain
from tests.forms.documents import field, long_form, section, short_form

ADDRESS = "https://apply.stadt.example/forms.schema.json"
SCHEMA = form_schema(ADDRESS)
VALIDATOR = Draft202012Validator(SCHEMA)


def refusals(document) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors(document)]


@cache
def fits(definition: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": SCHEMA["$defs"]})


def setting_validator(kind: str, name: str) -> Draft202012Validator:
    return Draft202012Validator({**TYPES[kind].settings[name].schema(), "$defs": SCHEMA["$defs"]})


def settings_of_all_types():
    """Without groups' questions, which the test of whole questions looks into."""
    return [
        (kind, name)
        for kind, found in TYPES.items()
        for name, setting in found.settings.items()
        if not isinstance(setting, Fields)
    ]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == ADDRESS


@pytest.mark.parametrize(
    "path", sorted((FOLDER / "forms").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_forms_of_the_sample_fit(path):
    assert refusals(read(path.read_bytes())) == []


@pytest.mark.parametrize("document", [short_form(), long_form()])
def test_the_forms_of_the_tests_fit(document):
    assert refusals(document) == []


@pytest.mark.parametrize(("kind", "name"), settings_of_all_types())
def test_the_schema_takes_every_value_of_a_setting_that_a_form_may_have(kind, name):
    setting = TYPES[kind].settings[name]
    validator = setting_validator(kind, name)

    @given(plain | built(setting.schema(), SCHEMA["$defs"], depth=3))
    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
    def whatever_is_read_fits(value):
        problems: list[str] = []
        setting.read(Entry({name: value}, (), problems, read_nothing), name)
        assert problems or validator.is_valid(value)

    whatever_is_read_fits()


def read_nothing(entry):
    """A field whose own settings are not looked at here."""
    for name in list(entry.raw):
        entry.raw_value(name)


@given(built({"$ref": "#/$defs/field"}, SCHEMA["$defs"]))
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60)
def test_questions_out_of_the_schemas_own_building_blocks_come_back_as_they_were(question):
    document = {"key": "built", "sections": [section("only", question)]}
    assert refusals(document) == []
    for kind in ("yaml", "json"):
        again = read(write(document, kind).encode(), kind)
        assert json.dumps(again) == json.dumps(document)


@given(built({"$ref": "#/$defs/condition"}, SCHEMA["$defs"]) | plain)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
def test_conditions_that_a_form_may_have_fit(condition):
    person = [field("name", "name", role="name"), field("email", "email", role="email")]
    document = {"key": "x", "sections": [section("a", *person), section("b", *person[:0])]}
    document["sections"][1] |= {"fields": [field("text", "more")], "when": condition}
    try:
        parse(document)
    except InvalidDocument:
        return
    assert refusals(document) == []


@given(st.data())
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
def test_whatever_is_put_into_a_form_the_schema_takes_what_the_reader_takes(data):
    document = short_form()
    holder = data.draw(st.sampled_from(list(holders(document))))
    place = data.draw(
        st.sampled_from(list(holder) if isinstance(holder, dict) else range(len(holder)))
    )
    holder[place] = data.draw(plain)
    try:
        versions.check("short", document)
    except InvalidDocument:
        return
    assert refusals(document) == []


def holders(value):
    """Every mapping and list in a document."""
    if isinstance(value, dict | list) and value:
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from holders(inner)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda person: person.pop("title"), "$.sections[0]"),
        (lambda person: person["title"].pop("zh"), "$.sections[0].title"),
        (lambda person: person["title"].update(fr="Vous"), "$.sections[0].title"),
        (lambda person: person.update(fields=[]), "$.sections[0].fields"),
        (lambda person: person["fields"][0].update(maximum=3), "$.sections[0].fields[0]"),
        (lambda person: person["fields"][0].update(type="magic"), "$.sections[0].fields[0]"),
        (lambda person: person["fields"][0].update(role="king"), "$.sections[0].fields[0]"),
        (lambda person: person["fields"][2].pop("item"), "$.sections[0].fields[2]"),
        (lambda person: person["fields"][2].update(max=51), "$.sections[0].fields[2]"),
        (lambda person: person.update(when={"field": "a"}), "$.sections[0].when"),
    ],
)
def test_what_the_reader_refuses_the_schema_finds_too(change, where):
    document = short_form()
    change(document["sections"][0])
    assert refusals(document) == [where]
    with pytest.raises(InvalidDocument):
        parse(document)


@pytest.mark.on_one_database
def test_everybody_may_read_it_at_one_address_without_a_language(client):
    answer = client.get("/forms.schema.json")
    assert answer.mimetype == "application/schema+json"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.json == form_schema("http://127.0.0.1:8000/forms.schema.json")
    assert "Set-Cookie" not in answer.headers
