"""Whether applications may be one person's: marks in the index, and which of them two share.

A mark is a term of the index that nobody can type. Only answers that everybody at the desk may
read leave one, so that a likeness tells nothing of sealed or restricted answers.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from pypinyin import lazy_pinyin
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from registration.applications.models import Application, SearchTerm
from registration.applications.search import MAX_TERM, SPELLED_OUT
from registration.core.db import db
from registration.core.formats import HANZI
from registration.core.pinyin import as_in_passport, name_in_pinyin
from registration.forms.fields.field import Field

SIGN = "~"
AFTER_SIGN = "\x7f"
MOST = 20


class Mark(StrEnum):
    """What a mark is made of; ``SOUND`` is a name without accents, in Latin letters."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    BIRTH_DATE = "birth_date"
    NAME = "name"
    SOUND = "sound"


class Likeness(StrEnum):
    """What two applications have in common."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    NAME = "name"
    SPELLING = "spelling"
    SCRIPT = "script"
    BIRTH_DATE = "birth_date"


@dataclass(frozen=True)
class Resemblance:
    """Another application, and what it has in common with the one that is looked at."""

    application: Application
    shared: tuple[Likeness, ...]


def marks(field: Field, value: Any) -> list[str]:
    """The terms by which an answer is compared; none for most questions.

    Addresses without regard to capitals, telephone numbers as E.164, days as ISO 8601, names as
    they are written and as they sound, in either order of their parts.
    """
    if not value:
        return []
    if field.role == "name":
        return [*dict.fromkeys(one for whole in _names(value) for one in _marks_of_name(whole))]
    known = {Mark.EMAIL, Mark.TELEPHONE, Mark.BIRTH_DATE}
    if field.role in known and isinstance(value, str):
        return [_mark(Mark(field.role), _fold(value))]
    return []


def resembling(
    application: Application, *, among: ColumnElement[bool], but: Sequence[int] = ()
) -> list[Resemblance]:
    """Other sent applications that may be the same person's, the likest first, at most 20.

    They share the address, the telephone number, or the name in any spelling; the name says
    nothing where both give a birth date and these differ. ``among`` is a condition on
    ``Programme``, ``but`` are ids to leave out. Three statements, however many there are.
    """
    own = _marks_of([application.id]).get(application.id, set())
    telling = [one for one in own if not _is(one, Mark.BIRTH_DATE)]
    others = _sharing(telling, among=among, but=[application.id, *but]) if telling else []
    theirs = _marks_of([one.id for one in others])
    found = [Resemblance(one, likenesses(own, theirs.get(one.id, set()))) for one in others]
    found = [one for one in found if one.shared]
    return sorted(found, key=lambda one: len(one.shared), reverse=True)[:MOST]


def likenesses(own: set[str], other: set[str]) -> tuple[Likeness, ...]:
    """What two applications with these marks have in common; empty where it tells nothing."""
    shared = own & other
    found = [like for like in (Likeness.EMAIL, Likeness.TELEPHONE) if _any(shared, Mark(like))]
    births = [{one for one in side if _is(one, Mark.BIRTH_DATE)} for side in (own, other)]
    if not found and all(births) and births[0] != births[1]:
        return ()
    if _any(shared, Mark.NAME):
        found.append(Likeness.NAME)
    elif _any(shared, Mark.SOUND):
        same_script = _in_hanzi(own) == _in_hanzi(other)
        found.append(Likeness.SPELLING if same_script else Likeness.SCRIPT)
    if found and _any(shared, Mark.BIRTH_DATE):
        found.append(Likeness.BIRTH_DATE)
    return tuple(found)


def _sharing(
    terms: Sequence[str], *, among: ColumnElement[bool], but: Sequence[int]
) -> Sequence[Application]:
    """Twice as many as are shown, since the birth date takes some of them away again."""
    close = (
        select(SearchTerm.application_id, func.count().label("marks"))
        .where(SearchTerm.term.in_(terms))
        .group_by(SearchTerm.application_id)
        .subquery()
    )
    query = (
        select(Application)
        .join(close, close.c.application_id == Application.id)
        .join(Application.programme)
        .where(among, Application.submitted_at.is_not(None), Application.id.not_in(but))
        .options(contains_eager(Application.programme))
        .order_by(close.c.marks.desc(), Application.id.desc())
    )
    return db.session.scalars(query.limit(2 * MOST)).all()


def _marks_of(application_ids: Sequence[int]) -> dict[int, set[str]]:
    query = select(SearchTerm.application_id, SearchTerm.term).where(
        SearchTerm.application_id.in_(application_ids), SearchTerm.term.between(SIGN, AFTER_SIGN)
    )
    found: dict[int, set[str]] = {}
    for application_id, term in db.session.execute(query) if application_ids else ():
        found.setdefault(application_id, set()).add(term)
    return found


def _names(value: Any) -> Iterator[str]:
    """The whole names in an answer, without spaces, in either order of their parts."""
    named: Mapping[str, str] = value if isinstance(value, Mapping) else {"latin": str(value)}
    family = _fold(named.get("family") or named.get("surname") or "")
    given = _fold(named.get("given") or named.get("given_names") or "")
    yield from (family + given, given + family)
    words = [_fold(word) for word in named.get("latin", "").split()]
    yield from ("".join(words), "".join([*words[-1:], *words[:-1]]))
    yield _fold(named.get("native", ""))


def _marks_of_name(whole: str) -> Iterator[str]:
    if not whole:
        return
    yield _mark(Mark.NAME, whole)
    sounds = {whole, whole.translate(SPELLED_OUT)}
    if HANZI.search(whole):
        read = "".join(lazy_pinyin(whole))
        guess = "".join(name_in_pinyin(whole) or ())
        sounds = {read.replace("v", vowel) for vowel in ("v", "u", "yu")}
        sounds |= {guess, as_in_passport(guess).casefold()}
    for sound in sorted(sounds):
        letters = unicodedata.normalize("NFKD", sound.casefold())
        plain = "".join(one for one in letters if one.isalnum())
        if plain:
            yield _mark(Mark.SOUND, plain)


def _fold(text: str) -> str:
    """Small letters without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _mark(kind: Mark, value: str) -> str:
    term = f"{SIGN}{kind}={value}"
    long = f"{SIGN}{kind}={sha256(value.encode()).hexdigest()}"
    return term if len(term) <= MAX_TERM else long[:MAX_TERM]


def _is(mark: str, kind: Mark) -> bool:
    return mark.startswith(f"{SIGN}{kind}=")


def _any(some: set[str], kind: Mark) -> bool:
    return any(_is(one, kind) for one in some)


def _in_hanzi(some: set[str]) -> bool:
    return any(_is(one, Mark.NAME) and HANZI.search(one) is not None for one in some)
