"""Answers to every question of a section, found by its type."""

from collections.abc import Iterable, Mapping
from typing import Any

from registration.forms.fields.field import Asked, Field
from registration.forms.fields.group import Group

ASKED = Asked(language="en", today="2026-11-25")
ENTRIES = 2
PLAIN: Mapping[str, str] = {
    "text": "Some words", "long_text": "Some words\nand more of them", "declaration": "yes",
    "email": "weber@familie.example", "telephone": "+49 30 9026 0", "yes_no": "yes",
    "country": "CN", "nationality": "CHN", "signature": "Anna Beispiel",
}  # fmt: skip
IN_PARTS: Mapping[str, Mapping[str, str]] = {
    "name": {"family": "Beispiel", "given": "Anna"},
    "address": {
        "country": "DE", "street": "Am Ufer 1", "postal_code": "10178", "city": "Neustadt",
    },
    "passport_name": {"surname": "BEISPIEL", "given_names": "ANNA"},
    "passport": {
        "number": "C01X00T47", "country": "DE", "issued-day": "1", "issued-month": "2",
        "issued-year": "2024", "expires-day": "31", "expires-month": "1", "expires-year": "2190",
    },
    "institution": {"name": "School at the Quay"},
    "date_range": {
        "from_day": "1", "from_month": "3", "from_year": "2190",
        "to_day": "9", "to_month": "3", "to_year": "2190",
    },
}  # fmt: skip


def filled_in(fields: Iterable[Field], before: str = "") -> dict[str, Any]:
    """What somebody types who answers all of them: values by the name of the input."""
    typed: dict[str, Any] = {}
    for field in fields:
        if isinstance(field, Group):
            for number in range(min(ENTRIES, field.max)):
                typed |= filled_in(field.fields, f"{before}{field.key}-{number}-")
        elif field.asks:
            parts = _parts(field)
            typed |= {f"{before}{field.key}-{p}".rstrip("-"): v for p, v in parts.items()}
    return typed


def _parts(field: Any) -> Mapping[str, Any]:
    if field.type in IN_PARTS:
        return IN_PARTS[field.type]
    if field.type == "date":
        return {"day": "4", "month": "5", "year": "2190" if field.future else "1980"}
    if field.type == "grid":
        return dict.fromkeys(field.rows, next(iter(field.columns)))
    if field.type == "ranking":
        return {key: str(rank) for rank, key in zip(field.ranks, field.choices, strict=False)}
    return {} if field.type in {"file", "picture"} else {"": _single(field)}


def _single(field: Any) -> Any:
    if field.type in {"choice", "choices"}:
        keys = list(field.choices)
        return keys[0] if field.type == "choice" else keys[: field.max]
    if field.type == "consent":
        return field.choice("yes", ASKED)
    if field.type == "number":
        return str(int(field.min or 1))
    if field.type == "rating":
        return str(field.max)
    if field.type == "time":
        return field.min or "18:30"
    return "de" if field.type == "language" else PLAIN[field.type]
