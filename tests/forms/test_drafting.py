"""The draft of a form: changes, undoing them, and two people who change it at once."""

import pytest
from sqlalchemy import select

from registration.core import clock
from registration.core.db import db
from registration.forms import drafting, editing, versions
from registration.forms.document import InvalidDocument
from registration.forms.models import Form
from tests.forms.documents import short_form
from tests.records import look


@pytest.fixture
def form(app):
    look(app, lambda: versions.publish("short", short_form(), now=clock.now()), writes=True)
    return app


def draft():
    return drafting.draft_of(db.session.scalars(select(Form)).one())


def state(app):
    def read():
        found = draft()
        return found.document, found.revision, found.steps, found.open

    return look(app, read)


def change(app, edit, seen):
    def act():
        drafting.change(draft(), edit, seen_revision=seen, by="Berta", now=clock.now())

    look(app, act, writes=True)


def undo(app, seen):
    def act():
        drafting.undo(draft(), seen_revision=seen, by="Berta", now=clock.now())

    look(app, act, writes=True)


def without_email(document):
    return editing.deleted(document, ("person", "email"))


def without_diet(document):
    return editing.deleted(document, ("more", "diet"))


def test_without_a_draft_the_latest_version_is_shown(form):
    assert state(form) == (short_form(), 0, 0, False)


def test_a_change_begins_a_draft_and_leaves_the_version_alone(form):
    change(form, without_email, 0)
    assert state(form) == (without_email(short_form()), 1, 1, True)
    assert look(form, lambda: versions.find("short").document) == short_form()


def test_undo_steps_back_to_the_beginning_and_no_further(form):
    change(form, without_email, 0)
    change(form, without_diet, 1)
    undo(form, 2)
    assert state(form)[0] == without_email(short_form())
    undo(form, 3)
    assert state(form) == (short_form(), 4, 0, True)
    with pytest.raises(drafting.NothingToUndo):
        undo(form, 4)


def test_the_second_of_two_people_changes_nothing(form):
    change(form, without_email, 0)
    for act in (lambda: change(form, without_diet, 0), lambda: undo(form, 0)):
        with pytest.raises(drafting.ChangedMeanwhile):
            act()
    assert state(form) == (without_email(short_form()), 1, 1, True)


def test_a_draft_that_was_read_before_somebody_elses_change_is_not_kept(form):
    def both():
        read_before = draft()
        drafting.change(read_before, without_email, seen_revision=0, by="Bo", now=clock.now())
        with pytest.raises(drafting.ChangedMeanwhile):
            drafting.change(read_before, without_diet, seen_revision=0, by="Al", now=clock.now())

    look(form, both, writes=True)
    assert state(form) == (without_email(short_form()), 1, 1, True)


def test_at_most_fifty_steps_are_kept(form):
    for number in range(drafting.MOST_STEPS + 3):
        text = {"title": {"en": str(number)}}
        change(form, lambda d, text=text: editing.set_values(d, ("more",), text), number)
    assert state(form)[2] == drafting.MOST_STEPS


def publish(app, seen):
    def act():
        return drafting.publish(draft(), seen_revision=seen, by="Berta", now=clock.now()).number

    return look(app, act, writes=True)


def test_a_published_draft_is_the_next_version_and_no_revision_comes_twice(form):
    change(form, without_diet_rule, 0)
    assert publish(form, 1) == 2
    assert state(form) == (without_diet_rule(short_form()), 2, 0, False)
    with pytest.raises(drafting.ChangedMeanwhile):
        change(form, without_email, 1)


def test_a_draft_that_cannot_stand_is_not_published(form):
    change(form, without_email, 0)
    with pytest.raises(InvalidDocument):
        publish(form, 1)
    assert state(form)[1:] == (1, 1, True)


def without_diet_rule(document):
    return editing.deleted(document, ("more", "diet_other"))


def test_a_discarded_draft_leaves_the_form_as_it_was_published(form):
    change(form, without_email, 0)

    def act():
        drafting.discard(draft(), seen_revision=1, by="Berta", now=clock.now())

    look(form, act, writes=True)
    assert state(form) == (short_form(), 2, 0, False)
