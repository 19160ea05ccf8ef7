"""Changing a form document: each edit takes plain data and gives a changed copy.

A place is a tuple of keys: ``()`` the form, ``("person",)`` a section, ``("person", "name")`` a
field, ``("person", "companions", "child")`` a field in a group.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from registration.core.errors import RuleBroken
from registration.forms import keys
from registration.forms.rules.renaming import renamed_in

Raw = dict[str, Any]
Place = tuple[str, ...]
Edit = Callable[[Raw], Raw]
FIELD_DEPTH = 2


class NoSuchPlace(RuleBroken):
    """The document has nothing at this place."""


class KeyTaken(RuleBroken):
    """Another section, or another field beside this one, has the key."""


def parts_of(raw: Any, depth: int) -> list[Any]:
    """The sections of a form (``depth`` 0), or the fields of a section or group."""
    found = raw.get("fields" if depth else "sections") if isinstance(raw, dict) else None
    return found if isinstance(found, list) else []


def find(document: Raw, place: Place) -> Raw:
    """What stands at a place.

    Raises:
        NoSuchPlace: nothing does.
    """
    found = document
    for depth, key in enumerate(place):
        beside = parts_of(found, depth)
        found = beside[_index(beside, key)]
    return found


def added(document: Raw, place: Place, part: Raw) -> tuple[Raw, Place]:
    """The document with ``part`` at the end of the section, group or form at ``place``, and where.

    The key of the part is made one that nothing has.
    """
    changed = deepcopy(document)
    owner, name = find(changed, place), "fields" if place else "sections"
    made = deepcopy(part)
    made["key"] = free_key(changed, place, str(made["key"]))
    owner[name] = [*parts_of(owner, len(place)), made]
    return changed, (*place, made["key"])


def moved(document: Raw, place: Place, by: int) -> Raw:
    """The document with a part ``by`` places further down; at either end it stays."""
    changed = deepcopy(document)
    beside, index = _beside(changed, place)
    target = min(max(index + by, 0), len(beside) - 1)
    beside.insert(target, beside.pop(index))
    return changed


def moved_to(document: Raw, place: Place, owner: Place, index: int) -> tuple[Raw, Place]:
    """The document with a part within ``owner``, before what stands at ``index`` there, and where.

    Raises:
        NoSuchPlace: it cannot stand there, e.g. a section in a section or a group in itself.
    """
    if bool(owner) != (len(place) > 1) or owner[: len(place)] == place:
        raise NoSuchPlace
    changed = deepcopy(document)
    beside, at = _beside(changed, place)
    part = beside.pop(at)
    key = free_key(changed, owner, str(part["key"]))
    if key != part["key"]:
        part = renamed_in({**part, "key": key}, {part["key"]: key})
    target = find(changed, owner)
    name = "fields" if owner else "sections"
    target[name] = target.get(name) or []
    target[name].insert(max(index, 0), part)
    return changed, (*owner, key)


def copied(document: Raw, place: Place) -> Raw:
    """The document with a copy behind a part; the copies have keys of their own and no roles.

    A role stands once in a form, so it stays with the original. Rules within a copied section
    look at the copies.
    """
    changed = deepcopy(document)
    beside, index = _beside(changed, place)
    copy = deepcopy(beside[index])
    copy["key"] = free_key(changed, place[:-1], str(copy["key"]))
    copy.pop("role", None)
    if len(place) == 1:
        taken = _taken(changed, place)
        names: dict[str, str] = {}
        for field in parts_of(copy, 1):
            old = str(field["key"])
            field["key"] = names[old] = keys.free(old, taken)
            taken.add(names[old])
            field.pop("role", None)
        copy = renamed_in(copy, names)
    beside.insert(index + 1, copy)
    return changed


def deleted(document: Raw, place: Place) -> Raw:
    """The document without a part."""
    changed = deepcopy(document)
    beside, index = _beside(changed, place)
    del beside[index]
    return changed


def set_values(document: Raw, place: Place, values: Mapping[str, Any]) -> Raw:
    """The document with values of a part set; None takes a value away.

    Where the key changes, the rules that look at the part follow.

    Raises:
        KeyTaken: the key among the values belongs to another part.
    """
    changed = deepcopy(document)
    part = find(changed, place)
    old = part.get("key")
    new = values.get("key", old)
    if new != old and new in _taken(changed, place[:-1]):
        raise KeyTaken
    for name, value in values.items():
        if value is None:
            part.pop(name, None)
        else:
            part[name] = deepcopy(value)
    if new == old or len(place) == 1:
        return changed
    return _renamed(changed, place[:-1] if len(place) > FIELD_DEPTH else (), {str(old): new})


def _renamed(document: Raw, owner: Place, names: Mapping[str, str]) -> Raw:
    """Rules follow in the whole form, or among the fields of a group."""
    if not owner:
        return renamed_in(document, names)
    group = find(document, owner)
    group["fields"] = [renamed_in(field, names) for field in parts_of(group, len(owner))]
    return document


def free_key(document: Raw, place: Place, wanted: str) -> str:
    """``wanted``, or with a number behind it, so that nothing in the form at ``place`` has it."""
    return keys.free(wanted, _taken(document, place))


def _taken(document: Raw, place: Place) -> set[Any]:
    """Keys are unique among sections, among all fields of the form, and within a group."""
    if len(place) == 1:
        return {key for part in parts_of(document, 0) for key in _keys(parts_of(part, 1))}
    return set(_keys(parts_of(find(document, place), len(place))))


def _keys(parts: list[Any]) -> Iterator[Any]:
    return (part.get("key") for part in parts if isinstance(part, dict))


def _beside(document: Raw, place: Place) -> tuple[list[Any], int]:
    if not place:
        raise NoSuchPlace
    beside = parts_of(find(document, place[:-1]), len(place) - 1)
    return beside, _index(beside, place[-1])


def _index(beside: list[Any], key: str) -> int:
    for index, part in enumerate(beside):
        if isinstance(part, dict) and part.get("key") == key:
            return index
    raise NoSuchPlace
