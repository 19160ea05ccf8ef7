"""The draft of a form: one beside its versions, changed step by step, and each step undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select, update

from registration.core.db import db, one_at_a_time
from registration.core.errors import RuleBroken
from registration.forms import versions
from registration.forms.document import Document
from registration.forms.editing import Edit
from registration.forms.entry import Problem
from registration.forms.keys import free
from registration.forms.models import Form, FormDraft, FormVersion

MOST_STEPS = 20


class ChangedMeanwhile(RuleBroken):
    """Somebody else changed the draft after it was read; nothing of this change was kept."""


class FormExists(RuleBroken):
    """There is a form with this key already."""


class NothingToUndo(RuleBroken):
    """The draft stands as it began."""


@dataclass(frozen=True)
class Draft:
    """How a form stands for those who write it.

    Attributes:
        form: whose draft it is.
        document: the draft, or the latest version where nobody has begun one.
        revision: which state this is; a change names the one that it was made on.
        steps: how many changes can be undone.
        latest: the version that is published.
        open: whether there is a draft.
        changed_by: who changed it last; empty where nobody did.
        changed_at: when.
    """

    form: Form
    document: dict[str, Any]
    revision: int
    steps: int
    latest: FormVersion | None
    open: bool
    changed_by: str
    changed_at: datetime | None

    @property
    def so_far(self) -> Document:
        """As much of the document as can be read."""
        return self._read[0]

    @property
    def problems(self) -> list[Problem]:
        """All that keeps the document from being published."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[Document, list[Problem]]:
        return versions.read(self.form.key, self.document)


def begin(document: dict[str, Any], *, by: str, now: datetime) -> Draft:
    """A new form that stands as a draft only; its key is the document's.

    Raises:
        FormExists: the key is taken.
    """
    key = document["key"]
    one_at_a_time(f"form {key}")
    if db.session.scalar(select(Form.id).where(Form.key == key)) is not None:
        raise FormExists
    form = Form(key=key)
    db.session.add(form)
    db.session.flush()
    return _keep(draft_of(form), document, [], by=by, now=now)


def free_form_key(wanted: str) -> str:
    """``wanted``, or with a number behind it, so that no form has it yet."""
    taken = set(db.session.scalars(select(Form.key).where(Form.key.startswith(wanted))))
    return free(wanted, taken)


def drafts_of(forms: Sequence[Form]) -> list[Draft]:
    """How several forms stand, in their order; two statements for all."""
    ids = [form.id for form in forms]
    kept = db.session.scalars(select(FormDraft).where(FormDraft.form_id.in_(ids)))
    latest = versions.latest_of(ids)
    by_form = {one.form_id: one for one in kept}
    return [_standing(form, by_form.get(form.id), latest.get(form.id)) for form in forms]


def draft_of(form: Form) -> Draft:
    """How ``form`` stands for those who write it."""
    return _standing(form, _kept(form), versions.find(form.key))


def _standing(form: Form, kept: FormDraft | None, latest: FormVersion | None) -> Draft:
    published = latest.document if latest else {"key": form.key, "sections": []}
    return Draft(
        form=form,
        document=published if kept is None or kept.document is None else kept.document,
        revision=kept.revision if kept else 0,
        steps=len(kept.earlier) if kept else 0,
        latest=latest,
        open=kept is not None and kept.document is not None,
        changed_by=kept.changed_by if kept else "",
        changed_at=kept.changed_at if kept else None,
    )


def change(draft: Draft, edit: Edit, *, seen_revision: int, by: str, now: datetime) -> Draft:
    """Keep what ``edit`` makes of the draft's document.

    Raises:
        ChangedMeanwhile: the draft has moved on from ``seen_revision``.
    """
    if draft.revision != seen_revision:
        raise ChangedMeanwhile
    changed = edit(draft.document)
    if changed == draft.document:
        return draft
    kept = _kept(draft.form)
    earlier = [*(kept.earlier if kept else []), draft.document][-MOST_STEPS:]
    return _keep(draft, changed, earlier, by=by, now=now)


def undo(draft: Draft, *, seen_revision: int, by: str, now: datetime) -> Draft:
    """Take the last change back.

    Raises:
        ChangedMeanwhile: the draft has moved on from ``seen_revision``.
        NothingToUndo: there is no earlier state.
    """
    if draft.revision != seen_revision:
        raise ChangedMeanwhile
    kept = _kept(draft.form)
    if kept is None or not kept.earlier:
        raise NothingToUndo
    return _keep(draft, kept.earlier[-1], kept.earlier[:-1], by=by, now=now)


def discard(draft: Draft, *, seen_revision: int, by: str, now: datetime) -> Draft:
    """Take the whole draft back; the form stands as it was published last.

    Raises:
        ChangedMeanwhile: the draft has moved on from ``seen_revision``.
    """
    if draft.revision != seen_revision:
        raise ChangedMeanwhile
    return _keep(draft, None, [], by=by, now=now)


def publish(draft: Draft, *, seen_revision: int, by: str, now: datetime) -> FormVersion:
    """Publish the draft as the form's next version; it is then no draft any more.

    Raises:
        ChangedMeanwhile: the draft has moved on from ``seen_revision``.
        InvalidDocument: it cannot be published as it stands.
    """
    if draft.revision != seen_revision:
        raise ChangedMeanwhile
    versions.check(draft.form.key, draft.document)
    _keep(draft, None, [], by=by, now=now)
    return versions.publish(draft.form.key, draft.document, now=now)


def _kept(form: Form) -> FormDraft | None:
    return db.session.scalar(select(FormDraft).where(FormDraft.form_id == form.id))


def _keep(
    draft: Draft,
    document: dict[str, Any] | None,
    earlier: list[Any],
    *,
    by: str,
    now: datetime,
) -> Draft:
    """Swap the draft for its next state if nobody else was faster."""
    one_at_a_time(f"form {draft.form.key}")
    if _kept(draft.form) is None:
        db.session.add(FormDraft(form_id=draft.form.id, changed_at=now))
        db.session.flush()  # the swap below needs the row
    swapped = db.session.scalar(
        update(FormDraft)
        .where(FormDraft.form_id == draft.form.id, FormDraft.revision == draft.revision)
        .values(
            document=document,
            earlier=earlier,
            revision=draft.revision + 1,
            changed_at=now,
            changed_by=by,
        )
        .returning(FormDraft)
        .execution_options(populate_existing=True)
    )
    if swapped is None:
        raise ChangedMeanwhile
    return draft_of(draft.form)
