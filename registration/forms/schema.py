"""The JSON Schema (2020-12) of form documents, so that editors can help while one is written.

It takes whatever ``forms.document.parse`` takes. What spans several places, such as a key that
stands twice or a condition that looks ahead, only ``parse`` finds.
"""

from collections.abc import Mapping
from typing import Any

from registration.forms.disclosure import PURPOSES, VIEWERS
from registration.forms.document import ROLES
from registration.forms.entry import KEY, MOST_DAYS
from registration.forms.fields.field import Field
from registration.forms.register import TYPES
from registration.forms.rules.formulas import DAYS
from registration.forms.rules.values import PARTIES
from registration.forms.setting import TEXTS_SCHEMA
from registration.forms.versions import FORM_KEY

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def form_schema(address: str) -> Schema:
    """The schema of a form document; ``address`` is where it is published."""
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": "A form",
        "description": "Sections of questions, in the order in which they are filled in.",
        **_mapping(
            {
                "key": _like(FORM_KEY.pattern),
                "title": _or_null("texts"),
                "sections": _list({"$ref": "#/$defs/section"}),
            },
            needed=("key", "sections"),
        ),
        "$defs": {
            "key": _like(KEY.pattern),
            "texts": TEXTS_SCHEMA,
            "section": _section(),
            "field": {"anyOf": [{"$ref": f"#/$defs/field_{name}"} for name in TYPES]},
            **{f"field_{name}": _field(kind) for name, kind in TYPES.items()},
            **_rules(),
        },
    }


def _section() -> Schema:
    return _mapping(
        {
            "key": {"$ref": "#/$defs/key"},
            "by": {"enum": [*PARTIES, None]},
            "title": {"$ref": "#/$defs/texts"},
            "intro": _or_null("texts"),
            "when": _or_null("condition"),
            "fields": _list({"$ref": "#/$defs/field"}),
        },
        needed=("key", "title", "fields"),
    )


def _field(kind: type[Field]) -> Schema:
    label = {"$ref": "#/$defs/texts"} if kind.shows else _or_null("texts")
    rule = _mapping({"rule": _of("condition"), "message": _of("texts")}, needed=("rule", "message"))
    common = {
        "key": {"$ref": "#/$defs/key"},
        "type": {"const": kind.type},
        "label": label,
        "hint": _or_null("texts"),
        "why": _or_null("texts"),
        "required": {"anyOf": [{"type": "boolean"}, _of("condition")], "default": True},
        "role": {"enum": [*ROLES, None]},
        "when": _or_null("condition"),
        "valid": {"type": "array", "items": rule},
        "sensitive": {"type": "boolean", "default": False},
        "purpose": {"enum": [*PURPOSES, None]},
        "visible_to": {"type": "array", "items": {"enum": [*VIEWERS]}, "minItems": 1},
        "keep": {
            "anyOf": [{"type": "integer", "minimum": 0, "maximum": MOST_DAYS}, {"type": "null"}]
        },
    }
    settings = {name: setting.schema() for name, setting in kind.settings.items()}
    needed = [name for name, setting in kind.settings.items() if setting.needed]
    said = (kind.__doc__ or "").partition("\n")[0]
    return {
        "description": said,
        **_mapping(
            {**common, **settings},
            needed=("key", "type", *(["label"] if kind.shows else []), *needed),
        ),
    }


def _rules() -> dict[str, Schema]:
    """Conditions and formulas: trees of known words, see ``forms.rules``."""
    value, condition = _of("value"), _of("condition")
    compared = {
        "is": value, "is_not": value, "includes": value, "filled": {"type": "boolean"},
        "one_of": _list({"type": ["string", "number", "boolean"]}), "at_least": value,
        "at_most": value, "more_than": value, "less_than": value,
    }  # fmt: skip
    key: Schema = {"type": "string"}
    day: Schema = {"enum": list(DAYS)}
    comparisons = [
        _mapping({**subject, operator: other}, needed=(next(iter(subject)), operator))
        for subject in ({"field": key}, {"count": key}, {"age": key, "on": day})
        for operator, other in compared.items()
    ]
    joined: list[Schema] = [
        _alone({"all": _list(condition)}), _alone({"any": _list(condition)}),
        _alone({"not": condition}), _alone({"by": {"enum": list(PARTIES)}}),
    ]  # fmt: skip
    return {
        "condition": {"anyOf": [*joined, *comparisons]},
        "value": {
            "anyOf": [{"type": ["string", "number", "boolean"]}, *_formulas(value, key, day)]
        },
    }


def _formulas(value: Schema, key: Schema, day: Schema) -> list[Schema]:
    whole = {"type": "integer"}
    two = {**_list(value), "minItems": 2, "maxItems": 2}
    return [
        _alone({"field": key}),
        _mapping({"day": day, "plus_months": whole, "plus_days": whole}, needed=("day",)),
        _alone({"sum": _list(value)}),
        _alone({"difference": two}),
        _alone({"product": _list(value)}),
        _alone({"quotient": two}),
        _alone({"count": key}),
        _alone({"total": key, "of": key}),
        _mapping({"age": key, "on": day}, needed=("age",)),
        _alone({"days": two}),
        _mapping({"join": _list(value), "with": {"type": "string"}}, needed=("join",)),
        _mapping({"if": _of("condition"), "then": value, "else": value}, needed=("if", "then")),
        _alone({"first": _list(value)}),
        _mapping({"round": value, "digits": whole}, needed=("round",)),
    ]


def _of(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(name: str) -> Schema:
    return {"anyOf": [_of(name), {"type": "null"}]}


def _like(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items, "minItems": 1}


def _alone(properties: Mapping[str, Schema]) -> Schema:
    return _mapping(properties, needed=tuple(properties))


def _mapping(properties: Mapping[str, Schema], *, needed: tuple[str, ...]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(needed),
        "additionalProperties": False,
    }
