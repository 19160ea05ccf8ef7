"""Exports that are prepared in the background: asked for, looked at, taken, deleted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import joinedload

from registration.applications.models import Application
from registration.audit import trail
from registration.core.db import db, one_at_a_time, table_of
from registration.core.errors import NotFound, RuleBroken
from registration.exchange.answers import Extract
from registration.exchange.job_models import ExportedApplication, ExportJob, ExportPiece
from registration.files.models import StoredFile
from registration.review import stages
from registration.staff.models import StaffMember
from registration.staff.permissions import Act, may, roles_on

MOST = 20
ASKED, TAKEN, DELETED = "prepare_export", "export", "delete_export"


class TooManyExports(RuleBroken):
    """Nobody keeps more than 20 prepared exports."""


def ask(found: Extract, *, details: Mapping[str, Any], by: StaffMember, now: datetime) -> ExportJob:
    """Note what is to be prepared, with the applications that fit the filters now.

    Args:
        found: what is taken out.
        details: what the trail says of it, here and when the file is taken; ``format`` is one of
            ``tables.FORMATS``.
        by: whose export it is; nobody else sees it.
        now: the moment, aware.

    Raises:
        TooManyExports: this person has 20 of them.
    """
    one_at_a_time(f"exports of {by.id}")
    if len(of(by, now=now)) >= MOST:
        raise TooManyExports
    job = ExportJob(
        owner_id=by.id,
        programme_id=found.programme_id,
        kind=details["format"],
        language=found.asked.language,
        labels=found.labels,
        sensitive=found.reader.opened,
        keys=list(found.keys),
        details=dict(details),
        asked_at=now,
        rows=0,
    )
    db.session.add(job)
    db.session.flush()  # the applications need its id
    rows = found.selection().with_only_columns(literal(job.id), Application.id)
    names = ["job_id", "application_id"]
    table = table_of(ExportedApplication)
    db.session.execute(insert(table).from_select(names, rows))
    mine = select(func.count()).where(ExportedApplication.job_id == job.id)
    job.rows = db.session.scalar(mine) or 0
    _record(ASKED, job, now=now)
    return job


def of(person: StaffMember, *, now: datetime) -> Sequence[ExportJob]:
    """A person's exports that are not expired, the newest first."""
    query = select(ExportJob).where(ExportJob.owner_id == person.id, _kept(now))
    query = query.options(joinedload(ExportJob.programme))
    return db.session.scalars(query.order_by(ExportJob.id.desc())).all()


def by_id(person: StaffMember, job_id: int, *, now: datetime) -> ExportJob:
    """One of a person's exports.

    Raises:
        NotFound: they have none with this number, or it is expired.
    """
    query = select(ExportJob).where(
        ExportJob.id == job_id, ExportJob.owner_id == person.id, _kept(now)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def may_have(job: ExportJob) -> bool:
    """Whether its owner may still have what its file holds, or will hold."""
    person, programme = job.owner, job.programme
    return (
        may(person, Act.EXPORT, programme)
        and stages.open_to(person, programme)
        and (not job.office or may(person, Act.DECIDE, programme))
        and (not job.sensitive or may(person, Act.SEE_SENSITIVE, programme))
        and roles_on(person, programme) >= {*job.roles}
    )


def take(job: ExportJob, *, now: datetime) -> Sequence[StoredFile]:
    """The pieces of the file, in their order; that it was taken is in the trail.

    Raises:
        NotFound: it is not ready.
    """
    if job.ready_at is None:
        raise NotFound
    query = select(ExportPiece).where(ExportPiece.job_id == job.id).order_by(ExportPiece.number)
    files = [piece.file for piece in db.session.scalars(query)]
    _record(TAKEN, job, now=now)
    return files


def delete(job: ExportJob, *, now: datetime) -> None:
    """Give it up; the worker stops preparing it and deletes what there is."""
    db.session.refresh(job, with_for_update=True)  # a worker may have claimed it a moment ago
    job.expires_at, job.lease_owner, job.lease_until = now, None, None
    _record(DELETED, job, now=now)


def _kept(now: datetime) -> Any:
    return ExportJob.expires_at.is_(None) | (ExportJob.expires_at > now)


def _record(act: str, job: ExportJob, *, now: datetime) -> None:
    about, by = f"programme:{job.programme_id}", f"staff:{job.owner_id}"
    details = {**job.details, "rows": job.rows, "export": job.id}
    trail.record(act, about=about, by=by, now=now, **details)
