"""Changing a form document: each edit takes plain data and gives a changed copy.

A place is a tuple of keys: ``()`` the form, ``("person",)`` a section, ``("person", "name")`` a
field, ``("person", "companions", "child")`` a field in a group.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from itertools import count
from typing import Any

from registration.core.errors import RuleBroken

Raw = dict[str, Any]
Place = tuple[str, ...]
Edit = Callable[[Raw], Raw]
LONGEST_KEY = 40


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


def copied(document: Raw, place: Place) -> Raw:
    """The document with a copy behind a part; the copies have keys of their own and no roles.

    A role stands once in a form, so it stays with the original.
    """
    changed = deepcopy(document)
    beside, index = _beside(changed, place)
    copy = deepcopy(beside[index])
    copy["key"] = free_key(changed, place[:-1], str(copy["key"]))
    copy.pop("role", None)
    beside.insert(index + 1, copy)
    if len(place) == 1:
        for field in parts_of(copy, 1):
            old = field.get("key")
            field.pop("role", None)
            field["key"] = ""  # so that the search sees the original's key only
            field["key"] = free_key(changed, place, str(old))
    return changed


def deleted(document: Raw, place: Place) -> Raw:
    """The document without a part."""
    changed = deepcopy(document)
    beside, index = _beside(changed, place)
    del beside[index]
    return changed


def set_values(document: Raw, place: Place, values: Mapping[str, Any]) -> Raw:
    """The document with values of a part set; None takes a value away.

    Raises:
        KeyTaken: the key among the values belongs to another part.
    """
    changed = deepcopy(document)
    part = find(changed, place)
    key = values.get("key", part.get("key"))
    if key != part.get("key") and key in _taken(changed, place[:-1]):
        raise KeyTaken
    for name, value in values.items():
        if value is None:
            part.pop(name, None)
        else:
            part[name] = deepcopy(value)
    return changed


def free_key(document: Raw, place: Place, wanted: str) -> str:
    """``wanted``, or with a number behind it, so that nothing in the form at ``place`` has it."""
    taken = _taken(document, place)
    if wanted not in taken:
        return wanted
    numbers = (f"_{number}" for number in count(2))
    made = (wanted[: LONGEST_KEY - len(end)] + end for end in numbers)
    return next(key for key in made if key not in taken)


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
