"""The worker's part in exports: claim one, write its file piece by piece, delete what is expired.

A worker claims an export with a lease and renews it with every step. Each step is a unit of work
that begins with the lease: whoever lost it, to another worker or because the export was given up,
writes nothing more. After the death of a worker another one begins anew.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, or_, select, update

from registration.applications.models import Application
from registration.applications.queue import Filters
from registration.core.db import db, locking, table_of, unit_of_work
from registration.core.errors import RuleBroken
from registration.core.settings import settings
from registration.exchange import jobs
from registration.exchange.answers import Extract, NothingChosen, extract
from registration.exchange.job_models import (
    WHY_NOT,
    ExportedApplication,
    ExportJob,
    ExportPiece,
    WhyNot,
)
from registration.exchange.tables import FORMATS
from registration.exchange.workbook import TooManyRows
from registration.files import storage
from registration.forms.readers import Reader
from registration.notices.exports import export_failed, export_ready
from registration.papers.lists import TooManyColumns, TooManyForPaper
from registration.papers.stickers import Stickers
from registration.staff.permissions import Act, may, roles_on

LEASE = timedelta(minutes=5)
STEP = 1_000  # rows between two looks at the lease
PIECE = 4 * 1024 * 1024
MOST_TRIES = 3
PIECE_KIND = "piece"

Now = Callable[[], datetime]


class Lost(RuleBroken):
    """Another worker has the export by now, or it was given up."""


class Stopped(RuleBroken):
    """The worker is to end."""


class NoRight(RuleBroken):
    """Whoever asked for the export may not have it any more."""


@dataclass(frozen=True)
class _Work:
    """One try at one export.

    Attributes:
        job_id: which.
        owner: whose lease it is.
        now: the clock.
        stopped: whether the worker is to end.
    """

    job_id: int
    owner: str
    now: Now
    stopped: Callable[[], bool]

    def build(self) -> None:
        """Write the file, then say that it is there.

        Raises:
            Lost, Stopped, NoRight, NothingChosen, TooManyRows: nothing was said to anybody.
        """
        with unit_of_work(writes=False):
            found, kind = self._extract(), self._job().kind
        found = replace(found, progress=self._progress)
        for number, piece in enumerate(pieces_of(FORMATS[kind].pieces(found))):
            with unit_of_work():
                self._renew()
                name = f"export-{self.job_id}"
                file = storage.store(piece, name=name, kind=PIECE_KIND, now=self.now(), sealed=True)
                db.session.add(ExportPiece(job_id=self.job_id, number=number, file=file))
        with unit_of_work():
            self._renew()
            self._finish(found)

    def close(self, why: WhyNot) -> None:
        """Note that it came to nothing."""
        with unit_of_work():
            self._renew()
            _close(self._job(), why, now=self.now())

    def give_back(self) -> None:
        """Let another worker begin anew at once; this try does not count."""
        values = {"lease_owner": None, "lease_until": None, "tries": ExportJob.tries - 1}
        with unit_of_work():
            db.session.execute(self._mine().values(**values))

    def _extract(self) -> Extract:
        job = self._job()
        if not jobs.may_have(job):
            raise NoRight
        person, programme = job.owner, job.programme
        own = select(ExportedApplication.application_id).where(ExportedApplication.job_id == job.id)
        found = extract(
            programme,
            job.language,
            now=job.asked_at,
            labels=job.labels,
            reader=Reader(roles=roles_on(person, programme), opened=job.sensitive),
            office=may(person, Act.DECIDE, programme),
            keys=job.keys,
            filters=Filters(also=(Application.id.in_(own),)),
        )
        return replace(found, stickers=Stickers.of(job.details))

    def _progress(self, rows: int) -> None:
        if self.stopped():
            raise Stopped
        if rows % STEP == 0:
            with unit_of_work():
                self._renew(rows_done=rows)

    def _renew(self, **more: int) -> None:
        values = {"lease_until": self.now() + LEASE, **more}
        if not db.session.execute(self._mine().values(**values)).rowcount:  # type: ignore[attr-defined]  # an UPDATE has one
            raise Lost

    def _mine(self) -> Any:
        table = table_of(ExportJob)
        return update(table).where(
            table.c.id == self.job_id,
            table.c.lease_owner == self.owner,
            table.c.expires_at.is_(None),
        )

    def _job(self) -> ExportJob:
        return db.session.get_one(ExportJob, self.job_id)

    def _finish(self, found: Extract) -> None:
        """Ready, and the mail with it; with the rights by which the file was made."""
        job, now = self._job(), self.now()
        job.roles, job.office = sorted(found.reader.roles or ()), found.office
        if not jobs.may_have(job):
            raise NoRight
        job.ready_at, job.rows_done = now, job.rows
        job.lease_owner = job.lease_until = None
        job.expires_at = now + timedelta(days=settings.export_days)
        export_ready(job.owner, job.programme, export=job.id, until=job.expires_at, now=now)


def build_next(now: Now, *, owner: str, stopped: Callable[[], bool]) -> int:
    """Prepare the export that waits longest; how many there were, 0 or 1.

    Args:
        now: the clock.
        owner: who works, for the lease; no two workers at a time have the same.
        stopped: whether the worker is to end; the export then waits for another one.
    """
    with unit_of_work(writes=False):
        if db.session.scalar(_waiting(now()).with_only_columns(ExportJob.id)) is None:
            return 0
    with unit_of_work():
        job_id, paths = _claim(owner, now())
    _unlink(paths)
    if job_id is None:
        return 1
    with suppress(Lost):
        _try(_Work(job_id, owner, now, stopped))
    return 1


def _try(work: _Work) -> None:
    try:
        work.build()
    except (NoRight, NothingChosen):
        work.close(WhyNot.REFUSED)
    except (TooManyRows, TooManyColumns, TooManyForPaper):
        work.close(WhyNot.TOO_LARGE)
    except Stopped:
        work.give_back()


def clear(now: datetime) -> int:
    """Delete the exports that are expired or were given up; how many."""
    with unit_of_work(writes=False):
        over = db.session.scalars(select(ExportJob.id).where(ExportJob.expires_at <= now)).all()
    for job_id in over:
        with unit_of_work():
            paths = _drop_pieces(job_id)
            db.session.execute(delete(ExportJob).where(ExportJob.id == job_id))
        _unlink(paths)
    return len(over)


def _waiting(now: datetime) -> Any:
    free = or_(ExportJob.lease_until.is_(None), ExportJob.lease_until <= now)
    query = select(ExportJob).where(
        ExportJob.ready_at.is_(None), ExportJob.expires_at.is_(None), free
    )
    return query.order_by(ExportJob.id).limit(1)


def _claim(owner: str, now: datetime) -> tuple[int | None, list[Path]]:
    """Which export this worker has now, and what an earlier try left behind."""
    job = db.session.scalar(locking(_waiting(now), skip_locked=True))
    if job is None:
        return None, []
    if job.tries >= MOST_TRIES:
        _close(job, WhyNot.BROKEN, now=now)
        return None, _drop_pieces(job.id)
    job.tries, job.rows_done = job.tries + 1, 0
    job.lease_owner, job.lease_until = owner, now + LEASE
    return job.id, _drop_pieces(job.id)


def _close(job: ExportJob, why: WhyNot, *, now: datetime) -> None:
    job.why_not, job.expires_at = why, now + timedelta(days=settings.export_days)
    job.lease_owner = job.lease_until = None
    if job.owner.active:
        export_failed(job.owner, job.programme, export=job.id, why=WHY_NOT[why], now=now)


def _drop_pieces(job_id: int) -> list[Path]:
    pieces = db.session.scalars(select(ExportPiece).where(ExportPiece.job_id == job_id)).all()
    for piece in pieces:
        db.session.delete(piece)
    db.session.flush()  # before the files that they name
    return [storage.delete(piece.file) for piece in pieces]


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def pieces_of(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of 4 MB; the last one is smaller."""
    kept = bytearray()
    for part in parts:
        kept += part
        while len(kept) >= PIECE:
            yield bytes(kept[:PIECE])
            del kept[:PIECE]
    yield bytes(kept)
