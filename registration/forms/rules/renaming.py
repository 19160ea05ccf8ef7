"""Following questions that get another key: the rules that look at them name it, too."""

from collections.abc import Mapping
from typing import Any

NAMING = ("field", "count", "age", "total")
RULES = ("when", "required", "value")


def renamed(rule: Any, names: Mapping[str, str]) -> Any:
    """A raw condition or formula that looks at the new names.

    Args:
        rule: plain data; what is no rule comes back as it is.
        names: old key → new key.
    """
    if isinstance(rule, list):
        return [renamed(part, names) for part in rule]
    if not isinstance(rule, dict):
        return rule
    return {
        name: names.get(part, part)
        if name in NAMING and isinstance(part, str)
        else renamed(part, names)
        for name, part in rule.items()
    }


def renamed_in(part: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A raw section or question in which all rules look at the new names."""
    changed: dict[str, Any] = {
        name: renamed(value, names) if name in RULES else value for name, value in part.items()
    }
    for name, rule in (("valid", "rule"), ("choices", "when")):
        if isinstance(part.get(name), list):
            changed[name] = [
                {**one, rule: renamed(one[rule], names)}
                if isinstance(one, dict) and rule in one
                else one
                for one in part[name]
            ]
    for name in ("sections", "fields"):
        if isinstance(part.get(name), list):
            within = _without_own(part, names)
            changed[name] = [
                renamed_in(one, within) if isinstance(one, dict) else one for one in part[name]
            ]
    return changed


def _without_own(part: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, str]:
    """In a group, its own questions are meant before those of the form."""
    if part.get("type") != "group":
        return names
    own = {field.get("key") for field in part["fields"] if isinstance(field, dict)}
    return {old: new for old, new in names.items() if old not in own}
