"""A programme in the Retrospective: what came of it, how many took part, and pictures.

All is prepared at the desk; the public sees it from ``show`` until ``take_back``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, or_, select

from registration.audit import trail
from registration.core.db import db
from registration.core.errors import NotFound, RuleBroken
from registration.core.languages import LANGUAGES, Texts
from registration.files import storage
from registration.files.inspection import WrongKind, kind_of
from registration.files.models import StoredFile
from registration.files.pictures import FORMATS, Scaled, scaled
from registration.programmes.models import Programme
from registration.programmes.retrospective_models import Retrospective, RetrospectivePicture

MOST_PICTURES = 12
MOST_MEGABYTES = 10
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
SMALL, LARGE = 480, 1200
LEAST = (480, 240)


class Incomplete(RuleBroken):
    """The results are missing in one of the languages at least."""


class PictureTooLarge(RuleBroken):
    """The file has more than ``MOST_BYTES``."""


class TooManyPictures(RuleBroken):
    """The programme has ``MOST_PICTURES`` already."""


@dataclass(frozen=True)
class Account:
    """What the public reads of an archived programme, the first picture first."""

    results: Texts
    participants: int | None
    pictures: Sequence[RetrospectivePicture]


def of(programme: Programme) -> Retrospective | None:
    """What was written so far, for the desk."""
    return db.session.get(Retrospective, programme.id)


def pictures_of(programme: Programme) -> Sequence[RetrospectivePicture]:
    """Its pictures in their order, for the desk."""
    query = select(RetrospectivePicture).where(RetrospectivePicture.programme_id == programme.id)
    return db.session.scalars(query.order_by(RetrospectivePicture.position)).all()


def picture(programme: Programme, number: int) -> RetrospectivePicture:
    """One of its pictures, by its id.

    Raises:
        NotFound: it has none with this id.
    """
    found = db.session.get(RetrospectivePicture, number)
    if found is None or found.programme_id != programme.id:
        raise NotFound
    return found


def picture_counts(programme_ids: Iterable[int]) -> dict[int, int]:
    """How many pictures each programme has that has any."""
    owner = RetrospectivePicture.programme_id
    query = select(owner, func.count()).where(owner.in_(programme_ids)).group_by(owner)
    return {programme_id: number for programme_id, number in db.session.execute(query)}  # noqa: C416  # rows are no pairs to mypy


def is_complete(results: Texts) -> bool:
    """Whether the results can be read in every language."""
    return all(results.get(language) for language in LANGUAGES)


def account(programme: Programme) -> Account | None:
    """What everybody may read; None while it is not archived."""
    written = of(programme) if programme.archived_at is not None else None
    if written is None:
        return None
    return Account(written.results, written.participants, pictures_of(programme))


def glances(programmes: Iterable[Programme]) -> dict[int, Account]:
    """The same for a list, by the id of the programme, with the first picture alone."""
    ids = [one.id for one in programmes if one.archived_at is not None]
    if not ids:
        return {}
    owner = RetrospectivePicture.programme_id
    first = select(RetrospectivePicture).where(owner.in_(ids), RetrospectivePicture.position == 1)
    pictures = {one.programme_id: one for one in db.session.scalars(first)}
    written = db.session.scalars(select(Retrospective).where(Retrospective.programme_id.in_(ids)))
    return {
        one.programme_id: Account(
            one.results,
            one.participants,
            [pictures[one.programme_id]] if one.programme_id in pictures else [],
        )
        for one in written
    }


def public_file(sha256: str) -> StoredFile | None:
    """The file of a picture that everybody may see: one of an archived programme's."""
    of_picture = or_(
        RetrospectivePicture.small_id == StoredFile.id,
        RetrospectivePicture.large_id == StoredFile.id,
    )
    query = (
        select(StoredFile)
        .join(RetrospectivePicture, of_picture)
        .join(Programme, Programme.id == RetrospectivePicture.programme_id)
        .where(StoredFile.sha256 == sha256, Programme.opened, Programme.archived_at.is_not(None))
    )
    return db.session.scalars(query.limit(1)).first()


def save(
    programme: Programme, *, results: Texts, participants: int | None, by: str, now: datetime
) -> None:
    """Keep what was written; it may be incomplete as long as the public does not see it.

    Raises:
        Incomplete: the public sees it; nothing was changed.
    """
    if programme.archived_at is not None and not is_complete(results):
        raise Incomplete
    written = of(programme)
    if written is None:
        written = Retrospective(programme_id=programme.id)
        db.session.add(written)
    written.results, written.participants = dict(results), participants
    trail.record("write_retrospective", about=_about(programme), by=by, now=now)


def show(programme: Programme, *, by: str, now: datetime) -> None:
    """Let the public see it; from now on nobody applies, whatever the dates say.

    Raises:
        Incomplete: nothing was changed.
    """
    written = of(programme)
    if written is None or not is_complete(written.results):
        raise Incomplete
    if programme.archived_at is None:
        programme.archived_at = now
        trail.record("show_in_retrospective", about=_about(programme), by=by, now=now)


def take_back(programme: Programme, *, by: str, now: datetime) -> None:
    """Show the public what it saw before; what was written and the pictures stay at the desk."""
    if programme.archived_at is not None:
        programme.archived_at = None
        trail.record("take_back_from_retrospective", about=_about(programme), by=by, now=now)


def add_picture(
    programme: Programme,
    content: bytes,
    *,
    alt: Texts,
    credit: str,
    position: int | None,
    by: str,
    now: datetime,
) -> RetrospectivePicture:
    """Keep a JPEG or PNG file in two sizes, without anything but its pixels.

    Raises:
        PictureTooLarge, TooManyPictures, TooFewPixels, WrongKind: nothing was kept.
    """
    if len(content) > MOST_BYTES:
        raise PictureTooLarge
    others = pictures_of(programme)
    if len(others) >= MOST_PICTURES:
        raise TooManyPictures
    kind = kind_of(content)
    if kind not in FORMATS:
        raise WrongKind
    small, large = scaled(content, kind, widths=(SMALL, LARGE), least=LEAST)
    added = RetrospectivePicture(
        programme_id=programme.id, position=len(others) + 1, alt=dict(alt), credit=credit,
        small=_stored(small, now), small_width=small.width,
        large=_stored(large, now), width=large.width, height=large.height,
    )  # fmt: skip
    db.session.add(added)
    db.session.flush()  # the trail names it by its id
    _put([*others, added], added, position)
    details = {"picture": added.id, "agreed": True}
    trail.record("add_picture", about=_about(programme), by=by, now=now, **details)
    return added


def change_picture(
    programme: Programme,
    changed: RetrospectivePicture,
    *,
    alt: Texts,
    credit: str,
    position: int | None,
    by: str,
    now: datetime,
) -> None:
    """Change what is told of a picture, and its place in the order; None puts it last."""
    changed.alt, changed.credit = dict(alt), credit
    _put(pictures_of(programme), changed, position)
    about = _about(programme)
    trail.record("change_picture", about=about, by=by, now=now, picture=changed.id)


def remove_picture(
    programme: Programme, removed: RetrospectivePicture, *, by: str, now: datetime
) -> list[Path]:
    """Take a picture away.

    Returns:
        Where its bytes lie, to be deleted once the transaction has succeeded.
    """
    left = [one for one in pictures_of(programme) if one is not removed]
    about = _about(programme)
    trail.record("remove_picture", about=about, by=by, now=now, picture=removed.id)
    files = [removed.small, removed.large]
    db.session.delete(removed)
    db.session.flush()  # before its files, which it names
    for place, one in enumerate(left, start=1):
        one.position = place
    return [storage.delete(one) for one in files]


def _put(
    pictures: Sequence[RetrospectivePicture], one: RetrospectivePicture, position: int | None
) -> None:
    order = [other for other in pictures if other is not one]
    order.insert(len(order) if position is None else position - 1, one)
    for place, other in enumerate(order, start=1):
        other.position = place


def _stored(made: Scaled, now: datetime) -> StoredFile:
    return storage.store(made.content, name="picture", kind="jpeg", now=now)


def _about(programme: Programme) -> str:
    return f"programme:{programme.id}"
