"""What changed from one version of a form to another, part by part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registration.forms.editing import Place, Raw, parts_of


class How(StrEnum):
    """How a part changed."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """A part that is not as it was.

    Attributes:
        how: what happened to it; a part that moved and changed is told twice.
        place: where it stands now; where it stood if it was removed.
        part: the part now, or as it was if it was removed.
        settings: name → (before, now) of the settings that changed.
    """

    how: How
    place: Place
    part: Raw
    settings: Mapping[str, tuple[Any, Any]]


def changes(before: Raw, now: Raw) -> list[Change]:
    """What was done to ``before`` to come to ``now``, in the order of ``now``; removals last.

    Parts are known again by their keys: sections by theirs, fields within the whole form, and
    fields of a group within the group.
    """
    old, new = dict(_parts(before)), dict(_parts(now))
    found = [change for key, part in new.items() for change in _of(key, part, old, new)]
    removed = [
        Change(How.REMOVED, place, part, {})
        for key, (place, part) in old.items()
        if key not in new and not _went_along(key, old, new)
    ]
    title = _settings(before, now, but=("key", "sections"))
    return [*([Change(How.CHANGED, (), now, title)] if title else []), *found, *removed]


Key = tuple[str, ...]
Parts = dict[Key, tuple[Place, Raw]]


def _parts(form: Raw) -> Iterator[tuple[Key, tuple[Place, Raw]]]:
    """Each part by what it is known by."""
    for section in parts_of(form, 0):
        place = (str(section["key"]),)
        yield ("section", *place), (place, section)
        yield from _fields(section, place, ())


def _fields(owner: Raw, place: Place, group: Key) -> Iterator[tuple[Key, tuple[Place, Raw]]]:
    for field in parts_of(owner, 1):
        key = (*group, str(field["key"]))
        yield ("field", *key), ((*place, key[-1]), field)
        yield from _fields(field, (*place, key[-1]), key)


def _of(key: Key, found: tuple[Place, Raw], old: Parts, new: Parts) -> Iterator[Change]:
    place, part = found
    if key not in old:
        if not _went_along(key, new, old):
            yield Change(How.ADDED, place, part, {})
        return
    was_at, was = old[key]
    if was_at[:-1] != place[:-1] or _overtaken(key, old, new):
        yield Change(How.MOVED, place, part, {})
    settings = _settings(was, part, but=("key", "fields"))
    if settings:
        yield Change(How.CHANGED, place, part, settings)


def _went_along(key: Key, those: Parts, others: Parts) -> bool:
    """Whether the group around it is new or gone as a whole, which is told once."""
    around = key[:-1]
    return len(around) > 1 and around in those and around not in others


def _overtaken(key: Key, old: Parts, new: Parts) -> bool:
    """Whether it stands behind another neighbour, of those that stood beside it before and now."""
    return _before(key, old, new) != _before(key, new, old)


def _before(key: Key, those: Parts, others: Parts) -> Key | None:
    owner = those[key][0][:-1]
    beside = [
        one
        for one, (place, _) in those.items()
        if place[:-1] == owner and one in others and others[one][0][:-1] == others[key][0][:-1]
    ]
    at = beside.index(key)
    return beside[at - 1] if at else None


def _settings(was: Raw, now: Raw, *, but: tuple[str, ...]) -> dict[str, tuple[Any, Any]]:
    names = [name for name in {**was, **now} if name not in but]
    return {
        name: (was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name)
    }
