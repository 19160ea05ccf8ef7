"""The form that a page of the builder is about, and the part of it that an address names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, g, request

from registration.core import clock
from registration.core.languages import text
from registration.core.numbers import whole_number
from registration.forms import drafting, editing
from registration.forms.drafting import Draft
from registration.forms.editing import Edit, Place, Raw
from registration.programmes.models import Programme
from registration.web.desk import scope
from registration.web.shared import access


@dataclass(frozen=True)
class Part:
    """A part of a draft: where it stands and what it is."""

    place: Place
    raw: Raw

    @property
    def path(self) -> str:
        """Its place in an address."""
        return "/".join(self.place)

    @property
    def anchor(self) -> str:
        """Its id on the outline."""
        return "part-" + "-".join(self.place)

    @property
    def kind(self) -> str:
        """The type of a question; empty for a section."""
        return str(self.raw.get("type", "")) if len(self.place) > 1 else ""

    @property
    def title(self) -> str:
        """What it is called, in the reader's language; its key where it has no words yet."""
        return title_of(self.raw)

    @property
    def inner(self) -> list["Part"]:
        """The questions in it."""
        return [
            Part((*self.place, str(raw.get("key"))), raw)
            for raw in editing.parts_of(self.raw, len(self.place))
            if isinstance(raw, dict)
        ]


def title_of(raw: Raw) -> str:
    """What a part is called, in the reader's language."""
    words = [raw[name] for name in ("title", "label", "text") if isinstance(raw.get(name), dict)]
    return (text(words[0], g.language) if words else "") or str(raw.get("key", ""))


def draft(form_key: str) -> Draft:
    """How the form of an address stands."""
    return drafting.draft_of(scope.form(form_key))


def part(found: Draft, path: str) -> Part:
    """The part that an address names; no part answers 404."""
    place = tuple(path.split("/"))
    try:
        return Part(place, editing.find(found.document, place))
    except editing.NoSuchPlace:
        abort(404)


def sections(found: Draft) -> list[Part]:
    """The sections of a draft."""
    return Part((), found.document).inner


def change(found: Draft, edit: Edit) -> Draft:
    """Keep a change that the signed-in person made on the state that their page showed."""
    by = access.person_or_404().name
    return drafting.change(found, edit, seen_revision=seen(), by=by, now=clock.now())


def seen() -> int:
    """The revision that the page showed; one that never was if it was altered."""
    revision = whole_number(request.form.get("revision", ""))
    return -1 if revision is None else revision


def name_of(found: Draft, programmes: Sequence[Programme] | None = None) -> str:
    """What a form is called: its own title, else that of a programme that asks by it."""
    if programmes is None:
        programmes = scope.programmes_with([found.form.id]).get(found.form.id, ())
    own: Any = found.document.get("title")
    titles = [own] if isinstance(own, dict) else []
    titles += [programme.title for programme in programmes]
    return next(
        (told for told in (text(one, g.language) for one in titles) if told), found.form.key
    )
