"""The index: the words by which the desk finds an application, and by what it sorts them."""

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import joinedload, selectinload

from registration.applications import alike, answers
from registration.applications.models import Application, SearchTerm
from registration.applications.search import facets, is_closed, terms_of
from registration.core.db import db, locking, table_of, unit_of_work
from registration.forms.rules.values import APPLICANT

BATCH = 200
SEARCHED = frozenset({"name", "email", "institution"})
_terms = table_of(SearchTerm)
_FORGET = delete(_terms).where(_terms.c.application_id == bindparam("application"))
_INDEX = insert(_terms)


def index(application: Application) -> None:
    """Note the words by which coordinators find this application.

    Of the applicant's answers only what everybody at the desk may read, whoever searches; what
    somebody chose is noted for each role that may read it, to filter by. By the marks of
    ``alike`` other applications of the same person are found.
    """
    known = answers.all_values(application, by=[APPLICANT])
    reference = application.reference
    texts = [reference, reference.replace("-", ""), application.institution]
    said: list[str] = []
    untyped: list[str] = []
    for field in answers.document_of(application).fields():
        left = field.without(is_closed, known.get(field.key))
        if left is not None:
            (texts if field.role in SEARCHED else said).extend(field.search(left))
            untyped += alike.marks(field, left)
        untyped += facets(field, known.get(field.key))
    words = dict.fromkeys([*terms_of(texts, said), *untyped])
    db.session.execute(_FORGET, {"application": application.id})
    db.session.execute(_INDEX, [{"application_id": application.id, "term": w} for w in words])


def index_all() -> int:
    """Index all applications that were sent anew, batch by batch in units of work of their own.

    Returns:
        How many.
    """
    done, last, more = 0, 0, True
    while more:
        with unit_of_work():
            batch = db.session.scalars(
                locking(select(Application).where(Application.id > last), of=Application)
                .where(Application.submitted_at.is_not(None))
                .options(joinedload(Application.programme), selectinload(Application.answers))
                .order_by(Application.id)
                .limit(BATCH)
            ).all()
            for application in batch:
                _index_anew(application)
            last, more = batch[-1].id if batch else 0, len(batch) == BATCH
        done += len(batch)
    return done


def _index_anew(application: Application) -> None:
    field = answers.document_of(application).field_with_role("name")
    known = answers.all_values(application, by=[APPLICANT]) if field else {}
    answers.note_order(application, known.get(field.key) if field else None)
    index(application)
